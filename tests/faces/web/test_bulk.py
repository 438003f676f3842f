"""One step for many records: what it asks is asked once, what cannot go is told with its reason, and stays."""

from datetime import date

import pytest

from tests import make
from tests.cast import Cast
from zhengan.faces.web.places import register_url
from zhengan.kernel import acts
from zhengan.kernel.register import register

UNITS, PEOPLE = register("organization.unit"), register("organization.person")


@pytest.fixture
def units(cast: Cast) -> list[int]:
    """Two units of which nobody is part."""
    by = cast.actor("hr")
    values = [{"code": f"B{number}", "name": f"分公司{number}", "kind": "branch"} for number in range(2)]
    return [acts.create(UNITS, one, by=by).pk for one in values]


def test_a_step_that_needs_a_reason_waits_for_it(cast: Cast, units: list[int]) -> None:
    client, url = cast.client("hr"), register_url(UNITS, "bulk")
    sent = {"act": "retired", "row": units, "confirm": "1"}
    refused = client.post(url, sent | {"reason": " "})
    assert refused.status_code == 400
    assert "理由" in refused.text
    assert not UNITS.record.objects.filter(state="retired").exists()
    assert client.post(url, sent | {"reason": "裁撤"}).status_code == 302
    assert UNITS.record.objects.filter(state="retired").count() == 2


def test_what_the_step_asks_is_asked_once_for_all(cast: Cast) -> None:
    people = [make.person(cast, name=name) for name in ("甲員", "乙員")]
    client, url = cast.client("hr"), register_url(PEOPLE, "bulk")
    sent = {"act": "left", "row": [one.pk for one in people]}
    shown = client.post(url, sent)
    assert 'name="left_on"' in shown.text
    assert client.post(url, sent | {"confirm": "1", "left_on": "115/2/30"}).status_code == 400
    assert not PEOPLE.record.objects.filter(state="left").exists()
    assert client.post(url, sent | {"confirm": "1", "left_on": "115/11/1"}).status_code == 302
    assert set(PEOPLE.record.objects.filter(state="left").values_list("left_on", flat=True)) == {date(2026, 11, 1)}


def test_one_that_is_refused_in_the_end_is_named_and_the_others_go(cast: Cast) -> None:
    early, late = make.person(cast, name="甲員"), make.person(cast, name="乙員")
    acts.change(late, {"joined_on": date(2026, 10, 1)}, by=cast.actor("hr"))
    sent = {"act": "left", "row": [early.pk, late.pk], "confirm": "1", "left_on": "2026-09-01"}
    answer = cast.client("hr").post(register_url(PEOPLE, "bulk"), sent, follow=True)
    assert late.no in " ".join(str(one) for one in answer.context["messages"])
    early.refresh_from_db()
    late.refresh_from_db()
    assert (early.state, late.state) == ("left", "active")


def test_a_void_record_is_shown_as_one_that_cannot_go(cast: Cast, units: list[int]) -> None:
    acts.void(UNITS.record.objects.get(pk=units[0]), by=cast.actor("hr"), reason="登錯")
    shown = cast.client("hr").post(register_url(UNITS, "bulk"), {"act": "retired", "row": [*units, "²", "9" * 40]})
    assert shown.status_code == 200
    assert shown.text.count('name="row"') == 1
