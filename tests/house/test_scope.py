"""Somebody from outside, over every register and door: what lies outside his scope is answered as what never was.

He holds every office that the register knows, so that nothing but the scope stands between him and the record.
"""

import io
import re
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.cast import Cast, proven
from tests.conftest import NOW
from tests.grown import grown
from tests.house.test_query_budget import BUDGET, cost
from zhengan.catalogue import catalogue
from zhengan.faces.cli.main import run
from zhengan.faces.web.places import clause_url, record_url, register_url, room_url
from zhengan.identity.models import OfficeHeld, User
from zhengan.kernel import acts, cards, guard
from zhengan.kernel.actor import Actor
from zhengan.kernel.forms import Candidates
from zhengan.kernel.models import Comment
from zhengan.kernel.register import Register, register, registers
from zhengan.ledger.models import Entry

# The faces are the same for all registers: every door is tried for these, the first of each kind for the others.
FEW = ("access.account", "organization.unit", "suppliers.contract")
CODES = [one.code for one in registers()]
EVERY_CHAPTER = " ".join(chapter.id for chapter in catalogue().chapters)
# Rows that are grown have their days in 2026 and later; what was recorded stands there too.
ALL_DAYS, OTHER_DAYS = (date(2020, 1, 1), date(2035, 1, 1)), (date(2019, 1, 1), date(2019, 12, 31))


def chapters_without(one: Register) -> str:
    own = {clause.partition(".")[0] for clause in one.clauses}
    return " ".join(chapter.id for chapter in catalogue().chapters if chapter.id not in own)


def outsider() -> User:
    """Somebody whom no record names: what is grown names the people of the cast."""
    found = User.objects.filter(username="x900").first()
    if found is not None:
        return found
    user = User.objects.create(username="x900", name="外部稽核", must_change_password=False, until_on=ALL_DAYS[1])
    known = register("organization.person").record.objects.first()
    bounds = {"contract_end_on": ALL_DAYS[1], "scope_from_on": ALL_DAYS[0], "scope_to_on": ALL_DAYS[1]}
    person = {"pk": None, "no": "PSN-2026-8900", "user": user, "staff_no": "X900", "kind": "examiner", "maker": user}
    for name, value in (person | bounds | {"scope_chapters": "7", "supervisor": None, "name": user.name}).items():
        setattr(known, name, value)
    with guard.writing():
        known.save(force_insert=True)
    return user


def actor() -> Actor:
    return Actor.of(User.objects.get(username="x900"), via="web")


def bounded(one: Register, chapters: str, days: tuple[date, date]) -> Client:
    """Somebody from outside with every office of the register, and this scope; he has seen no page yet."""
    user = outsider()
    OfficeHeld.objects.filter(user=user).delete()
    for office in {*one.makers, *one.readers, "auditor"} - {"all_staff"}:
        OfficeHeld.objects.create(user=user, office=office, from_on=NOW.date())
    User.objects.filter(pk=user.pk).update(scope_chapters=chapters, scope_from_on=days[0], scope_to_on=days[1])
    client = Client()
    client.force_login(User.objects.get(pk=user.pk), backend=settings.AUTHENTICATION_BACKENDS[0])
    proven(client)
    return client


def doors(one: Register, no: str) -> Iterator[tuple[str, str, dict[str, Any] | None]]:
    """Every address that names a record, with what is posted there (None: it is read); of most registers a few."""
    for tab in ("content", "evidence", "trail", "talk") if one.code in FEW else ("content",):
        yield "web", f"{record_url(one, no)}?tab={tab}", None
    for name in ("edit", "print") if one.code in FEW else ():
        yield "web", record_url(one, no, name), None
    for name in ("void", "attach", "talk", "decide", "edit") if one.code in FEW else ("edit",):
        yield "web", record_url(one, no, name), {"reason": "測試", "text": "測試"}
    for path in ("", "?reveal=1", "history/", "attachments/") if one.code in FEW else ("",):
        yield "api", f"/api/{one.path}/{no}/{path}", None
    yield "api", f"/api/{one.path}/{no}/void/", {"reason": "測試"}


def answered(client: Client, address: str, posted: dict[str, Any] | None, face: str) -> HttpResponse:
    if posted is None:
        return client.get(address)
    return (
        client.post(address, posted, content_type="application/json") if face == "api" else client.post(address, posted)
    )


def told(answer: HttpResponse, no: str) -> tuple[int, str]:
    """The status and what is said, without what is different at each asking."""
    text = answer.content.decode().replace(no, "(number)")
    return answer.status_code, re.sub(r"\b[A-Za-z0-9+/=_-]{22,}", "(token)", text)


@pytest.mark.parametrize("code", CODES)
def test_a_record_outside_the_scope_is_answered_as_one_that_never_was(judged: None, cast: Cast, code: str):
    """Through every door where it lies in other days, through the first of each face where in other chapters."""
    one = register(code)
    (record,) = grown(one, 1, maker=cast.user("president"))
    missing = f"{one.prefix}-2026-8999"
    client = bounded(one, EVERY_CHAPTER, OTHER_DAYS)
    for face, address, posted in doors(one, record.no):
        assert answered(client, address, posted, face).status_code == 404, address
    tried = Entry.objects.filter(act="refused", register=code, record_no=record.no)
    assert tried.count() == len(list(doors(one, record.no))), "each try stands in the ledger"
    client = bounded(one, chapters_without(one), ALL_DAYS)
    for address in (record_url(one, record.no), f"/api/{one.path}/{record.no}/"):
        found = told(client.get(address), record.no)
        assert found == told(client.get(address.replace(record.no, missing)), missing), address
        assert found[0] == 404, address
    assert type(record).objects.get(pk=record.pk).version == record.version
    assert not Comment.objects.filter(subject=record.no).exists()


LISTS: dict[str, Callable[[Register, str], str]] = {
    "list": lambda one, _no: register_url(one),
    "list by number": lambda one, no: f"{register_url(one)}?ids={no}",
    "csv": lambda one, _no: f"{register_url(one)}export.csv",
    "room": lambda one, _no: room_url(one.room),
    "api": lambda one, _no: f"/api/{one.path}/",
    "search": lambda _one, no: f"{reverse('search')}?q={no}",
    "suggestions": lambda _one, no: f"{reverse('search-suggest')}?q={no}",
    "calendar": lambda _one, _no: f"{reverse('calendar')}?whose=all&month=2026-05",
    "today": lambda _one, _no: reverse("today"),
    "ledger": lambda _one, no: f"{reverse('ledger')}?no={no}",
}


@pytest.mark.parametrize("code", CODES)
def test_what_lies_outside_the_scope_is_in_no_set_that_the_faces_read(cast: Cast, code: str):
    """The records and the cards of every register; that all lists read these is shown for three of them below."""
    one = register(code)
    (record,) = grown(one, 1, maker=cast.user("president"))
    for *scope, seen in (
        (EVERY_CHAPTER, ALL_DAYS, bool(one.clauses)),
        (chapters_without(one), ALL_DAYS, False),
        (EVERY_CHAPTER, OTHER_DAYS, False),
    ):
        bounded(one, *scope)
        reader = actor()
        assert one.visible_to(one.record.objects.all(), reader).contains(record) is seen, scope
        assert cards.visible_to(reader).filter(no=record.no).exists() is seen, scope
        offered = Candidates(reader).find(one.record, record.no) == record
        assert offered is ((seen or one.is_named) and choosable(one, record)), scope


def choosable(one: Register, record: Any) -> bool:
    return bool(one.choosable(one.record.objects.live()).contains(record))


@pytest.mark.parametrize("code", FEW)
def test_no_list_search_or_export_says_what_lies_outside_the_scope(judged: None, cast: Cast, code: str):
    one = register(code)
    (record,) = grown(one, 1, maker=cast.user("president"))
    acts.comment(by=cast.actor("president"), text="看一下", record=record)
    entry = Entry.objects.filter(register=code, record_id=record.pk).latest("pk")
    inside = bounded(one, EVERY_CHAPTER, ALL_DAYS)
    seen = one.may_read(actor())
    assert (inside.get(record_url(one, record.no)).status_code == 200) is seen
    if seen:
        for name in ("list", "api", "search", "ledger"):
            assert record.no in inside.get(LISTS[name](one, record.no)).text.replace(f'value="{record.no}"', ""), name
    few = ("list", "api", "room", "search")
    for *scope, names in ((chapters_without(one), ALL_DAYS, few), (EVERY_CHAPTER, OTHER_DAYS, LISTS)):
        client = bounded(one, *scope)
        for name in names:
            address = LISTS[name]
            answer = client.get(address(one, record.no))
            assert answer.status_code in (200, 403), name
            content = b"".join(answer.streaming_content).decode() if answer.streaming else answer.text
            assert record_url(one, record.no) not in content, name
            assert str(record) not in content or answer.status_code == 403 or name in ("today", "calendar"), name
        assert client.get(reverse("ledger-entry", args=[entry.pk])).status_code == 404
        errors = io.StringIO()
        with redirect_stdout(io.StringIO()), redirect_stderr(errors):
            run([one.room, one.name.replace("_", "-"), "show", record.no, "--as", "x900"])
        assert str(record) not in errors.getvalue()


@pytest.mark.parametrize("clause", ["5.2.1", "12.1"])
def test_a_clause_of_another_chapter_does_not_exist(judged: None, cast: Cast, clause: str):
    client = bounded(register("access.account"), "7 8 10", ALL_DAYS)
    for address in ("", "drawer/", "rows/0/"):
        assert client.get(clause_url(clause) + address).status_code == 404
    for address in ("talk/", "waive/", "pack/"):
        assert client.post(clause_url(clause) + address, {"text": "測試"}).status_code == 404
    assert client.get(f"/api/clauses/{clause}/").status_code == 404
    for address in (reverse("policy"), reverse("policy-print"), reverse("reports"), reverse("report-clauses")):
        shown = client.get(address)
        assert shown.status_code == 200, address
        assert clause_url(clause) not in shown.text, address
    chapters = {one["id"].partition(".")[0] for one in client.get("/api/clauses/").json()["results"]}
    assert chapters == {"7", "8", "10"}


def test_pages_of_somebody_from_outside_keep_to_the_budget(judged: None, cast: Cast):
    one = register("access.account")
    client = bounded(one, "7 8 10", ALL_DAYS)
    (record,) = grown(one, 1, maker=cast.user("president"))
    addresses = ["today", "policy", "calendar", "ledger", "reports"]
    pages = [*(reverse(name) for name in addresses), f"{reverse('search')}?q={record.no}", register_url(one)]
    pages += [record_url(one, record.no), record_url(one, record.no, "edit"), room_url(one.room), clause_url("7.1.3.6")]
    for page in pages:
        few, sql = cost(client, page)
        assert few <= BUDGET, (page, sql)


def test_what_names_him_is_his_whatever_the_scope(cast: Cast):
    """He signs what he has to sign, and sees what he wrote himself."""
    one = register("organization.undertaking")
    bounded(one, "10", OTHER_DAYS)
    (other,) = grown(one, 1, maker=cast.user("president"))
    made = grown(one, 1, maker=actor().user, start=10)[0]
    assert set(one.visible_to(one.record.objects.all(), actor())) == {made}
    assert other != made


def test_the_day_counts_on_which_it_happened_and_where_none_is_said_that_of_recording(cast: Cast):
    one = register("operations.backup_run")
    inside, before = grown(one, 2, maker=cast.user("president"))
    day = inside.started_at.date()
    bounded(one, "8", (day, day))

    def seen() -> set[Any]:
        return set(one.visible_to(one.record.objects.all(), actor()))

    assert inside in seen()
    with guard.writing():
        one.record.objects.filter(pk=before.pk).update(started_at=inside.started_at - timedelta(days=1))
    assert before not in seen()


def test_an_account_of_somebody_from_outside_without_a_scope_sees_nothing(cast: Cast):
    """Nothing said is not everything."""
    one = register("access.account")
    grown(one, 1, maker=cast.user("president"))
    bounded(one, "7", ALL_DAYS)
    User.objects.filter(username="x900").update(scope_from_on=None, scope_chapters="")
    assert actor().scope is not None
    assert not one.visible_to(one.record.objects.all(), actor()).exists()
