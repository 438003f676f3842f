"""Reminders: one message a day to whoever has something coming due, again while it is overdue, to no stranger."""

from datetime import datetime, time, timedelta

import pytest
from django.core import mail

from tests import make
from tests.cast import Cast
from zhengan.checks import reminding, verdicts
from zhengan.kernel import guard
from zhengan.kernel import mail as post
from zhengan.kernel.models import Card, Notification
from zhengan.kernel.record import Record
from zhengan.ledger import clock

pytestmark = pytest.mark.django_db
MORNING = time(8, 30)


def remind(days: int = 0, at: time = MORNING) -> int:
    """Let the sweep run on the morning so many days from today."""
    moment = datetime.combine(clock.today() + timedelta(days=days), at, tzinfo=clock.TAIPEI)
    with clock.standing_at(moment):
        return reminding.remind()


def reminders(cast: Cast, name: str) -> list[Notification]:
    return list(Notification.objects.filter(kind="reminder", user=cast.user(name)).order_by("pk"))


@pytest.fixture
def finding(cast: Cast) -> Record:
    """Something that the developer has to put right in thirty days."""
    return make.finding(cast, owner=cast.developer, due_on=clock.today() + timedelta(days=30))


@pytest.mark.parametrize(("days", "told"), [(0, 1), (1, 0), (16, 1), (23, 1), (29, 1), (30, 1), (31, 0), (37, 1)])
def test_the_owner_is_told_in_stages_and_weekly_once_it_is_overdue(cast: Cast, finding: Record, days: int, told: int):
    remind(days)
    found = reminders(cast, "developer")
    assert len(found) == told
    assert all(finding.no in one.body and one.url == "/" and one.mail for one in found)


def test_nobody_is_told_before_eight_or_twice_a_day(cast: Cast, finding: Record):
    assert remind(at=time(7, 59)) == 0
    remind()
    remind(at=time(16, 0))
    assert len(reminders(cast, "developer")) == 1


def test_what_is_done_or_void_reminds_of_nothing(cast: Cast, finding: Record):
    Card.objects.filter(no=finding.no).update(voided=True)
    remind()
    assert not reminders(cast, "developer")


def test_a_supervisor_hears_of_what_is_a_week_overdue_and_of_whom(cast: Cast, finding: Record):
    chief = cast.it_manager
    with guard.writing():
        type(cast.developer).objects.filter(pk=cast.developer.pk).update(supervisor=chief)
    remind(30)
    assert finding.no not in "".join(one.body for one in Notification.objects.filter(user=chief.user, kind="reminder"))
    remind(37)
    told = "".join(one.body for one in Notification.objects.filter(user=chief.user, kind="reminder"))
    assert f"{cast.developer.name}: {finding.no}" in told


def test_the_office_is_told_of_the_duties_of_clauses(cast: Cast):
    """What was never done is told on Mondays, to those who hold the office that answers for the clause."""
    verdicts.refresh()
    monday = (7 - clock.today().weekday()) % 7
    remind(monday)
    mine = "".join(one.body for one in reminders(cast, "chief_auditor"))
    assert "二（二）1 " in mine or "十二（一）" in mine
    assert not reminders(cast, "contractor")
    remind(monday + 1)
    assert len(reminders(cast, "chief_auditor")) == 1


def test_the_mail_lists_what_comes_due_in_the_readers_tongue(cast: Cast, finding: Record, settings):
    settings.EMAIL_HOST, settings.EMAIL_BACKEND = "localhost", "django.core.mail.backends.locmem.EmailBackend"
    for language, words in (("zh-hant", "待辦 1 件"), ("en", "1 thing comes due")):
        user = cast.user("developer")
        user.language = language
        user.save(update_fields=["language"])
        Notification.objects.all().delete()
        remind()
        post.deliver()
        (sent,) = [one for one in mail.outbox if one.to == [user.email]]
        assert words in sent.subject
        assert finding.no in sent.body
        mail.outbox.clear()


def test_however_many_records_come_due_the_queries_are_the_same(
    cast: Cast, finding: Record, django_assert_max_num_queries
):
    for number in range(30):
        make.finding(
            cast, owner=cast.developer, due_on=clock.today() + timedelta(days=30), description=f"缺失 {number}"
        )
    with django_assert_max_num_queries(60):
        remind()
    (told,) = reminders(cast, "developer")
    assert told.title.startswith("待辦 31 件")
    assert len(told.body.splitlines()) == reminding.LINES_AT_MOST + 1
