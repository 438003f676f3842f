"""Keeping and disposing: one asks, another approves, what is held back stays; each sees what his offices allow."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import make
from tests.cast import Cast
from zhengan.kernel.models import Disposal, LegalHold
from zhengan.kernel.register import register
from zhengan.ledger import clock
from zhengan.ledger.models import Entry

LATER = clock.datetime(2040, 1, 1, tzinfo=clock.TAIPEI)


@pytest.fixture
def record(cast: Cast) -> Any:
    """A training of long ago, by the time of the tests."""
    return make.training(cast, [cast.employee])


def browser(cast: Cast, name: str) -> Client:
    """A browser in which somebody signed in by then."""
    with clock.standing_at(LATER):
        return cast.client(name)


def shown(client: Client, **wanted: str) -> str:
    with clock.standing_at(LATER):
        answer = client.get(reverse("keeping"), wanted)
    assert answer.status_code == 200
    return answer.text


def post(client: Client, status: int = 302, **told: Any) -> str:
    with clock.standing_at(LATER):
        answer = client.post(reverse("keeping"), told)
    assert answer.status_code == status, answer.text[:3000]
    return answer.text


def asked(cast: Cast, record: Any) -> Disposal:
    post(browser(cast, "hr"), act="ask", register=record.register.code, no=[record.no], reason="保存期限屆滿")
    return Disposal.objects.get()


def test_one_asks_and_another_approves(cast: Cast, record: Any) -> None:
    hr, ciso = browser(cast, "hr"), browser(cast, "ciso")
    assert "organization.training" in shown(hr)
    assert record.no in shown(hr, register="organization.training")
    one = asked(cast, record)
    assert 'value="approve"' not in shown(hr)
    page = shown(ciso)
    assert record.no in page
    assert 'value="approve"' in page
    post(ciso, act="approve", pk=one.pk)
    assert not register("organization.training").record.objects.filter(pk=record.pk).exists()
    assert Entry.objects.filter(act="dispose").count() == 1
    assert record.no not in shown(ciso)


def test_nobody_approves_what_he_asked(cast: Cast, record: Any) -> None:
    one = asked(cast, record)
    Disposal.objects.update(asked_by=cast.user("ciso"))
    assert 'value="approve"' not in shown(browser(cast, "ciso"))
    post(browser(cast, "ciso"), 403, act="approve", pk=one.pk)
    assert register("organization.training").record.objects.filter(pk=record.pk).exists()


def test_what_is_turned_down_stays(cast: Cast, record: Any) -> None:
    one = asked(cast, record)
    post(browser(cast, "chief_auditor"), act="refuse", pk=one.pk, reason="稽核中")
    assert Entry.objects.filter(act="dispose_refuse").count() == 1
    assert 'value="refuse"' not in shown(browser(cast, "ciso"))
    assert "找不到" not in shown(browser(cast, "hr"), register="organization.training")


@pytest.mark.parametrize("whole", [True, False])
def test_what_is_held_back_cannot_be_asked_for_until_the_hold_is_lifted(cast: Cast, record: Any, whole: bool) -> None:
    compliance = browser(cast, "compliance")
    no = "" if whole else record.no
    post(compliance, act="hold", register="organization.training", record_no=no, reason="訴訟保全")
    held = LegalHold.objects.get()
    assert "訴訟保全" in shown(browser(cast, "hr"))
    assert f'value="{record.no}"' not in shown(browser(cast, "hr"), register="organization.training")
    told = post(
        browser(cast, "hr"), 400, act="ask", register="organization.training", no=[record.no], reason="屆滿了，請銷毀"
    )
    assert record.no in told
    assert Disposal.objects.count() == 0
    post(browser(cast, "hr"), 403, act="lift", pk=held.pk, reason="x")
    post(compliance, act="lift", pk=held.pk, reason="訴訟終結")
    assert f'value="{record.no}"' in shown(browser(cast, "hr"), register="organization.training")


@pytest.mark.parametrize(
    "told",
    [
        {"act": "hold", "register": "organization.training", "record_no": "TRN-1999-0001", "reason": "x"},
        {"act": "hold", "register": "nothing", "reason": "x"},
        {"act": "hold", "register": "organization.training", "reason": " "},
        {"act": "nothing"},
        {"act": "ask", "register": "organization.training", "reason": "x"},
    ],
    ids=["no such record", "no such register", "no reason", "no such act", "no record"],
)
def test_what_cannot_be_is_said_on_the_page(cast: Cast, record: Any, told: dict[str, str]) -> None:
    name = "hr" if told["act"] == "ask" else "ciso"
    assert 'role="alert"' in post(browser(cast, name), 400, **told)
    assert LegalHold.objects.count() == Disposal.objects.count() == 0


def test_a_request_that_is_gone_is_not_found(cast: Cast) -> None:
    post(browser(cast, "ciso"), 404, act="approve", pk="nothing")
    post(browser(cast, "ciso"), 404, act="lift", pk="99")


def test_who_keeps_nothing_and_decides_nothing_does_not_see_it(cast: Cast) -> None:
    assert browser(cast, "customer_service").get(reverse("keeping")).status_code in (200, 403)
    assert browser(cast, "employee").get(reverse("keeping")).status_code == 403
    assert reverse("keeping") not in browser(cast, "employee").get(reverse("ledger")).text
    assert reverse("keeping") in browser(cast, "ciso").get(reverse("ledger")).text


def test_the_page_costs_the_same_however_much_there_is(cast: Cast, record: Any) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            shown(client, register="organization.training")
        return len(seen)

    client = browser(cast, "ciso")
    few = cost()
    for _ in range(8):
        one = make.training(cast, [cast.employee])
        make.asset(cast)
        with clock.standing_at(LATER):
            Disposal.objects.create(
                register="organization.training",
                records=[one.pk],
                numbers=[one.no],
                reason="x",
                asked_by=cast.user("hr"),
                asked_at=clock.now(),
            )
        LegalHold.objects.create(
            register="assets.asset", record_no=one.no, reason="x", by=cast.user("ciso"), at=clock.now()
        )
    assert cost() == few <= 12
