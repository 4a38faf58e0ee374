"""Authentication, filters, raw TQL, paging, sorting and the collections around indicators."""

import pytest
from tcex.api.tc.v3.threat_intelligence.threat_intelligence import ThreatIntelligence
from tcex.api.tc.v3.tql.tql_operator import TqlOperator


def summaries(collection):
    return [item.model.summary for item in collection]


def scanners(v3, **params):
    found = v3.indicators(params=params)
    found.filter.owner_name(TqlOperator.EQ, "Shared Feed")
    found.filter.type_name(TqlOperator.EQ, "Address")
    return found


def test_hmac_and_token_open_the_same_door(session, token_session):
    for opened in (session, token_session):
        assert len(ThreatIntelligence(opened).indicators()) > 250


def test_a_wrong_secret_is_refused(sandbox):
    sandbox_session = sandbox.hmac()
    sandbox_session.auth.tc_api_access_id = "1"
    assert sandbox_session.get("/v3/indicators").status_code == 401


def test_paging_returns_everything_once(v3):
    found = summaries(scanners(v3, result_limit=40))
    assert len(found) == len(set(found)) == 250


def test_len_counts_all_pages(v3):
    assert len(scanners(v3, result_limit=7)) == 250


def test_sorting_orders_over_all_pages(v3):
    found = [i.model.confidence for i in scanners(v3, result_limit=60, sorting="confidence desc")]
    assert found == sorted(found, reverse=True)


def test_inactive_indicators_are_asked_for(v3):
    hidden = v3.indicators()
    hidden.filter.summary(TqlOperator.EQ, "retired.example")
    assert summaries(hidden) == []
    shown = v3.indicators()
    shown.filter.summary(TqlOperator.EQ, "retired.example")
    shown.filter.indicator_active(TqlOperator.EQ, False)
    assert summaries(shown) == ["retired.example"]


FILTERS = [
    ("summary", TqlOperator.EQ, "198.51.100.7", 1),
    ("summary", TqlOperator.IN, ["198.51.100.7", "198.51.100.8"], 2),
    ("summary", TqlOperator.NOT_IN, ["198.51.100.7", "198.51.100.8"], 248),
    ("summary", TqlOperator.STARTS_WITH, "198.51.100.24", 11),
    ("summary", TqlOperator.ENDS_WITH, ".50", 1),
    ("summary", TqlOperator.CONTAINS, "100.25", 2),
    ("summary", TqlOperator.LIKE, "198.%.9", 1),
    ("summary", TqlOperator.NOT_STARTS_WITH, "198.51.100.24", 239),
    ("rating", TqlOperator.GEQ, 5, 41),
    ("confidence", TqlOperator.LT, 1, 2),
    ("rating", TqlOperator.IN, [0, 1], 83),
    ("tag", TqlOperator.EQ, "Scanner", 125),
    ("tag", TqlOperator.NE, "Scanner", 125),
    ("type_name", TqlOperator.IN, ["address"], 250),
    ("date_added", TqlOperator.GEQ, "2020-01-01", 250),
    ("date_added", TqlOperator.LT, "2020-01-01", 0),
    ("active_locked", TqlOperator.EQ, False, 250),
]


@pytest.mark.parametrize(("name", "operator", "value", "count"), FILTERS)
def test_filters_mean_what_they_say(v3, name, operator, value, count):
    found = scanners(v3)
    getattr(found.filter, name)(operator, value)
    assert len(found) == count


def test_nested_filters_reach_tags(v3):
    found = scanners(v3)
    found.filter.has_tag.name(TqlOperator.EQ, "Crawler")
    assert len(found) == 125


def test_raw_tql_is_parsed(v3):
    found = v3.indicators()
    found.tql.set_raw_tql(
        'ownerName = "Shared Feed" and (summary = "198.51.100.1" or summary endswith ".2") and not tag = "Scanner"'
    )
    assert summaries(found) == ["198.51.100.2"]


@pytest.mark.parametrize("query", ["nonsense = 1", "summary =", "(rating = 1", 'summary = "a', "rating = high"])
def test_bad_tql_is_a_400(v3, session, query):
    found = v3.indicators()
    found.tql.set_raw_tql(query)
    with pytest.raises(RuntimeError):
        list(found)
    reply = session.get("/v3/indicators", params={"tql": query})
    assert reply.status_code == 400
    assert reply.json()["status"] == "Error"


def test_a_long_query_travels_in_the_body(v3):
    found = v3.indicators(params={"result_limit": 50})
    values = [f"198.51.100.{number}" for number in range(1, 241)]
    found.filter.summary(TqlOperator.IN, values)
    found.filter.owner_name(TqlOperator.EQ, "Shared Feed")
    assert sorted(summaries(found)) == sorted(values)


def test_options_describe_fields_and_keywords(v3):
    assert {"tags", "attributes", "associatedGroups"} <= set(v3.indicator().available_fields)
    assert {"summary", "hasTag", "rating"} <= set(v3.indicators().tql_keywords)
    assert "rating" in v3.indicator().properties


def test_groups_live_from_creation_to_deletion(v3):
    group = v3.group(name="Incident of the SDK", type="Incident", status="New", event_date="2026-01-02T03:04:05Z")
    group.stage_tag(v3.tag(name="Incident Tag"))
    group.stage_attribute(v3.group_attribute(type="Description", value="What happened", default=True))
    group.stage_security_label(v3.security_label(name="TLP:GREEN"))
    assert group.create().status_code == 201
    member = v3.indicator(type="Host", host_name="member.example")
    member.stage_associated_group({"id": group.model.id})
    member.create()

    assert [item.model.summary for item in group.associated_indicators] == ["member.example"]
    assert [tag.model.name for tag in group.tags] == ["Incident Tag"]
    assert [attribute.model.value for attribute in group.attributes] == ["What happened"]
    by_group = v3.indicators()
    by_group.filter.associated_group(TqlOperator.EQ, group.model.id)
    assert summaries(by_group) == ["member.example"]
    nested = v3.indicators()
    nested.filter.has_group.id(TqlOperator.EQ, group.model.id)
    assert summaries(nested) == ["member.example"]

    change = v3.group(id=group.model.id, name="Renamed", type="Incident")
    change.update()
    found = v3.groups()
    found.filter.summary(TqlOperator.EQ, "Renamed")
    found.filter.type_name(TqlOperator.EQ, "Incident")
    assert [item.model.id for item in found] == [group.model.id]
    change.delete()
    assert list(found) == []


def test_the_lists_around_indicators_are_served(v3):
    assert {"TLP:RED", "TLP:AMBER"} <= {label.model.name for label in v3.security_labels()}
    types = {item.model.name: item.model for item in v3.attribute_types()}
    assert types["Description"].max_size > 0
    assert types["Phase of Intrusion"].validation_rule["text"].count(";") > 0
    assert "Scanner" in {tag.model.name for tag in v3.tags()}
    assert "Shared Feed" in {owner.model.name for owner in v3.owners()}
    tag = v3.tags()
    tag.filter.name(TqlOperator.EQ, "Crawler")
    assert len(tag) == 1
