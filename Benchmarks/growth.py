"""How the cost of the whole job grows with rows, distinct values, indicators and latency.

Usage: growth.py [ROUNDS]

One thing is varied, the others stay; medians of whole processes. Writes out/growth.csv and out/growth.svg.
"""

import csv
import os
import statistics
import sys
import tempfile
from pathlib import Path

import chart
import generate
import look_ups
from jobs import STAGES, stage

ROWS = 500_000
LATENCIES = [0, 25, 50, 100, 200]


def seconds(data, rounds):
    job = stage("enrich", "enrich", data, output=data / "enriched.csv")
    for _ in range(rounds):
        job.run()
    return statistics.median(job.seconds), max(job.memory) / 2**20


def varied(folder, rounds, values, prepare):
    for value in values:
        data = folder / "varied"
        data.mkdir(exist_ok=True)
        prepare(data, value)
        took, memory = seconds(data, rounds)
        yield value, took, memory


def by_rows(data, rows):
    generate.write_indicators(data)
    generate.write_log(data / "log.csv", rows)


def by_distinct(data, distinct):
    """The busiest values stay; what varies is how far the rare ones reach."""
    generate.write_indicators(data)
    generate.write_distinct(data / "log.csv", ROWS, distinct)


def by_indicators(data, count):
    generate.write_indicators(data, count)
    generate.write_log(data / "log.csv", ROWS)


def by_latency(folder, rounds):
    """Look-ups per second, 64 in flight."""
    generate.write_indicators(folder)
    indicators = folder / "indicators.jsonl"
    with look_ups.Server(indicators) as server:
        for latency in LATENCIES:
            server.delay(latency)
            command = [str(STAGES), "look-ups", f"url={server.url}", f"indicators={indicators}", "count=3000"]
            yield latency, statistics.median(look_ups.measured(command)[1] for _ in range(rounds)), 0


def main(rounds="3"):
    rounds = int(rounds)
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=memory) as name:
        folder = Path(name)
        series = {
            "rows": list(varied(folder, rounds, [500_000, 1_000_000, 2_000_000, 4_000_000], by_rows)),
            "distinct values": list(varied(folder, rounds, [1_000, 100_000, 250_000, 500_000], by_distinct)),
            "indicators": list(varied(folder, rounds, [1_000, 100_000, 500_000, 1_000_000], by_indicators)),
            "latency": list(by_latency(folder, rounds)),
        }
    write(series)


def write(series):
    out = Path("out")
    out.mkdir(exist_ok=True)
    with open(out / "growth.csv", "w", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(["varied", "value", "seconds, or look-ups per second", "peak MiB"])
        for name, points in series.items():
            for value, measured, memory in points:
                writer.writerow([name, value, f"{measured:.3f}", f"{memory:.0f}"])
    drawings = [
        (f"The whole job, by {name}", name, "seconds", [(x, y) for x, y, _ in points])
        for name, points in series.items()
        if name != "latency"
    ]
    drawings.append(("Look-ups, 64 in flight", "ms of latency", "per second", [(x, y) for x, y, _ in series["latency"]]))
    (out / "growth.svg").write_text(chart.panels(drawings))
    print((out / "growth.csv").read_text())


if __name__ == "__main__":
    main(*sys.argv[1:])
