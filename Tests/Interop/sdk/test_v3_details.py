"""Members and collections that are written less often."""

import pytest
from tcex.api.tc.v3.security.security import Security
from tcex.api.tc.v3.tql.tql_operator import TqlOperator


def test_dates_and_flags_are_kept(v3):
    dates = {
        "external_date_added": "2026-01-02T03:04:05Z",
        "external_date_expires": "2027-01-02T03:04:05Z",
        "external_last_modified": "2026-02-02T03:04:05Z",
        "first_seen": "2026-01-01T00:00:00Z",
        "last_seen": "2026-03-01T00:00:00Z",
    }
    made = v3.indicator(type="Host", host_name="dates.example", active_locked=True, private_flag=False, **dates)
    made.create()
    read = v3.indicator(id=made.model.id)
    read.get(params={"fields": ["externalDates", "sightings"]})
    for name, value in dates.items():
        assert getattr(read.model, name).strftime("%Y-%m-%dT%H:%M:%SZ") == value
    assert read.model.active_locked is True
    found = v3.indicators()
    found.filter.last_seen(TqlOperator.GT, "2026-02-28")
    found.filter.summary(TqlOperator.EQ, "dates.example")
    assert len(found) == 1


def test_deactivating_hides_and_activating_shows(v3):
    made = v3.indicator(type="Host", host_name="hide.example")
    made.create()
    listed = v3.indicators()
    listed.filter.summary(TqlOperator.EQ, "hide.example")
    for active in (False, True):
        v3.indicator(id=made.model.id, active=active).update()
        assert len(listed) == int(active)


def test_attributes_carry_labels_and_are_filtered(v3):
    host = v3.indicator(type="Host", host_name="labelled.example")
    host.create()
    attribute = v3.indicator_attribute(indicator_id=host.model.id, type="Additional Analysis and Context", value="deep")
    attribute.stage_security_label(v3.security_label(name="TLP:RED"))
    attribute.create(params={"fields": ["securityLabels"]})
    assert [label.name for label in attribute.model.security_labels.data] == ["TLP:RED"]
    found = v3.indicator_attributes()
    found.filter.indicator_id(TqlOperator.EQ, host.model.id)
    found.filter.type_name(TqlOperator.EQ, "Additional Analysis and Context")
    assert [item.model.value for item in found] == ["deep"]
    by_attribute = v3.indicators()
    by_attribute.filter.has_attribute.text(TqlOperator.EQ, "deep")
    assert [item.model.summary for item in by_attribute] == ["labelled.example"]


def test_values_of_a_selection_are_checked(v3):
    host = v3.indicator(type="Host", host_name="selection.example")
    host.create()
    wrong = v3.indicator_attribute(indicator_id=host.model.id, type="Phase of Intrusion", value="Lunch")
    with pytest.raises(RuntimeError):
        wrong.create()
    assert wrong.request.status_code == 400


def test_labels_are_replaced_and_removed(v3):
    host = v3.indicator(type="Host", host_name="labels.example")
    host.stage_security_label(v3.security_label(name="TLP:GREEN"))
    host.create()
    change = v3.indicator(id=host.model.id)
    change.stage_security_label(v3.security_label(name="TLP:RED"))
    change.update(mode="replace")
    assert [label.model.name for label in host.security_labels] == ["TLP:RED"]
    for label in list(host.security_labels):
        label.remove()
    assert list(host.security_labels) == []


def test_a_hash_finds_its_file(v3):
    md5, sha256 = "AA" * 16, "BB" * 32
    made = v3.indicator(type="File", md5=md5)
    made.create()
    v3.indicator(type="File", md5=md5, sha256=sha256).create()
    for name, value in (("value1", md5.lower()), ("value3", sha256)):
        found = v3.indicators()
        getattr(found.filter, name)(TqlOperator.EQ, value)
        assert [item.model.id for item in found] == [made.model.id]


def test_what_the_server_has_no_data_for_is_empty(v3):
    host = v3.indicator(type="Host", host_name="empty.example")
    host.create()
    for nested in ("associated_cases", "associated_artifacts"):
        host.get(params={"fields": ["associatedCases", "associatedArtifacts"]})
        assert getattr(host.model, nested).data == []
    assert list(host.custom_associations) == []


def test_security_lists_are_served(session):
    security = Security(session)
    assert {"Shared Feed"} <= {owner.model.name for owner in security.owners()}
    # Not list(…): that asks for the length, which the SDK refuses here.
    assert [item.model.id for item in security.exclusion_lists()] == []


def test_an_owner_keeps_its_own_copy(v3):
    own = v3.indicator(type="Host", host_name="copy.example", rating=1)
    own.create()
    other = v3.indicator(type="Host", host_name="copy.example", rating=5, owner_name="Shared Feed")
    other.create()
    assert own.model.id != other.model.id
    found = v3.indicators()
    found.filter.summary(TqlOperator.EQ, "copy.example")
    assert sorted((i.model.owner_name, i.model.rating) for i in found)[-1] == ("Shared Feed", 5)
    assert len(found) == 2
    stranger = v3.indicator(type="Host", host_name="copy.example", owner_name="Nobody")
    with pytest.raises(RuntimeError):
        stranger.create()
    assert stranger.request.status_code == 403
