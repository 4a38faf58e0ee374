"""A time is only believed when the output is right.

Usage: compare.py csv|json FOLDER
A process of its own: what it holds in memory would count as the peak of every process that is started after it.
"""

import csv
import json
import sys
from collections import Counter
from itertools import zip_longest
from pathlib import Path


def csv_rows(path):
    """How a field is quoted does not matter."""
    with open(path, newline="") as text:
        for row in csv.reader(text):
            yield tuple(row)


def json_rows(path):
    """The values of the record and of what was added, which some add as a member and others as columns."""
    with open(path) as lines:
        for line in lines:
            record = json.loads(line)
            added = record.pop("tc", None)
            if added is None:
                added = {key[3:]: record.pop(key) for key in list(record) if key.startswith("tc_")}
            texts = {key: text(value) for key, value in added.items()}
            yield tuple(record.values()), tuple(sorted(item for item in texts.items() if item[1]))


def text(value):
    if isinstance(value, list):
        return "; ".join(map(text, value))
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return "" if value in (None, "none") else str(value)


def same_order(left, right, rows):
    for number, (ours, theirs) in enumerate(zip_longest(rows(left), rows(right)), 1):
        if ours != theirs:
            sys.exit(f"{left.name} and {right.name}: row {number} differs: {ours} and {theirs}")


def same_rows(left, right, rows):
    """In any order."""
    ours, theirs = Counter(map(hash, rows(left))), Counter(map(hash, rows(right)))
    if ours != theirs:
        different = sum((ours - theirs).values())
        sys.exit(f"{left.name} and {right.name}: {different} rows differ")


def check_csv(data):
    same_order(data / "written.csv", data / "log.csv", csv_rows)
    for name in ["enriched", "libcsv", "enriched-1", "libcsv-1", "duckdb-ordered", "polars", "gawk"]:
        path = data / f"{name}.csv"
        if path.exists():
            same_order(path, data / "python.csv", csv_rows)
    if (data / "duckdb.csv").exists():
        same_rows(data / "duckdb.csv", data / "python.csv", csv_rows)


def check_json(data):
    same_order(data / "enriched.jsonl", data / "python.jsonl", json_rows)
    if (data / "duckdb.jsonl").exists():
        same_rows(data / "duckdb.jsonl", data / "python.jsonl", json_rows)


if __name__ == "__main__":
    {"csv": check_csv, "json": check_json}[sys.argv[1]](Path(sys.argv[2]))
