#!/usr/bin/env python3
"""Counts, without any code of tcenrich, how many records and distinct values of real logs stand on real indicator lists.

usage: hit_counts.py SHARED_DATA_FOLDER  → JSON: {"lists": […], "logs": {log: {"format", "columns", "distinct", "records", "read"}}}
"""
import csv, gzip, io, ipaddress, json, os, re, subprocess, sys

LISTS = ["ipsum.txt", "maltrail", "threatfox-ips.txt", "tor-nodes.lst", "honeypot-blocklist.txt", "zeek-intel"]

# log: (format, columns)
LOGS = {
    "csv/honeypot-sightings.csv": ("csv", ["observable"]),
    "csv/malware-configs-rat.csv": ("csv", ["SHA256", "Domain/IP"]),
    "csv/url-labels.csv.zst": ("csv", ["domain"]),
    "ioc-csv/echap-stalkerware-samples.csv": ("csv", ["SHA256"]),
    "ioc-csv/withsecure-ducktail-bom-crlf.csv": ("csv", ["value"]),
    "ioc-csv/carbonblack-shadowpad.tsv": ("tsv", ["c2_ip"]),
    "zeek-tsv/conn-m57.log.gz": ("zeek", ["id.orig_h", "id.resp_h"]),
    "zeek-tsv/dns-m57.log.zst": ("zeek", ["query", "answers"]),
    "jsonl/suricata-alerts.jsonl": ("jsonl", ["src_ip", "dest_ip"]),
    "jsonl/suricata-eve-ssh.jsonl.gz": ("jsonl", ["src_ip", "dest_ip"]),
}

HOST = re.compile(r"(?!-)([a-z0-9_-]{1,63}\.)+[a-z]{2,63}|([a-z0-9_-]{1,63}\.)+xn--[a-z0-9-]+")


def key(text):
    """The value in one common spelling, or None for what is no address, host or hash."""
    text = text.strip().strip("<>\"'")
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        pass
    low = text.lower()
    if re.fullmatch(r"[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}", low):
        return low
    host = low[:-1] if low.endswith(".") else low
    return host if len(host) <= 253 and HOST.fullmatch(host) else None


def indicators(folder):
    known = set()
    for name in LISTS:
        path = os.path.join(folder, name)
        files = [path] if os.path.isfile(path) else [os.path.join(path, f) for f in sorted(os.listdir(path))]
        for file in files:
            for line in open(file, encoding="utf-8", errors="replace"):
                if not line.startswith("#") and line.strip():
                    token = re.split(r"[\s,]", line.strip())[0]
                    port = re.fullmatch(r"(\d+\.\d+\.\d+\.\d+):\d+", token)
                    value = key(port.group(1) if port else token)
                    if value:
                        known.add(value)
    return known


def text(path):
    data = open(path, "rb").read()
    if data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
    elif data[:4] == b"\x28\xb5\x2f\xfd":
        data = subprocess.run(["zstd", "-dcq"], input=data, stdout=subprocess.PIPE, check=True).stdout
    return data.decode("utf-8-sig", errors="replace")


def cells(path, form, columns):
    """The observable cells of every record."""
    content = text(path)
    if form == "jsonl":
        for line in content.splitlines():
            record = json.loads(line)
            yield [str(record.get(c, "")) for c in columns]
    elif form == "zeek":
        fields = next(l for l in content.split("\n") if l.startswith("#fields")).split("\t")[1:]
        for line in content.split("\n"):
            if line and not line.startswith("#"):
                row = dict(zip(fields, line.split("\t")))
                yield [v for c in columns for v in row[c].split(",")]
    else:
        rows = csv.reader(io.StringIO(content, newline=""), delimiter="\t" if form == "tsv" else ",")
        header = next(rows)
        for row in rows:
            if row and len(row) == len(header):
                yield [row[header.index(c)] for c in columns]


def main():
    shared = sys.argv[1]
    known = indicators(os.path.join(shared, "indicators"))
    result = {}
    for log, (form, columns) in LOGS.items():
        distinct, records, total = set(), 0, 0
        for row in cells(os.path.join(shared, "logs", log), form, columns):
            hits = {k for k in map(key, row) if k in known}
            distinct |= hits
            records += bool(hits)
            total += 1
        result[log] = {
            "format": form, "columns": columns, "distinct": len(distinct), "records": records, "read": total,
        }
    json.dump({"lists": LISTS, "logs": result}, sys.stdout, indent=1)


if __name__ == "__main__":
    main()
