"""Commands that are measured: their time, peak memory and size of output."""

import importlib.metadata
import importlib.util
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
STAGES = HERE.parent / ".build/release/StageBenchmarks"
PEERS = HERE / "peers"


class Job:
    """One row of a table: a command, and the measurements of its rounds."""

    def __init__(self, name, command, output=None, is_stage=False, how=""):
        self.name, self.command, self.output, self.is_stage, self.how = name, command, output, is_stage, how
        self.seconds, self.memory, self.records = [], [], 0

    def run(self):
        # An output of the round before would have to be dropped in the measured time, by those that write a new file more than by others.
        if self.output:
            self.output.unlink(missing_ok=True)
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

    @property
    def median(self):
        return statistics.median(self.seconds)

    @property
    def size(self):
        return self.output.stat().st_size if self.output and self.output.exists() else 0


def stage(name, stage_name, data, *, log="log.csv", output=None, core=False, options=()):
    pinned = ["taskset", "-c", "0"] if core else []
    values = [f"input={data / log}", f"indicators={data / 'indicators.csv'}", *options]
    values += [f"output={output}"] if output else []
    return Job(name, pinned + [str(STAGES), stage_name] + values, output, is_stage=True)


def python(name, script, arguments, output, package=None):
    """A peer in Python; nil, with a word about it, where its package is missing."""
    if package and not importlib.util.find_spec(package):
        print(f"skipped: {name} ({sys.executable} -m pip install {package})")
        return None
    how = f"{package} {importlib.metadata.version(package)}: pip install {package}" if package else "Python " + sys.version.split()[0]
    return Job(name, [sys.executable, str(PEERS / script), *map(str, arguments)], output, how=how)


def shell(name, program, package, line, output):
    if not shutil.which(program):
        print(f"skipped: {name} (in Debian: apt-get install {package})")
        return None
    version = subprocess.run([program, "--version"], capture_output=True, text=True).stdout.splitlines()[0]
    return Job(name, ["sh", "-c", line], output, how=f"{version}: apt-get install {package}")
