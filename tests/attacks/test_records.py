"""Records reached past the forms: columns that nobody types (mass assignment), and things of others (IDOR)."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.faces.api.calling import send, told
from tests.faces.web.conftest import make_change, make_system
from tests.faces.web.test_records import typed
from tests.grown import grown
from zhengan.faces.web.places import record_url, register_url
from zhengan.identity.keeping import Factor, Session
from zhengan.identity.tokens import Token
from zhengan.kernel import acts
from zhengan.kernel.models import CalendarToken, SavedView
from zhengan.kernel.register import Register, register, registers
from zhengan.ledger import clock


def protected(one: Register) -> list[str]:
    """Every column of a register that people do not type."""
    entered = {field.name for field in one.entries}
    return [field.name for field in one.record._meta.concrete_fields if field.name not in entered]


def test_mass_assignment_over_the_api(cast: Cast) -> None:
    """State, maker, checker, version, what a move stamps or the software computes: no program sets them, anywhere."""
    actors = {name: cast.actor(name) for name in cast.names}
    clients: dict[str, Client] = {}
    for one in registers():
        if not one.makers:
            continue
        (record,) = grown(one, 1, maker=cast.user("president"), lines=0)
        name = next(name for name, actor in actors.items() if actor.holds(*one.makers))
        client = clients.get(name) or clients.setdefault(name, cast.client(name))
        columns = protected(one)
        before = one.record.objects.values(*columns).get(pk=record.pk)
        body = {"version": record.version, "reason": "x", "values": dict.fromkeys(columns, "1")}
        answer = send(client, "PATCH", f"/api/{one.path}/{record.no}/", body)
        assert answer.status_code == 422, (one.code, answer.content)
        assert set(told(answer)["fields"]) == set(columns), one.code
        assert one.record.objects.values(*columns).get(pk=record.pk) == before


def test_mass_assignment_over_a_form(cast: Cast) -> None:
    """What a form does not ask for is not taken from it, at the first writing or at a change."""
    manager = cast.client("it_manager")
    forged = {"no": "SYS-1999-0001", "state": "active", "maker": "1", "checker": "1", "checked_at": "2026-01-01",
              "made_at": "1999-01-01", "id": "999", "pk": "999", "source": "import", "is_void": "1",
              "voided_at": "2026-01-01", "retain_until": "1999-01-01"}  # fmt: skip
    one = make_system(cast, code="TRADE", name="網路下單系統").register
    assert manager.post(register_url(one, "new"), typed(cast) | forged).status_code == 302
    made = one.record.objects.get(code="ACCT")
    for _look in range(2):
        assert (made.state, made.checker_id, made.source, made.voided_at) == (one.flow.initial, None, "manual", None)
        assert made.maker_id == cast.user("it_manager").pk
        assert made.no != "SYS-1999-0001"
        assert made.made_at.year == clock.today().year
        answer = manager.post(record_url(one, made.no, "edit"), typed(cast, name="別名", version=made.version) | forged)
        assert answer.status_code == 302
        made = one.record.objects.get(code="ACCT")


def test_mass_assignment_of_another_parents_line(cast: Cast) -> None:
    """A child row of another record is not drawn into one's own by its key."""
    hr, one = cast.client("hr"), register("organization.training")
    mine, other = grown(one, 2, maker=cast.user("president"), lines=1)
    row = other.attendees.get()
    body = {"version": mine.version, "lines": {"attendees": [{"id": row.pk, "person": cast.employee.no, "hours": "1"}]}}
    assert send(hr, "PATCH", f"/api/{one.path}/{mine.no}/", body).status_code == 422
    row.refresh_from_db()
    assert row.record_id == other.pk


def test_idor_files_of_another_record(cast: Cast) -> None:
    """A file is reached through its own record alone, whatever number stands in the address."""
    first, second = (make_system(cast, code=code, name=code) for code in ("A", "B"))
    kept = acts.attach(second, ContentFile(b"x", name="x.txt"), by=cast.actor("it_manager"))
    manager = cast.client("it_manager")
    assert manager.get(record_url(first.register, first.no, "evidence", kept.pk)).status_code == 404
    change = make_change(cast, first, "變更")
    assert manager.get(record_url(change.register, change.no, "evidence", kept.pk)).status_code == 404
    own = manager.get(record_url(second.register, second.no, "evidence", kept.pk))
    assert b"".join(own.streaming_content) == b"x"


def test_idor_by_the_name_of_another_register(cast: Cast) -> None:
    """A record's number under another register's address is no record there, so that register's rules do not count."""
    (record,) = grown(register("incidents.incident"), 1, maker=cast.user("president"))
    for one in (register("organization.unit"), register("assets.info_system")):
        assert cast.client("it_manager").get(record_url(one, record.no)).status_code == 404
        assert cast.client("it_manager").get(f"/api/{one.path}/{record.no}/").status_code == 404


@pytest.fixture
def belongings(cast: Cast) -> dict[str, Any]:
    """Things of a manager that nobody else may touch."""
    me = cast.user("it_manager")
    cast.client("it_manager")
    now = clock.now()
    token = {"hint": "x", "registers": ["organization.unit"], "acts": ["read"], "expires_at": now + timedelta(days=1)}
    return {
        "token": Token.objects.create(user=me, name="x", digest="x", made_at=now, **token),
        "factor": Factor.objects.create(user=me, kind="totp", name="x", secret=b"x", confirmed=True, made_at=now),
        "session": Session.objects.get(user=me),
        "view": SavedView.objects.create(user=me, register="organization.unit", name="x", query=""),
        "feed": CalendarToken.objects.create(user=me, digest="x", made_at=now),
    }


def test_idor_things_of_another_person(cast: Cast, belongings: dict[str, Any]) -> None:
    """Tokens, second factors, sessions, views and feeds of another are not ended, read or forgotten by their keys."""
    before = {name: type(one).objects.filter(pk=one.pk).values().get() for name, one in belongings.items()}
    thief = cast.client("hr")
    assert thief.post(reverse("token-revoke", args=[belongings["token"].pk])).status_code == 404
    assert thief.post(reverse("second-factor-remove", args=[belongings["factor"].pk])).status_code == 404
    thief.post(reverse("my-sessions"), {"session": belongings["session"].pk})
    thief.post("/organization/unit/views/", {"forget": belongings["view"].pk})
    thief.post(reverse("settings-feed"), {"act": "revoke"})
    for name, one in belongings.items():
        assert type(one).objects.filter(pk=one.pk).values().get() == before[name], name
    assert cast.client("it_manager").get(reverse("today")).status_code == 200


def test_idor_an_upload_of_another_person(cast: Cast) -> None:
    """The reference to a file that somebody uploaded is worth nothing in another's hands, or on another page."""
    theirs = signing.dumps("0" * 64, salt=f"import {cast.user('hr').pk} /organization/unit/import/")
    for name in ("other_hr", "hr"):
        page = "/organization/unit/import/" if name == "other_hr" else "/organization/person/import/"
        answer = cast.client(name).post(page, {"file": theirs, "confirm": "1", "digest": "x"})
        assert answer.status_code == 400
        assert answer.context["error"]
