"""Get-indicator look-ups against the local server, from outside its process, with the latencies of a network."""

import importlib.util
import json
import os
import re
import subprocess
import sys
import urllib.request

from jobs import PEERS, STAGES

PROGRAM = STAGES.parent / "tcenrich"
LATENCIES = [0, 50, 200]


class Server:
    """`tcenrich sandbox` on a free port, stopped at the end."""

    def __init__(self, indicators):
        environment = os.environ | {"TC_ACCESS_KEY": "1", "TC_SECRET_KEY": "benchmark", "TC_TOKEN": "benchmark-token"}
        command = [str(PROGRAM), "sandbox", "--port", "0", "--data", str(indicators)]
        self.process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)

    def __enter__(self):
        for line in self.process.stdout:
            if found := re.search(r"http://[0-9.:]+", line):
                self.url = found[0]
                return self
        sys.exit("the local server did not start")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def delay(self, milliseconds):
        self.request("DELETE")
        if milliseconds:
            self.request("POST", {"rules": [{"fault": "latency", "milliseconds": milliseconds}]})

    def request(self, method, body=None):
        data = json.dumps(body).encode() if body else None
        urllib.request.urlopen(urllib.request.Request(f"{self.url}/sandbox/faults", data, method=method)).close()


def measured(command):
    """Look-ups per second."""
    process = subprocess.run(command, capture_output=True, text=True)
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)} failed: {process.stderr}")
    result = json.loads(process.stdout.splitlines()[-1])
    return result["records"], result["records"] / result["seconds"]


def clients(url, indicators, latency):
    """Name, look-ups, command. One after the other is slow: it gets fewer."""
    many = 10_000 if latency == 0 else 3_000
    few = 1_000 if latency == 0 else 4_000 // latency
    yield "tcenrich, 64 in flight", many, [str(STAGES), "look-ups", f"url={url}", f"indicators={indicators}", f"count={many}"]
    for name, package, script, count in [
        ("aiohttp, 64 in flight", "aiohttp", "aiohttp_look_ups.py", many),
        ("msticpy", "msticpy", "msticpy_look_ups.py", few),
    ]:
        if importlib.util.find_spec(package):
            yield name, count, [sys.executable, str(PEERS / script), url, str(indicators), str(count)]
        elif latency == 0:
            print(f"skipped: {name} ({sys.executable} -m pip install {package})")


def table(indicators, rounds):
    found = {}
    with Server(indicators) as server:
        for latency in LATENCIES:
            server.delay(latency)
            for _ in range(rounds):
                for name, count, command in clients(server.url, indicators, latency):
                    hits, speed = measured(command)
                    if hits != count:
                        sys.exit(f"{name} found {hits} of {count}")
                    found.setdefault(name, {}).setdefault(latency, []).append(speed)
    yield ["look-ups per second"] + [f"{latency} ms" for latency in LATENCIES]
    for name, speeds in found.items():
        yield [name] + [f"{sorted(speeds[latency])[rounds // 2]:.0f}" for latency in LATENCIES]
