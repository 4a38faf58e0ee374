"""Get-indicator look-ups with msticpy, through a provider of its HTTP kind as its users write them; with a token, because msticpy signs nothing.

Usage: msticpy_look_ups.py URL indicators.jsonl COUNT
Only hosts: msticpy does not look private addresses up. Prints the seconds that the look-ups took, without the start of Python.
"""

import asyncio
import json
import sys
import time
from itertools import islice

from msticpy.context.http_provider import APILookupParams
from msticpy.context.tiproviders.result_severity import ResultSeverity
from msticpy.context.tiproviders.ti_http_provider import HttpTIProvider


class ThreatConnect(HttpTIProvider):
    """Looks hosts up."""

    PROVIDER_NAME = "ThreatConnect"
    _BASE_URL = ""
    _QUERIES = {
        "dns": APILookupParams(
            path="/api/v2/indicators/hosts/{observable}",
            params={"includeTags": "true"},
            headers={"Authorization": "TC-Token {AuthKey}"},
        )
    }

    def parse_results(self, response):
        if self._failed_response(response):
            return False, ResultSeverity.information, "not found"
        return True, ResultSeverity.warning, response["RawResult"]["data"]["host"]


def main(url, indicators, count):
    with open(indicators) as lines:
        hosts = (entry["summary"] for entry in map(json.loads, lines) if entry["type"] == "Host")
        values = list(islice(hosts, int(count)))
    ThreatConnect._BASE_URL = url
    provider = ThreatConnect(AuthKey="benchmark-token")
    started = time.perf_counter()
    result = provider.lookup_iocs({value: "dns" for value in values})
    if asyncio.iscoroutine(result):
        result = asyncio.run(result)
    hits = int(result["Result"].astype(bool).sum())
    print(json.dumps({"seconds": time.perf_counter() - started, "records": hits}))


if __name__ == "__main__":
    main(*sys.argv[1:])
