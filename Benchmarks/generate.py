"""Writes the inputs of the benchmarks. The same size gives the same bytes: the seed is fixed.

Files, in the folder given:
  log.jsonl         half of its rows, as JSON Lines
  log.csv           7 columns, about 150 bytes a row; two quoted columns, one of them with doubled quotes
  indicators.jsonl  100,000 indicators as ThreatConnect's batch JSON Lines, for the sandbox
  indicators.csv    the same for peers: value, type, owner, rating, confidence, tags

All addresses are private (RFC 1918) and all names documentation names (RFC 2606), so the pipeline must not skip these.
About 11 % of the rows hold an indicator.
"""

import csv
import json
import random
import sys
from itertools import islice
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


def write_distinct(path, rows, distinct):
    """A log with about so many distinct destinations, each as frequent as the others, and one source and host."""
    rng = random.Random(21)
    with open(path, "w", newline="") as log:
        log.write("time,src_ip,dst_ip,host,action,user_agent,message\n")
        for row in range(rows):
            number = row if row < distinct else rng.randrange(distinct)
            log.write(
                f"2026-01-{row % 28 + 1:02}T{row % 24:02}:{row % 60:02}:00Z,10.0.0.1,{target(number)},"
                f'{host(1)},{ACTIONS[row & 3]},"{AGENTS[row % 3]}","rule ""{row % 997}"" matched, {row} bytes"\n'
            )


def write_json(folder, rows):
    """The first rows of the log again."""
    with open(folder / "log.csv", newline="") as log, open(folder / "log.jsonl", "w") as lines:
        for record in islice(csv.DictReader(log), rows):
            lines.write(json.dumps(record, separators=(",", ":")) + "\n")


def indicators(count=INDICATORS):
    """Value, type, rating, confidence, tags; the rest stands in no row."""
    values = [(target(n), "Address") for n in range(FIRST, TARGETS, EVERY)]
    values += [(host(n), "Host") for n in range(FIRST, HOSTS, EVERY)]
    values += [(address((1 << 22) + n), "Address") for n in range(count - len(values))]
    for number, (value, kind) in enumerate(values[:count]):
        tags = [TAGS[number % 5]] + ([TAGS[(number + 2) % 5]] if number % 3 == 0 else [])
        yield value, kind, number % 6, number % 101, tags


def write_indicators(folder, count=INDICATORS):
    with open(folder / "indicators.jsonl", "w") as batch, open(folder / "indicators.csv", "w") as table:
        table.write("value,type,owner,rating,confidence,tags\n")
        for value, kind, rating, confidence, tags in indicators(count):
            entry = {"type": kind, "summary": value, "rating": rating, "confidence": confidence}
            entry |= {"ownerName": "Example Org", "tag": [{"name": tag} for tag in tags]}
            batch.write(json.dumps(entry) + "\n")
            table.write(f'{value},{kind},Example Org,{rating},{confidence},"{"; ".join(tags)}"\n')


def generate(folder, rows):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    write_indicators(folder)
    write_log(folder / "log.csv", rows)
    write_json(folder, rows // 2)


if __name__ == "__main__":
    generate(sys.argv[1], int(sys.argv[2]))
