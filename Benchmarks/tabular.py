"""The jobs that take a log from file to file."""

import os
import shutil
import sys

from jobs import PEERS, python, shell, stage

sys.path.insert(0, str(PEERS))
import python_csv  # noqa: E402

BASE = "bare libcsv"


def csv_stages(data):
    cores = len(os.sched_getaffinity(0))
    whole = "parse + enrich + write"
    libcsv = ("method=libcsv",)
    jobs = [
        stage(BASE, "bare-libcsv", data),
        stage(f"parse, {cores} cores", "parse", data),
        stage(f"parse + write, {cores} cores", "parse-write", data, output=data / "written.csv"),
        stage(f"{whole}, {cores} cores", "enrich", data, output=data / "enriched.csv"),
        stage(f"{whole}, libcsv, {cores} cores", "enrich", data, output=data / "libcsv.csv", options=libcsv),
    ]
    if shutil.which("taskset") and cores > 1:
        one, one_libcsv = data / "enriched-1.csv", data / "libcsv-1.csv"
        jobs.append(stage(f"{whole}, 1 core", "enrich", data, output=one, core=True))
        jobs.append(stage(f"{whole}, libcsv, 1 core", "enrich", data, output=one_libcsv, core=True, options=libcsv))
    else:
        print("skipped: one core (needs taskset and a second core)")
    return jobs


def csv_peers(data):
    log, table = data / "log.csv", data / "indicators.csv"
    awk = f"gawk -F, -f '{PEERS / 'enrich.awk'}' '{table}' '{log}' > '{data / 'gawk.csv'}'"
    jobs = [
        python("DuckDB, any order", "duckdb_join.py", ["csv", log, table, data / "duckdb.csv"], data / "duckdb.csv", "duckdb"),
        python(
            "DuckDB, order kept",
            "duckdb_join.py",
            ["csv", log, table, data / "duckdb-ordered.csv", "ordered"],
            data / "duckdb-ordered.csv",
            "duckdb",
        ),
        python("Polars, streaming", "polars_join.py", [log, table, data / "polars.csv"], data / "polars.csv", "polars"),
        shell("gawk", "gawk", "gawk", awk, data / "gawk.csv"),
        python("Python csv", "python_csv.py", [log, table, data / "python.csv"], data / "python.csv"),
        shell("Miller, three joins", "mlr", "miller", miller(data), data / "miller.csv"),
    ]
    return [job for job in jobs if job]


def json_jobs(data):
    log, table = data / "log.jsonl", data / "indicators.csv"
    cores = len(os.sched_getaffinity(0))
    jobs = [
        stage(f"JSON Lines, {cores} cores", "enrich", data, log="log.jsonl", output=data / "enriched.jsonl"),
        python("DuckDB read_json", "duckdb_join.py", ["json", log, table, data / "duckdb.jsonl"], data / "duckdb.jsonl", "duckdb"),
        python("Python json", "python_json.py", [log, table, data / "python.jsonl"], data / "python.jsonl"),
    ]
    return [job for job in jobs if job]


def miller(data):
    """Joins the table to each column; choosing the worst hit is left out, so Miller does a little less."""
    joins = []
    for column in python_csv.COLUMNS:
        table = data / f"indicators-{column}.csv"
        with open(data / "indicators.csv") as source, open(table, "w") as target:
            names = source.readline().strip().split(",")
            target.write(",".join([column] + [f"{column}_{name}" for name in names[1:]]) + "\n")
            shutil.copyfileobj(source, target)
        joins.append(f"join --ur -j {column} -f '{table}'")
    added = [f"{column}_{name}" for column in python_csv.COLUMNS for name in names[1:]]
    with open(data / "log.csv") as log:
        fields = log.readline().strip().split(",") + added
    template = f"template --fill-with '' -f {','.join(fields)}"
    return f"mlr --csv {' then '.join(joins)} then {template} '{data / 'log.csv'}' > '{data / 'miller.csv'}'"
