"""Get-indicator look-ups with aiohttp: 64 in flight, each request signed.

Usage: aiohttp_look_ups.py URL indicators.jsonl COUNT
Prints the seconds that the look-ups took, without the start of Python.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import sys
import time
from itertools import islice
from urllib.parse import quote

import aiohttp
from yarl import URL

ACCESS_ID, SECRET, IN_FLIGHT = "1", b"benchmark", 64
BRANCHES = {"Address": "addresses", "Host": "hosts"}


def headers(target):
    timestamp = str(int(time.time()))
    signature = hmac.new(SECRET, f"{target}:GET:{timestamp}".encode(), hashlib.sha256).digest()
    return {"Timestamp": timestamp, "Authorization": f"TC {ACCESS_ID}:{base64.b64encode(signature).decode()}"}


async def ask(session, url, entry):
    target = f"/api/v2/indicators/{BRANCHES[entry['type']]}/{quote(entry['summary'], safe='')}?includeTags=true"
    async with session.get(URL(url + target, encoded=True), headers=headers(target)) as response:
        body = await response.json()
        return response.status == 200 and body["status"] == "Success"


async def main(url, indicators, count):
    with open(indicators) as lines:
        rest = iter([json.loads(line) for line in islice(lines, int(count))])
    hits = 0

    async def worker(session):
        nonlocal hits
        for entry in rest:
            is_hit = await ask(session, url, entry)
            hits += is_hit

    connector = aiohttp.TCPConnector(limit=IN_FLIGHT)
    async with aiohttp.ClientSession(connector=connector) as session:
        started = time.perf_counter()
        await asyncio.gather(*(worker(session) for _ in range(IN_FLIGHT)))
        print(json.dumps({"seconds": time.perf_counter() - started, "records": hits}))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
