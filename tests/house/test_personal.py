"""Personal fields, over every register and door: masked, until somebody who may know says why; then that is an act.

What is looked for is the value itself: a number that stands nowhere else, and the private part of an address.
"""

import io
import json
from contextlib import redirect_stdout
from typing import Any

import pytest
from django.urls import reverse

from tests.cast import Cast
from tests.grown import grown
from zhengan.faces.cli.main import run
from zhengan.faces.web.places import record_url, register_url
from zhengan.kernel import acts, guard, spreadsheet
from zhengan.kernel.errors import Refused
from zhengan.kernel.masking import masked
from zhengan.kernel.packing import asked as packs
from zhengan.kernel.register import Register, register, registers
from zhengan.ledger.models import Entry

CODES = [one.code for one in registers() if one.personal]
SECRET, SHOWN = "0987-654-321", "09••-•••-321"
MAIL, MAIL_SHOWN = "zhangsan@home.example", "z•••@home.example"


def stage(code: str, cast: Cast) -> tuple[Register, Any, str]:
    """A record whose personal fields say the secret, and what is shown instead."""
    one = register(code)
    (record,) = grown(one, 1, maker=cast.user("president"))
    value, shown = (MAIL, MAIL_SHOWN) if code == "organization.person" else (SECRET, SHOWN)
    with guard.writing():
        for path in one.personal:
            lines, _dot, name = path.rpartition(".")
            rows = getattr(record, lines).all() if lines else type(record).objects.filter(pk=record.pk)
            rows.update(**{name: value})
    return one, type(record).objects.get(pk=record.pk), shown


def secret(shown: str) -> str:
    return MAIL if shown == MAIL_SHOWN else SECRET


def knowing(one: Register, cast: Cast) -> str:
    return next(name for name in cast.names if one.revealed_to(cast.actor(name)) and one.may_make(cast.actor(name)))


def told(answer: Any) -> str:
    return b"".join(answer.streaming_content).decode("utf-8-sig") if answer.streaming else answer.text


@pytest.mark.parametrize("code", CODES)
def test_what_is_personal_is_masked_at_every_door(judged: None, cast: Cast, code: str):
    one, record, shown = stage(code, cast)
    name = knowing(one, cast)
    client, url = cast.client(name), record_url(one, record.no)
    acts.change(record, {"remark": "備註"}, by=cast.actor(name)) if record.state == one.flow.initial else None
    entry = Entry.objects.filter(register=code, record_id=record.pk).order_by("-pk").first()
    every_column = "&".join(f"cols={field.name}" for field in one.fields)
    doors = [url, f"{url}?tab=trail", record_url(one, record.no, "print"), f"{register_url(one)}?{every_column}"]
    doors += [f"{register_url(one)}export.csv", f"/api/{one.path}/", f"/api/{one.path}/{record.no}/"]
    doors += [f"/api/{one.path}/{record.no}/history/"]
    doors += [reverse("ledger-entry", args=[entry.pk])] if entry else []
    for door in doors:
        answer = client.get(door)
        assert answer.status_code == 200, door
        assert secret(shown) not in told(answer), door
    assert url not in client.get(f"{reverse('search')}?q={secret(shown)}").text, "nor is it found by it"
    assert shown in told(client.get(url))
    assert shown in client.get(f"/api/{one.path}/{record.no}/").text
    printed = io.StringIO()
    with redirect_stdout(printed):
        for words in (["list"], ["list", "--json"], ["show", record.no], ["show", record.no, "--json"]):
            run([one.room, one.name.replace("_", "-"), *words, "--as", cast.user(name).username])
    assert secret(shown) not in printed.getvalue()
    assert not Entry.objects.filter(act="read").exists()


@pytest.mark.parametrize("code", CODES)
def test_who_may_know_it_says_why_and_that_is_an_act(judged: None, cast: Cast, code: str):
    one, record, shown = stage(code, cast)
    name, url = knowing(one, cast), record_url(one, record.no)
    client = cast.client(name)
    assert "顯示個資" in client.get(url).text
    assert secret(shown) not in client.post(url, {"reason": " "}).text
    assert not Entry.objects.filter(act="read").exists()
    assert secret(shown) in client.post(url, {"reason": "聯絡當事人"}).text
    assert secret(shown) not in client.get(url).text, "it lasts for that page view"
    assert secret(shown) in client.get(f"/api/{one.path}/{record.no}/?reveal=1&reason=call").text
    looks = list(Entry.objects.filter(act="read").order_by("pk").select_related("payload"))
    assert [(look.register, look.record_no, look.actor_name) for look in looks] == [
        (code, record.no, cast.user(name).name)
    ] * 2
    assert [look.payload.body["reason"] for look in looks] == ["聯絡當事人", "call"]
    assert set(one.personal) <= set(looks[0].payload.body["fields"].split(", "))


@pytest.mark.parametrize("code", CODES)
def test_who_may_not_know_it_sees_no_button_and_gets_nothing_by_asking(judged: None, cast: Cast, code: str):
    one, record, shown = stage(code, cast)
    readers = [name for name in cast.names if one.may_read(cast.actor(name)) and not one.revealed_to(cast.actor(name))]
    assert readers
    client, url = cast.client(readers[0]), record_url(one, record.no)
    assert "顯示個資" not in client.get(url).text
    asked = [client.post(url, {"reason": "想看"}), client.get(f"/api/{one.path}/{record.no}/?reveal=1&reason=x")]
    asked.append(client.post(f"{register_url(one)}export.csv", {"reason": "想看"}))
    assert all(secret(shown) not in told(answer) for answer in asked)
    assert not Entry.objects.filter(act="read").exists()
    with pytest.raises(Refused):
        packs.demand(packs.Asked(front=packs.Front(title=("", "")), clauses=(), record=record), cast.actor("developer"))


def test_an_export_with_personal_fields_asks_why_and_the_ledger_says_so(judged: None, cast: Cast):
    one, record, shown = stage("suppliers.supplier", cast)
    client = cast.client(knowing(one, cast))
    address = f"{register_url(one)}export.csv"
    assert shown in told(client.get(address))
    assert client.post(address, {"reason": ""}).status_code in (302, 409)
    assert secret(shown) in told(client.post(address, {"reason": "寄發問卷"}))
    bodies = [one.payload.body for one in Entry.objects.filter(act="export").order_by("pk").select_related("payload")]
    assert [body.get("reason", "") for body in bodies] == ["", "寄發問卷"]
    assert bodies[1]["fields"] == "contact"
    assert record.no


def test_a_masked_export_brought_back_changes_nothing_and_a_masked_value_is_never_written(judged: None, cast: Cast):
    one, record, shown = stage("suppliers.supplier", cast)
    client = cast.client(knowing(one, cast))
    masked_file = told(client.get(f"{register_url(one)}export.csv"))
    actor = cast.actor(knowing(one, cast))
    preview = spreadsheet.read(one, actor, io.BytesIO(masked_file.encode()), name="s.csv")
    assert not preview.errors
    assert not preview.changed
    answer = client.patch(
        f"/api/{one.path}/{record.no}/",
        json.dumps({"version": record.version, "values": {"contact": shown}}),
        content_type="application/json",
    )
    assert (answer.status_code, "contact" in answer.json()["error"]["fields"]) == (422, True)
    assert type(record).objects.get(pk=record.pk).contact == SECRET


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("", ""),
        (None, ""),
        ("王小明", "王••"),
        ("H123456789", "H1•••••789"),
        ("0912-345-678", "09••-•••-678"),
        ("02-2700-1188", "02-••••-•188"),
        ("窗口 02-2700-1188", "窗• 02-••••-•188"),
        ("a@b.example", "a•••@b.example"),
        ("12345", "1••••"),
    ],
)
def test_a_mask_leaves_enough_to_tell_two_apart_and_no_more(value: Any, shown: str):
    assert masked(value) == shown


@pytest.mark.parametrize("code", CODES)
def test_internal_auditors_may_know_what_they_take_home(code: str):
    """An auditor takes the evidence of a clause whole; a field that he may not know would keep him from all of it."""
    for offices in register(code).personal.values():
        assert {"auditor", "chief_auditor"} <= set(offices)
