"""The benchmark's job with Python's csv module: the peer that decides whether an output is right.

Usage: enrich_csv.py log.csv indicators.csv output.csv
A row gets the columns of its worst hit: the highest rating, then the highest confidence, then the leftmost column.
"""

import csv
import sys

COLUMNS = ["src_ip", "dst_ip", "host"]
ADDED = ["status", "matched_value", "match_column", "type", "owner", "rating", "confidence", "tags"]
ABSENT = ["absent", "", "", "", "", "", "", ""]


def load(path):
    with open(path, newline="") as table:
        rows = csv.DictReader(table)
        return {row["value"]: ((int(row["rating"]), int(row["confidence"])), row) for row in rows}


def tail(name, row):
    return ["hit", row["value"], name] + [row[key] for key in ("type", "owner", "rating", "confidence", "tags")]


def main(log, indicators, output):
    known = load(indicators)
    with open(log, newline="") as source, open(output, "w", newline="") as target:
        reader, writer = csv.reader(source), csv.writer(target, lineterminator="\n")
        header = next(reader)
        writer.writerow(header + ["tc_" + name for name in ADDED])
        places = [(name, header.index(name)) for name in COLUMNS]
        for row in reader:
            best, added = (-1, -1), ABSENT
            for name, place in places:
                found = known.get(row[place])
                if found and found[0] > best:
                    best, added = found[0], tail(name, found[1])
            writer.writerow(row + added)


if __name__ == "__main__":
    main(*sys.argv[1:])
