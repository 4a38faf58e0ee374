"""Indicators through the SDK's v3 classes: all types, every member that can be written."""

import pytest

MD5 = "0123456789ABCDEF0123456789ABCDEF"
SHA1 = "0123456789ABCDEF0123456789ABCDEF01234567"
SHA256 = "AB" * 32
KEY = r"HKEY_LOCAL_MACHINE\Software\Example"

TYPES = [
    ("Address", {"ip": "203.0.113.50"}, "203.0.113.50"),
    ("EmailAddress", {"address": "bad+x@mail.example"}, "bad+x@mail.example"),
    ("File", {"md5": MD5, "sha1": SHA1, "sha256": SHA256, "size": 1663}, f"{MD5} : {SHA1} : {SHA256}"),
    ("Host", {"host_name": "sdk.example"}, "sdk.example"),
    ("URL", {"text": "http://sdk.example/a%20b?q=1"}, "http://sdk.example/a%20b?q=1"),
    ("ASN", {"value1": "ASN64500"}, "ASN64500"),
    ("CIDR", {"value1": "192.0.2.0/24"}, "192.0.2.0/24"),
    ("Mutex", {"value1": r"Global\sdk mutex"}, r"Global\sdk mutex"),
    (
        "Registry Key",
        {"value1": KEY, "value2": "Run", "value3": "REG_SZ"},
        f"{KEY} : Run : REG_SZ",
    ),
    ("User Agent", {"value1": "Mozilla/5.0 (SDK; Y)"}, "Mozilla/5.0 (SDK; Y)"),
    ("Email Subject", {"value1": 'Rechnung "heute"'}, 'Rechnung "heute"'),
    ("Hashtag", {"value1": "#sdk"}, "#sdk"),
]


@pytest.mark.parametrize(("type_", "values", "summary"), TYPES, ids=[item[0] for item in TYPES])
def test_every_type_is_created_read_updated_and_deleted(v3, type_, values, summary):
    created = v3.indicator(type=type_, rating=3, confidence=75, **values)
    reply = created.create()
    assert reply.status_code == 201
    assert reply.json()["message"] == "Created"
    assert created.model.summary == summary

    read = v3.indicator(id=created.model.id)
    read.get(params={"fields": ["_all_"]})
    assert read.model.type == type_
    assert (read.model.rating, read.model.confidence) == (3, 75)
    assert read.model.active is True
    for name, value in values.items():
        assert getattr(read.model, name) == value

    read.model.rating = 0
    read.model.confidence = 0
    reply = read.update()
    assert (reply.status_code, reply.json()["message"]) == (200, "Updated")
    again = v3.indicator(id=created.model.id)
    again.get()
    assert (again.model.rating, again.model.confidence) == (0, 0)

    reply = again.delete()
    assert (reply.status_code, reply.json()) == (200, {"message": "Deleted", "status": "Success"})
    with pytest.raises(RuntimeError):
        v3.indicator(id=created.model.id).get()
    deleted = [item.model.summary for item in v3.indicators().deleted(deleted_since="1 day ago")]
    assert summary in deleted


def test_posting_again_updates_the_copy(v3):
    first = v3.indicator(type="Host", host_name="twice.example", rating=1)
    first.create()
    second = v3.indicator(type="Host", host_name="twice.example", rating=5, confidence=9)
    second.create()
    assert second.model.id == first.model.id
    assert (second.model.rating, second.model.confidence) == (5, 9)


def test_a_summary_addresses_an_indicator(v3):
    found = v3.indicator(summary="known.example")
    found.get(params={"fields": ["tags", "attributes"]})
    assert found.model.description == "Command and control"
    assert [tag.name for tag in found.model.tags.data] == ["Phishing"]


def test_nested_collections_are_created_with_the_indicator(v3):
    indicator = v3.indicator(type="Host", host_name="nested.example", dns_active=True)
    indicator.stage_attribute(v3.indicator_attribute(type="Description", value="Very bad", default=True))
    indicator.stage_tag(v3.tag(name="SDK Tag"))
    indicator.stage_security_label(v3.security_label(name="TLP:AMBER"))
    indicator.stage_associated_group(v3.group(name="SDK Adversary", type="Adversary"))
    fields = ["associatedGroups", "attributes", "securityLabels", "tags"]
    indicator.create(params={"fields": fields})
    model = indicator.model
    assert model.description == "Very bad"
    assert model.dns_active is True
    assert [(a.type, a.value, a.default) for a in model.attributes.data] == [("Description", "Very bad", True)]
    assert [tag.name for tag in model.tags.data] == ["SDK Tag"]
    assert [label.name for label in model.security_labels.data] == ["TLP:AMBER"]
    assert [(g.name, g.type) for g in model.associated_groups.data] == [("SDK Adversary", "Adversary")]

    assert [tag.model.name for tag in indicator.tags] == ["SDK Tag"]
    assert [label.model.name for label in indicator.security_labels] == ["TLP:AMBER"]
    assert [attribute.model.value for attribute in indicator.attributes] == ["Very bad"]
    assert [group.model.name for group in indicator.associated_groups] == ["SDK Adversary"]


@pytest.mark.parametrize(
    ("mode", "names"),
    [("append", {"one", "two", "three"}), ("replace", {"three"}), ("delete", {"two"})],
)
def test_mode_says_what_happens_to_tags(v3, mode, names):
    created = v3.indicator(type="Host", host_name=f"{mode}.mode.example")
    created.stage_tag(v3.tag(name="one"))
    created.stage_tag(v3.tag(name="two"))
    created.create()
    change = v3.indicator(id=created.model.id)
    change.stage_tag(v3.tag(name="one" if mode == "delete" else "three"))
    change.update(mode=mode, params={"fields": ["tags"]})
    assert {tag.name for tag in change.model.tags.data} == names


def test_a_nested_object_removes_itself(v3):
    indicator = v3.indicator(type="Host", host_name="remove.example")
    indicator.stage_tag(v3.tag(name="passing"))
    indicator.stage_associated_group(v3.group(name="Passing Threat", type="Threat"))
    indicator.stage_attribute(v3.indicator_attribute(type="Source", value="a feed"))
    indicator.create()
    for nested in (indicator.tags, indicator.associated_groups):
        for item in list(nested):
            item.remove()
    for attribute in list(indicator.attributes):
        attribute.delete()
    assert list(indicator.tags) == []
    assert list(indicator.associated_groups) == []
    assert list(indicator.attributes) == []


def test_attributes_have_an_endpoint_of_their_own(v3):
    indicator = v3.indicator(type="Host", host_name="attribute.example")
    indicator.create()
    attribute = v3.indicator_attribute(
        indicator_id=indicator.model.id, type="Description", value="first", default=True, source="report"
    )
    reply = attribute.create()
    assert reply.status_code == 201
    attribute.model.value = "second"
    assert attribute.update().json()["data"]["value"] == "second"
    read = v3.indicator_attribute(id=attribute.model.id)
    read.get()
    assert (read.model.value, read.model.source, read.model.default) == ("second", "report", True)
    indicator.get()
    assert indicator.model.description == "second"
    read.delete()
    with pytest.raises(RuntimeError):
        v3.indicator_attribute(id=attribute.model.id).get()
    assert [a.model.id for a in indicator.attributes] == []


def test_false_positives_count_once_a_day_and_observations_add_up(v3):
    indicator = v3.indicator(type="Host", host_name="false-positive.example")
    indicator.create()
    for _ in range(2):
        report = v3.indicator(id=indicator.model.id, false_positive_flag=True)
        report.update(params={"fields": ["falsePositives"]})
        assert report.model.false_positives == 1
        assert report.model.false_positive_reported_by_user is True
        assert report.model.last_false_positive.strftime("%H:%M:%S") == "00:00:00"
    for total in (2, 4):
        seen = v3.indicator(id=indicator.model.id, observations=2)
        seen.update(params={"fields": ["observations"]})
        assert seen.model.observations == total


def test_indicators_are_associated_with_each_other(v3):
    left = v3.indicator(type="Host", host_name="left.example")
    left.create()
    right = v3.indicator(type="Address", ip="203.0.113.77")
    right.create()
    change = v3.indicator(id=left.model.id)
    change.model.associated_indicators.data.append(v3.indicator(id=right.model.id).model)
    change.model.associated_indicators.data[0]._staged = True
    change.update()
    assert [other.model.summary for other in left.associated_indicators] == ["203.0.113.77"]
    assert [other.model.summary for other in right.associated_indicators] == ["left.example"]


@pytest.mark.parametrize(
    "values",
    [
        {"type": "Host", "host_name": "bad rating.example", "rating": 3},
        {"type": "Host", "host_name": "rating.example", "rating": 6},
        {"type": "Host", "host_name": "confidence.example", "confidence": 101},
        {"type": "ASN", "value1": "12345"},
        {"type": "Registry Key", "value1": r"HKLM\X", "value2": "a", "value3": "REG_SZ"},
        {"type": "Nonsense", "value1": "x"},
    ],
)
def test_what_is_not_valid_is_refused(v3, values):
    indicator = v3.indicator(**values)
    with pytest.raises(RuntimeError):
        indicator.create()
    assert indicator.request.status_code == 400
    assert indicator.request.json()["status"] == "Error"
