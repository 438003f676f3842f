"""Two people edit one record: the second is told what the first changed, loses nothing, and decides."""

import re
from typing import Any

import pytest

from tests import make
from tests.cast import Cast
from tests.faces.web.test_records import typed
from zhengan.faces.web.places import record_url
from zhengan.kernel import acts
from zhengan.kernel.since import since


def sent(page: Any) -> dict[str, Any]:
    """What a browser would send back from a page: every field of its form, as it is shown."""
    form = page.context["form"]
    bound = [*form.form, *(one for rows in form.lines.values() for one in rows.management_form)]
    bound += [one for rows in form.lines.values() for row in rows.forms for one in row]
    found: dict[str, Any] = {"version": re.search(r'name="version" value="(\d+)"', page.text)[1]}  # type: ignore[index]
    for one in bound:
        value = one.value()
        if value is not False and value is not None:
            shown = one.field.widget.format_value(value)
            found[one.html_name] = "on" if value is True else shown or ""
    return found


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-hant", ("您編輯期間，張美玲 已修改這筆紀錄：名稱 網路下單系統 → 別人的名稱", "他人已將此欄改為")),
        ("en", ("張美玲 changed this record meanwhile: System name 網路下單系統 → 別人的名稱", "Somebody wrote")),
    ],
)
def test_the_second_is_told_and_loses_nothing(cast: Cast, trading: Any, language: str, words: tuple[str, ...]) -> None:
    user = cast.user("it_manager")
    user.language = language
    user.save()
    client, url = cast.client("it_manager"), record_url(trading.register, trading.no, "edit")
    acts.change(trading, {"name": "別人的名稱", "network_zone": "DMZ"}, by=cast.actor("business_owner"))
    mine = typed(cast, code="TRADE", name="我的名稱", tier_reason="我的理由", version=trading.version)

    answer = client.post(url, mine)

    assert answer.status_code == 409
    for word in words:
        assert word in " ".join(answer.context["form"].form.errors.as_text().split())
    values = sent(answer)
    assert (values["name"], values["tier_reason"]) == ("我的名稱", "我的理由")  # typed
    assert values["network_zone"] == "DMZ"  # never touched by him
    trading.refresh_from_db()
    assert (trading.name, trading.version) == ("別人的名稱", 2)

    assert client.post(url, values).status_code == 302
    trading.refresh_from_db()
    assert (trading.name, trading.tier_reason, trading.network_zone) == ("我的名稱", "我的理由", "DMZ")


def test_child_rows_that_were_not_touched_are_taken_over(cast: Cast) -> None:
    course = make.training(cast, [cast.employee], state="planned")
    client, url = cast.client("hr"), record_url(course.register, course.no, "edit")
    mine = sent(client.get(url)) | {"title": "我的課名"}
    people = [{"person": person, "hours": 3} for person in (cast.employee, cast.operator)]
    acts.change(course, {}, by=cast.actor("other_hr"), lines={"attendees": people})

    answer = client.post(url, mine)

    assert answer.status_code == 409
    assert "陳怡君" in answer.text
    assert client.post(url, sent(answer)).status_code == 302
    course.refresh_from_db()
    assert course.title == "我的課名"
    assert {line.person for line in course.attendees.all()} == {cast.employee, cast.operator}


def test_a_record_that_became_frozen_meanwhile_shows_what_was_typed(cast: Cast, change: Any) -> None:
    client, url = cast.client("developer"), record_url(change.register, change.no, "edit")
    mine = sent(client.get(url)) | {"remark": "寫了很久的一段話"}
    acts.move(change, "submitted", by=cast.actor("developer"))
    answer = client.post(url, mine)
    assert answer.status_code == 400
    assert "寫了很久的一段話" in answer.text
    assert "凍結" in answer.text
    change.refresh_from_db()
    assert change.remark == ""


def test_what_is_confidential_is_not_told(cast: Cast) -> None:
    finding = make.finding(cast)
    name = next(iter(finding.register.confidential))
    acts.change(finding, {name: cast.employee}, by=cast.actor("auditor"))
    finding.refresh_from_db()
    seeing = finding.register.confidential[name]
    outsider = next(one for one in cast.names if not cast.actor(one).holds(*seeing))
    assert name in since(finding, 1, cast.actor("auditor")).after
    assert name not in since(finding, 1, cast.actor(outsider)).after


def test_a_child_row_that_was_typed_in_survives_its_removal_by_another(cast: Cast) -> None:
    course = make.training(cast, [cast.employee, cast.operator], state="planned")
    client, url = cast.client("hr"), record_url(course.register, course.no, "edit")
    mine = sent(client.get(url)) | {"attendees-0-score": "91"}
    acts.change(course, {}, by=cast.actor("other_hr"), lines={"attendees": [{"person": cast.auditor, "hours": 3}]})

    answer = client.post(url, mine)

    assert answer.status_code == 409
    assert client.post(url, sent(answer)).status_code == 302
    scores = {line.person: line.score for line in course.attendees.all()}
    assert scores == {cast.employee: 91, cast.operator: None}  # his own list, which he has looked at again
