"""Writes the inputs of the benchmarks. The same size gives the same bytes: the seed is fixed.

Files, in the folder given:
  log.csv           7 columns, about 150 bytes a row; two quoted columns, one of them with doubled quotes
  indicators.jsonl  100,000 indicators as ThreatConnect's batch JSON Lines, for the sandbox
  indicators.csv    the same for peers: value, type, owner, rating, confidence, tags

All addresses are private (RFC 1918) and all names documentation names (RFC 2606), so the pipeline must not skip these.
About 11 % of the rows hold an indicator.
"""

import json
import random
import sys
from pathlib import Path

SOURCES, TARGETS, HOSTS, INDICATORS = 5_000, 200_000, 100_000, 100_000
# Every how many a destination or host is an indicator, and where counting starts: the busiest values are harmless.
EVERY, FIRST = 14, 13
ACTIONS = ["allowed", "blocked", "allowed", "allowed"]
AGENTS = ["Mozilla/5.0 (X11; Linux x86_64, rv:128.0)", "curl/8.5.0, OpenSSL", "Mozilla/5.0 (Windows NT 10.0, Win64)"]
TAGS = ["Botnet", "Phishing", "Scanner", "C2, HTTP", "Loader"]


def address(number):
    """Distinct for numbers below 2**24, scattered over 10.0.0.0/8."""
    scattered = number * 0x9E3779B1 & 0xFFFFFF
    return f"10.{scattered >> 16}.{scattered >> 8 & 255}.{scattered & 255}"


def target(number):
    return address((1 << 20) + number)


def host(number):
    return f"srv{number}.{('cdn', 'mail', 'files', 'api')[number % 4]}.example.com"


def write_log(path, rows):
    rng = random.Random(20)
    draw = rng.random
    with open(path, "w", newline="") as log:
        log.write("time,src_ip,dst_ip,host,action,user_agent,message\n")
        for row in range(rows):
            # number of the value = N to the power of an even random number: the first is the most frequent (Zipf)
            source = address(int(SOURCES ** draw()))
            busy_target, busy_host = int(TARGETS ** draw()), int(HOSTS ** draw())
            log.write(
                f"2026-01-{row % 28 + 1:02}T{row % 24:02}:{row % 60:02}:00Z,{source},{target(busy_target)},"
                f'{host(busy_host)},{ACTIONS[row & 3]},"{AGENTS[row % 3]}",'
                f'"rule ""{row % 997}"" matched, {row} bytes"\n'
            )


def indicators():
    """Value, type, rating, confidence, tags; the rest stands in no row."""
    values = [(target(n), "Address") for n in range(FIRST, TARGETS, EVERY)]
    values += [(host(n), "Host") for n in range(FIRST, HOSTS, EVERY)]
    values += [(address((1 << 22) + n), "Address") for n in range(INDICATORS - len(values))]
    for number, (value, kind) in enumerate(values):
        tags = [TAGS[number % 5]] + ([TAGS[(number + 2) % 5]] if number % 3 == 0 else [])
        yield value, kind, number % 6, number % 101, tags


def write_indicators(folder):
    with open(folder / "indicators.jsonl", "w") as batch, open(folder / "indicators.csv", "w") as table:
        table.write("value,type,owner,rating,confidence,tags\n")
        for value, kind, rating, confidence, tags in indicators():
            entry = {"type": kind, "summary": value, "rating": rating, "confidence": confidence}
            entry |= {"ownerName": "Example Org", "tag": [{"name": tag} for tag in tags]}
            batch.write(json.dumps(entry) + "\n")
            table.write(f'{value},{kind},Example Org,{rating},{confidence},"{"; ".join(tags)}"\n')


def generate(folder, rows):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    write_indicators(folder)
    write_log(folder / "log.csv", rows)


if __name__ == "__main__":
    generate(sys.argv[1], int(sys.argv[2]))
