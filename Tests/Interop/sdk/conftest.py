"""Starts one sandbox for the session and gives tests sessions and SDK objects to ask it with."""

import base64
import os
import re
import secrets
import subprocess
import threading
from pathlib import Path

import pytest
from tcex.api.tc.v3.attribute_types.attribute_type import AttributeTypes
from tcex.api.tc.v3.security.owners.owner import Owners
from tcex.api.tc.v3.security_labels.security_label import SecurityLabels
from tcex.api.tc.v3.tags.tag import Tag, Tags
from tcex.api.tc.v3.threat_intelligence.threat_intelligence import ThreatIntelligence
from tcex.input.field_type.sensitive import Sensitive
from tcex.requests_tc.auth.hmac_auth import HmacAuth
from tcex.requests_tc.auth.token_auth import TokenAuth
from tcex.requests_tc.tc_session import TcSession

ROOT = Path(__file__).resolve().parents[3]
START_LIMIT_SECONDS = 60


class Client(ThreatIntelligence):
    """The SDK's objects of threat intelligence, with those that it keeps elsewhere."""

    def tag(self, **members):
        return Tag(session=self.session, **members)

    def tags(self):
        return Tags(session=self.session)

    def security_labels(self):
        return SecurityLabels(session=self.session)

    def attribute_types(self):
        return AttributeTypes(session=self.session)

    def owners(self):
        return Owners(session=self.session)


class Sandbox:
    """A running server and the credentials that it accepts."""

    def __init__(self, program, data):
        self.access_id = "12345678901234567890"
        self.secret = "+/=%$#" + secrets.token_hex(16)
        self.token = "APIV2:1:sandbox:1:" + base64.b64encode(secrets.token_bytes(16)).decode()
        environment = dict(
            os.environ, TC_ACCESS_KEY=self.access_id, TC_SECRET_KEY=self.secret, TC_TOKEN=self.token
        )
        self.process = subprocess.Popen(
            [str(program), "sandbox", "--port", "0", "--data", str(data)],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        limit = threading.Timer(START_LIMIT_SECONDS, self.process.kill)
        limit.start()
        line = self.process.stdout.readline()
        limit.cancel()
        found = re.search(r"TC_URL=(\S+)", line)
        if not found:
            self.stop()
            raise RuntimeError(f"the sandbox did not say where it listens: {line!r}")
        self.url = found[1] + "/api"

    def hmac(self):
        return TcSession(auth=HmacAuth(self.access_id, Sensitive(self.secret)), base_url=self.url)

    def with_token(self):
        return TcSession(auth=TokenAuth(Sensitive(self.token)), base_url=self.url)

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@pytest.fixture(scope="session")
def sandbox():
    program = Path(os.environ.get("TCENRICH", ROOT / ".build" / "release" / "tcenrich"))
    if not program.exists():
        pytest.fail(f"{program} does not exist; run `make build` first")
    server = Sandbox(program, Path(__file__).parent / "indicators.jsonl")
    yield server
    server.stop()


@pytest.fixture
def session(sandbox):
    return sandbox.hmac()


@pytest.fixture
def token_session(sandbox):
    return sandbox.with_token()


@pytest.fixture
def v3(session):
    return Client(session)
