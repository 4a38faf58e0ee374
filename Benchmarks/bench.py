"""Measures every stage and the peers on one input in one run, and writes one table.

Usage: bench.py [small|full|ROWS] [ROUNDS]

Rounds are interleaved (every job once, then every job again), and medians are shown: so a machine that is slower for a while
slows all jobs alike. Output goes to memory (/dev/shm) where there is such a place. Writes out/bench.md and out/bench.csv.
"""

import csv
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import enrich_csv  # noqa: E402
import generate  # noqa: E402

STAGES = HERE.parent / ".build/release/StageBenchmarks"
SIZES = {"small": 200_000, "full": 2_000_000}
BASE = "bare libcsv"


class Job:
    """One row of the table: a command, and the measurements of its rounds."""

    def __init__(self, name, command, output=None, is_stage=True):
        self.name, self.command, self.output, self.is_stage = name, command, output, is_stage
        self.seconds, self.memory, self.records = [], [], 0

    def run(self):
        started = time.perf_counter()
        process = subprocess.Popen(self.command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        text = process.stdout.read()
        problem = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        elapsed = time.perf_counter() - started
        if status != 0:
            sys.exit(f"{self.name} failed: {problem.decode()}")
        # Process start is counted for everybody.
        self.seconds.append(elapsed)
        self.memory.append(usage.ru_maxrss * 1024)
        if self.is_stage:
            self.records = json.loads(text)["records"]


def stage(name, stage_name, data, *, output=None, core=None):
    pinned = ["taskset", "-c", "0"] if core else []
    values = [f"input={data / 'log.csv'}", f"indicators={data / 'indicators.csv'}"]
    values += [f"output={output}"] if output else []
    return Job(name, pinned + [str(STAGES), stage_name] + values, output)


def stages(data):
    cores = len(os.sched_getaffinity(0))
    jobs = [
        stage(BASE, "bare-libcsv", data),
        stage(f"parse, {cores} cores", "parse", data),
        stage(f"parse + write, {cores} cores", "parse-write", data, output=data / "written.csv"),
        stage(f"parse + enrich + write, {cores} cores", "enrich", data, output=data / "enriched.csv"),
    ]
    if shutil.which("taskset") and cores > 1:
        jobs.append(stage("parse + enrich + write, 1 core", "enrich", data, output=data / "enriched-1.csv", core=True))
    else:
        print("skipped: one core (needs taskset and a second core)")
    return jobs


def peers(data):
    script = [sys.executable, str(HERE / "enrich_csv.py"), str(data / "log.csv"), str(data / "indicators.csv")]
    jobs = [Job("Python csv", script + [str(data / "python.csv")], data / "python.csv", is_stage=False)]
    if shutil.which("mlr"):
        jobs.append(Job("Miller, three joins", ["sh", "-c", miller(data)], data / "miller.csv", is_stage=False))
    else:
        print("skipped: Miller (mlr is not installed; in Debian: apt-get install miller)")
    return jobs


def miller(data):
    """Joins the table to each column; choosing the worst hit is left out, so Miller does a little less."""
    joins = []
    for column in enrich_csv.COLUMNS:
        table = data / f"indicators-{column}.csv"
        with open(data / "indicators.csv") as source, open(table, "w") as target:
            names = source.readline().strip().split(",")
            target.write(",".join([column] + [f"{column}_{name}" for name in names[1:]]) + "\n")
            shutil.copyfileobj(source, target)
        joins.append(f"join --ur -j {column} -f '{table}'")
    added = [f"{column}_{name}" for column in enrich_csv.COLUMNS for name in names[1:]]
    with open(data / "log.csv") as log:
        fields = log.readline().strip().split(",") + added
    template = f"template --fill-with '' -f {','.join(fields)}"
    return f"mlr --csv {' then '.join(joins)} then {template} '{data / 'log.csv'}' > '{data / 'miller.csv'}'"


def same(left, right):
    """Whether two CSV files hold the same rows; how a field is quoted does not matter."""
    with open(left, newline="") as one, open(right, newline="") as other:
        for number, (ours, theirs) in enumerate(zip_all(csv.reader(one), csv.reader(other)), 1):
            if ours != theirs:
                return f"row {number} differs: {ours} and {theirs}"
    return None


def zip_all(one, other):
    while True:
        left, right = next(one, None), next(other, None)
        if left is None and right is None:
            return
        yield left, right


def check(data, jobs, rows):
    """A time is only believed when the output is right."""
    for job in jobs:
        if job.is_stage and job.records != rows:
            sys.exit(f"{job.name} saw {job.records} of {rows} rows")
    pairs = [("written.csv", "log.csv"), ("enriched.csv", "python.csv")]
    pairs += [("enriched-1.csv", "enriched.csv")] if (data / "enriched-1.csv").exists() else []
    for ours, theirs in pairs:
        if problem := same(data / ours, data / theirs):
            sys.exit(f"{ours} and {theirs}: {problem}")


def look_ups(data):
    command = [str(STAGES), "look-ups", f"indicators={data / 'indicators.jsonl'}"]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return [json.loads(line) for line in lines]


def table(jobs, size, rows):
    base = statistics.median(next(job for job in jobs if job.name == BASE).seconds)
    yield ["job", "seconds", "x bare libcsv", "MB/s", "rows/s", "peak MiB"]
    for job in jobs:
        seconds = statistics.median(job.seconds)
        memory = max(job.memory) / 2**20
        figures = [f"{seconds:.2f}", f"{seconds / base:.2f}", f"{size / seconds / 1e6:.0f}", f"{rows / seconds:.0f}"]
        yield [job.name] + figures + [f"{memory:.0f}"]


def markdown(lines):
    header, *rest = lines
    rule = ["---"] + ["---:"] * (len(header) - 1)
    return "".join("| " + " | ".join(line) + " |\n" for line in [header, rule] + rest)


def write(lines, answers, heading):
    out = Path("out")
    out.mkdir(exist_ok=True)
    asked = [["look-ups in flight", "per second"]]
    asked += [[line["stage"].split()[-1], f"{line['records'] / line['seconds']:.0f}"] for line in answers]
    text = f"{heading}\n\n{markdown(lines)}\n{markdown(asked)}"
    (out / "bench.md").write_text(text)
    with open(out / "bench.csv", "w", newline="") as target:
        csv.writer(target, lineterminator="\n").writerows(lines)
    print(text)


def main(size="small", rounds="3"):
    rows = SIZES.get(size) or int(size)
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        data = Path(folder)
        generate.generate(data, rows)
        jobs = stages(data) + peers(data)
        for number in range(int(rounds)):
            for job in jobs:
                job.run()
            if number == 0:
                check(data, jobs, rows)
        bytes_in = (data / "log.csv").stat().st_size
        heading = f"{rows} rows, {bytes_in / 1e6:.0f} MB, 100,000 indicators; medians of {rounds} rounds"
        write(list(table(jobs, bytes_in, rows)), look_ups(data), heading)


if __name__ == "__main__":
    main(*sys.argv[1:])
