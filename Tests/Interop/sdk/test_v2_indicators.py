"""Indicators through the SDK's v2 classes: all types, ratings, attributes, tags, labels and counts."""

from urllib.parse import quote

import pytest
from tcex.api.tc.v2.threat_intelligence.threat_intelligence import ThreatIntelligence

OWNER = "Example Org"
KEY = r"HKEY_LOCAL_MACHINE\Software\Second"

TYPES = [
    ("Address", {"ip": "203.0.113.60"}),
    ("EmailAddress", {"address": "bad+y@mail.example"}),
    ("File", {"md5": "AB" * 16, "sha1": "CD" * 20, "size": 12}),
    ("Host", {"hostname": "v2.example"}),
    ("URL", {"text": "http://v2.example/a b?q=1"}),
    ("ASN", {"AS Number": "ASN64501"}),
    ("CIDR", {"Block": "198.51.100.0/25"}),
    ("Mutex", {"Mutex": r"Global\v2 mutex"}),
    ("Registry Key", {"Key Name": KEY, "Value Name": "Run", "Value Type": "REG_SZ"}),
    ("User Agent", {"User Agent String": "Mozilla/5.0 (V2; Y)"}),
    ("Email Subject", {"Subject": 'Rechnung "morgen"'}),
    ("Hashtag", {"Hashtag": "#v2"}),
]


@pytest.fixture
def v2(session):
    return ThreatIntelligence(session)


@pytest.fixture
def host(v2):
    found = v2.indicator(indicator_type="Host", owner=OWNER, hostname="counted.example")
    assert found.create().status_code == 201
    yield found
    found.delete()


@pytest.mark.parametrize(("type_", "values"), TYPES, ids=[item[0] for item in TYPES])
def test_every_type_is_created_read_rated_and_deleted(v2, type_, values):
    indicator = v2.indicator(indicator_type=type_, owner=OWNER, rating=3, confidence=75, **values)
    created = indicator.create()
    assert created.status_code == 201
    assert created.json()["status"] == "Success"

    read = indicator.single(params={"includeAdditional": "true"}).json()["data"][indicator.api_entity]
    assert (read["rating"], read["confidence"], read["active"]) == (3, 75, True)
    for name, value in values.items():
        assert read[{"hostname": "hostName"}.get(name, name)] == value

    assert indicator.rating(0).json()["data"][indicator.api_entity]["rating"] == 0
    assert indicator.confidence(0).json()["data"][indicator.api_entity]["confidence"] == 0
    assert indicator.status("inactive").status_code == 200
    assert indicator.single().status_code == 404
    assert indicator.status("active").status_code == 200
    listed = [item["id"] for item in indicator.many()]
    assert read["id"] in listed

    assert indicator.delete().json() == {"status": "Success"}
    assert indicator.single().status_code == 404
    assert len(list(indicator.deleted())) >= 1


def test_false_positives_count_once_a_day(host):
    first = host.add_false_positive()
    assert first.status_code == 200
    assert first.json()["data"]["falsePositive"]["count"] == 1
    assert host.add_false_positive().json()["data"]["falsePositive"]["count"] == 1


def test_observations_add_up(host):
    assert host.add_observers(2, "2026-01-05T00:00:00Z").status_code == 200
    assert host.add_observers(3, "2026-01-06T00:00:00Z").status_code == 200
    count = host.observation_count().json()["data"]["observationCount"]
    assert (count["count"], count["yourCount"]) == (5, 5)
    assert count["lastObserved"] == "2026-01-06T00:00:00Z"


def test_attributes(host):
    added = host.add_attribute("Description", "first", source="SDK", displayed=True)
    assert added.status_code == 201
    attribute = added.json()["data"]["attribute"]
    assert (attribute["value"], attribute["source"], attribute["displayed"]) == ("first", "SDK", True)
    assert host.single().json()["data"]["host"]["description"] == "first"
    assert host.update_attribute("second", attribute["id"]).json()["data"]["attribute"]["value"] == "second"
    assert host.add_attribute_label(attribute["id"], "TLP:AMBER").ok
    assert [item["name"] for item in host.attribute_labels(attribute["id"])] == ["TLP:AMBER"]
    assert [item["value"] for item in host.attributes()] == ["second"]
    assert host.delete_attribute(attribute["id"]).json() == {"status": "Success"}
    assert list(host.attributes()) == []
    assert host.add_attribute("No Such Type", "x").status_code == 404


def test_tags_and_labels(host, v2):
    assert host.add_tag("Nation State").status_code == 201
    assert host.add_label("TLP:RED").status_code == 201
    assert [item["name"] for item in host.tags()] == ["Nation State"]
    assert [item["name"] for item in host.labels()] == ["TLP:RED"]
    tagged = host.tc_requests.indicators_from_tag(v2.indicator(), quote("Nation State"), owner=OWNER)
    assert "counted.example" in [item["summary"] for item in tagged]
    assert host.delete_tag("Nation State").status_code == 200
    assert host.delete_label("TLP:RED").status_code == 200
    assert list(host.tags()) == []


def test_owners_of_a_value(host):
    assert [item["name"] for item in host.owners().json()["data"]["owner"]] == [OWNER]


def test_file_occurrences(v2):
    file = v2.indicator(indicator_type="File", owner=OWNER, md5="EF" * 16)
    assert file.create().ok
    added = file.add_occurrence("a.exe", "2026-01-05T00:00:00Z", "C:\\Temp")
    assert added.status_code == 201
    assert [item["fileName"] for item in file.occurrences()] == ["a.exe"]
    assert file.delete_occurrence(added.json()["data"]["fileOccurrence"]["id"]).ok
    assert file.delete().ok


def test_filters_and_paging(v2):
    names = [f"page{number}.example" for number in range(5)]
    for number, name in enumerate(names):
        new = v2.indicator(indicator_type="Host", owner=OWNER, hostname=name, rating=number, confidence=50)
        assert new.create().ok
    filters = v2.filters()
    filters.add_filter("rating", ">", "2")
    filters.add_filter("summary", "^", "page")
    hosts = v2.indicator(indicator_type="Host", owner=OWNER)
    assert {item["hostName"] for item in hosts.many(filters=filters)} == {"page3.example", "page4.example"}
    all_pages = v2.filters()
    all_pages.add_filter("summary", "^", "page")
    first = hosts.request(2, 0, filters=all_pages).json()["data"]
    assert (first["resultCount"], len(first["host"])) == (5, 2)
    second = hosts.request(2, 4, filters=all_pages).json()["data"]
    assert "resultCount" not in second
    assert len(second["host"]) == 1
    for name in names:
        assert v2.indicator(indicator_type="Host", owner=OWNER, hostname=name).delete().ok


def test_a_token_is_as_good_as_a_signature(token_session):
    assert token_session.get("/v2/owners").json()["status"] == "Success"
