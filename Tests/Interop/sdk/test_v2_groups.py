"""Groups, associations and batch jobs through the SDK's v2 classes."""

import pytest
from tcex.api.tc.v2.batch.batch_submit import BatchSubmit
from tcex.api.tc.v2.threat_intelligence.threat_intelligence import ThreatIntelligence

OWNER = "Example Org"

GROUPS = [
    ("Adversary", {}), ("Attack Pattern", {}), ("Campaign", {"first_seen": "2026-01-05T00:00:00Z"}),
    ("Course of Action", {}), ("Document", {"file_name": "a.txt"}),
    ("Email", {"subject": "s", "header": "h", "body": "b"}), ("Event", {}), ("Incident", {}),
    ("Intrusion Set", {}), ("Malware", {}), ("Report", {}),
    ("Signature", {"file_name": "r.yar", "file_type": "YARA", "file_text": "rule"}), ("Tactic", {}),
    ("Threat", {}), ("Tool", {}), ("Vulnerability", {}),
]


@pytest.fixture
def v2(session):
    return ThreatIntelligence(session)


@pytest.mark.parametrize(("type_", "members"), GROUPS, ids=[item[0] for item in GROUPS])
def test_every_type_is_created_tagged_and_deleted(v2, type_, members):
    group = v2.group(group_type=type_, owner=OWNER, name=f"SDK {type_}", **members)
    assert group.create().status_code == 201
    assert group.single().json()["data"][group.api_entity]["name"] == f"SDK {type_}"
    assert group.add_tag("Group Tag").status_code == 201
    assert [item["name"] for item in group.tags()] == ["Group Tag"]
    added = group.add_attribute("Description", "What it is", displayed=True)
    assert added.status_code == 201
    assert group.add_label("TLP:GREEN").ok
    assert f"SDK {type_}" in [item["name"] for item in group.many()]
    assert group.delete().ok
    assert group.single().status_code == 404


def test_an_incident_has_indicators_tags_and_attributes(v2):
    incident = v2.group(group_type="Incident", owner=OWNER, name="Break-in", event_date="2026-02-03", status="New")
    assert incident.create().status_code == 201
    host = v2.indicator(indicator_type="Host", owner=OWNER, hostname="incident.example")
    assert host.create().ok
    assert incident.add_association(host).ok
    assert [item["summary"] for item in incident.indicator_associations()] == ["incident.example"]
    assert [item["name"] for item in host.group_associations()] == ["Break-in"]
    typed = incident.indicator_associations_types("Host", api_entity="host", api_branch="hosts")
    assert [item["hostName"] for item in typed] == ["incident.example"]
    assert incident.delete_association(host).ok
    assert list(incident.indicator_associations()) == []
    assert incident.delete().ok
    assert host.delete().ok


def test_a_batch_creates_and_deletes(session, v2):
    batch = BatchSubmit(None, session, OWNER, attribute_write_type="Append", halt_on_error=False)
    batch._poll_interval = 0  # Otherwise 15 seconds pass before the first poll.
    content = {
        "group": [{"type": "Incident", "name": "Batch incident", "xid": "sdk-1"}],
        "indicator": [
            {"type": "Host", "summary": "batch.example", "rating": 3, "confidence": 60,
             "associatedGroups": [{"groupXid": "sdk-1"}], "tag": [{"name": "Batch"}]},
            {"type": "Address", "summary": "no address"},
        ],
    }
    job = batch.create_job()
    assert batch.submit_data(job, content)["status"] == "Success"
    status = batch.poll(job)["data"]["batchStatus"]
    assert (status["status"], status["successCount"], status["errorCount"]) == ("Completed", 2, 1)
    assert [item["errorReason"] for item in batch.errors(job)] == ["Please enter a valid Address"]
    host = v2.indicator(indicator_type="Host", owner=OWNER, hostname="batch.example")
    assert [item["name"] for item in host.group_associations()] == ["Batch incident"]
    batch.action = "Delete"
    job = batch.create_job()
    assert batch.submit_data(job, content)["status"] == "Success"
    assert host.single().status_code == 404
