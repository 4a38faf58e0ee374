"""The JSON Lines job with Python's json module.

Usage: python_json.py log.jsonl indicators.csv output.jsonl
A line gets a member `tc` with what the worst hit says, or that there is none.
"""

import json
import sys

import python_csv


def main(log, indicators, output):
    known = python_csv.load(indicators)
    with open(log) as source, open(output, "w") as target:
        for line in source:
            record = json.loads(line)
            best, found = (-1, -1), None
            for name in python_csv.COLUMNS:
                entry = known.get(record[name])
                if entry and entry[0] > best:
                    best, found = entry[0], (name, entry[1])
            added = {"status": "absent"}
            if found:
                fields = dict(zip(python_csv.ADDED, python_csv.tail(*found)))
                added = fields | {key: int(fields[key]) for key in ("rating", "confidence")}
            record["tc"] = added
            target.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
