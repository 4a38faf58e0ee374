"""Measures every stage and the peers on one input in one run, and writes a table and a chart.

Usage: bench.py [small|full|ROWS] [ROUNDS]

Rounds are interleaved (every job once, then every job again), and medians are shown: so a machine that is slower for a while
slows all jobs alike. Output goes to memory (/dev/shm) where there is such a place. Writes out/bench.md, out/bench.csv and out/bench.svg.
"""

import csv
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import chart
import look_ups
import tabular
from jobs import HERE

SIZES = {"small": 200_000, "full": 2_000_000}


def rounds_of(jobs, rounds, form, data, rows):
    for number in range(rounds):
        for job in jobs:
            job.run()
            if job.is_stage and job.records != rows:
                sys.exit(f"{job.name} saw {job.records} of {rows} rows")
        if number == 0 and subprocess.run([sys.executable, str(HERE / "compare.py"), form, str(data)]).returncode != 0:
            sys.exit("an output is wrong")


def table(jobs, base, size, rows):
    yield ["job", "seconds", f"x {base.name}", "MB/s", "rows/s", "peak MiB", "output MB"]
    for job in jobs:
        figures = [f"{job.median:.2f}", f"{job.median / base.median:.2f}", f"{size / job.median / 1e6:.0f}"]
        figures += [f"{rows / job.median:.0f}", f"{max(job.memory) / 2**20:.0f}", f"{job.size / 1e6:.0f}"]
        yield [job.name] + figures


def markdown(lines):
    header, *rest = lines
    rule = ["---"] + ["---:"] * (len(header) - 1)
    return "".join("| " + " | ".join(line) + " |\n" for line in [header, rule] + rest)


def write(sections, jobs):
    """Sections are headings with their tables."""
    out = Path("out")
    out.mkdir(exist_ok=True)
    versions = "".join(f"- {job.name}: {job.how}\n" for job in jobs if job.how)
    text = "\n".join(f"{heading}\n\n{markdown(lines)}" for heading, lines in sections) + f"\n{versions}"
    (out / "bench.md").write_text(text)
    with open(out / "bench.csv", "w", newline="") as target:
        for _, lines in sections:
            csv.writer(target, lineterminator="\n").writerows(lines + [[]])
    shown = [job for job in jobs if job.size or job.name == tabular.BASE]
    bars = [(job.name, job.median, job.is_stage and job.name != tabular.BASE) for job in shown]
    (out / "bench.svg").write_text(chart.bars("The whole job, seconds (shorter is better)", bars, "s"))
    print(text)


def main(size="small", rounds="3"):
    rows, rounds = SIZES.get(size) or int(size), int(rounds)
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        data = Path(folder)
        # In a process of its own, as the comparison: its memory would count for those that are started later.
        subprocess.run([sys.executable, str(HERE / "generate.py"), folder, str(rows)], check=True)
        jobs = tabular.csv_stages(data) + tabular.csv_peers(data)
        rounds_of(jobs, rounds, "csv", data, rows)
        lines = tabular.json_jobs(data)
        rounds_of(lines, rounds, "json", data, rows // 2)
        asked = list(look_ups.table(data / "indicators.jsonl", rounds))
        sizes = [(data / name).stat().st_size for name in ("log.csv", "log.jsonl")]
        heading = f"{rows} rows, {sizes[0] / 1e6:.0f} MB of CSV, 100,000 indicators; medians of {rounds} rounds"
        json_heading = f"{rows // 2} rows, {sizes[1] / 1e6:.0f} MB of JSON Lines"
        sections = [
            (heading, list(table(jobs, jobs[0], sizes[0], rows))),
            (json_heading, list(table(lines, lines[0], sizes[1], rows // 2))),
            ("Look-ups against the local server", asked),
        ]
        write(sections, jobs + lines)


if __name__ == "__main__":
    main(*sys.argv[1:])
