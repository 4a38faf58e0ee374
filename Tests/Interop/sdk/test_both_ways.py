"""What our program writes the SDK reads, and what the SDK writes our program reads: all eight actions, and a pipeline file."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from tcex.api.tc.v2.threat_intelligence.threat_intelligence import ThreatIntelligence

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = os.environ.get("TCENRICH", str(ROOT / ".build" / "release" / "tcenrich"))
OWNER = "Example Org"

TYPES = [
    ("Address", "203.0.113.90"),
    ("EmailAddress", "both+ways@mail.example"),
    ("File", "EF" * 16),
    ("Host", "both-ways.example"),
    ("URL", "http://both-ways.example/a%20b?q=1"),
    ("ASN", "ASN64511"),
    ("CIDR", "198.51.100.128/25"),
    ("Mutex", r"Global\both ways"),
    ("Registry Key", r"HKEY_LOCAL_MACHINE\Software\Both : Run : REG_SZ"),
    ("User Agent", 'Mozilla/5.0 ("both"; \\ways)'),
    ("Email Subject", "Both's ways"),
    ("Hashtag", "#bothways"),
]


@pytest.fixture
def program(sandbox, tmp_path):
    environment = {
        "PATH": os.environ["PATH"],
        "TC_URL": sandbox.url,
        "TC_ACCESS_KEY": sandbox.access_id,
        "TC_SECRET_KEY": sandbox.secret,
    }

    def run(*arguments, **more):
        done = subprocess.run(
            [PROGRAM, *arguments],
            env=dict(environment, **more),
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]

    run.folder = tmp_path
    return run


def found_by_sdk(v3, indicator_id):
    indicator = v3.indicator(id=indicator_id)
    indicator.get(params={"fields": ["attributes", "tags", "securityLabels", "falsePositives"]})
    return indicator.model


@pytest.mark.parametrize(("type_", "value"), TYPES, ids=[item[0] for item in TYPES])
def test_sdk_reads_what_the_actions_wrote(program, v3, type_, value):
    rated = program(
        "indicator", "rate", value, "--type", type_, "--rating", "4", "--confidence", "70",
        "--tag", "Both Ways", "--label", "TLP:GREEN",
    )  # fmt: skip
    assert rated[0]["status"] == "Success"
    added = program("attribute", "add", value, "--type", type_, "--attribute-type", "Description", "--value", "first")
    attribute = added[0]["data"]["attribute"]["id"]
    program("attribute", "update", value, "--type", type_, "--id", str(attribute), "--value", "second")
    assert program("indicator", "false-positive", value, "--type", type_)[0]["data"]["falsePositive"]["count"] == 1

    model = found_by_sdk(v3, rated[0]["data"]["id"])
    assert (model.type, model.rating, model.confidence) == (type_, 4, 70)
    assert [tag.name for tag in model.tags.data] == ["Both Ways"]
    assert [label.name for label in model.security_labels.data] == ["TLP:GREEN"]
    assert [(item.id, item.value) for item in model.attributes.data] == [(attribute, "second")]
    assert model.false_positives == 1
    assert program("indicator", "get", value, "--type", type_)[0]["status"] == "Success"


def test_program_reads_what_the_sdk_wrote(program, session):
    v2 = ThreatIntelligence(session)
    host = v2.indicator(indicator_type="Host", owner=OWNER, hostname="by-sdk.example", rating=5, confidence=60)
    assert host.create().status_code == 201
    host.add_attribute("Description", "written by the SDK")
    incident = v2.group(group_type="Incident", name="By SDK", owner=OWNER, event_date="2026-01-02T00:00:00Z")
    incident_id = str(incident.create().json()["data"]["incident"]["id"])
    incident.add_tag("From SDK")
    host.add_association(incident)

    got = program("indicator", "get", "by-sdk.example", "--include", "attributes")[0]["data"]["host"]
    assert (got["rating"], got["confidence"]) == (5, 60)
    assert [item["value"] for item in got["attribute"]] == ["written by the SDK"]
    assert "by-sdk.example" in [item.get("hostName") for item in program("indicator", "list", "--type", "Host")]
    assert "by-sdk.example" in [item["summary"] for item in program("indicator", "list")]
    assert [item["summary"] for item in program("incident", "indicators", incident_id)] == ["by-sdk.example"]
    assert [item["name"] for item in program("incident", "tags", incident_id)] == ["From SDK"]


def test_sdk_reads_what_a_pipeline_wrote_and_undid(program, v3):
    rows = [
        "indicator,type,rating,confidence,description,tags",
        "pushed.example,Host,3,80,pushed by a pipeline,Pushed First;Pushed Second",
        "203.0.113.91,IP,5,,,",
    ]
    (program.folder / "push.csv").write_text("\n".join(rows) + "\n")
    file = str(ROOT / "pipelines" / "bulk-push.yaml")
    program("run", file, TC_WRITE_BACK="apply")

    def pushed():
        found = v3.indicators(params={"fields": ["tags", "attributes"]})
        found.filter.tql = 'summary in ("pushed.example", "203.0.113.91")'
        return sorted((item.model for item in found), key=lambda model: model.rating)

    host, address = pushed()
    assert (host.rating, host.confidence, host.description) == (3, 80, "pushed by a pipeline")
    assert [tag.name for tag in host.tags.data] == ["Pushed First", "Pushed Second"]
    assert (address.rating, address.confidence) == (5, None)

    done = subprocess.run(
        [PROGRAM, "runs", "out/bulk-push.sqlite"], cwd=program.folder, capture_output=True, text=True, check=True
    )
    run = done.stdout.splitlines()[1].split("\t")[0]
    program("undo", run, "--pipeline", file, TC_WRITE_BACK="apply")
    assert pushed() == []
