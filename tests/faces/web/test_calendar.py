"""The calendar: due things by day with the market's days, and a feed that a secret address alone opens."""

import hashlib
import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from tests import make
from tests.cast import Cast
from tests.conftest import NOW
from zhengan.checks import trading
from zhengan.identity.models import User
from zhengan.kernel.models import CalendarToken
from zhengan.ledger.models import Entry

TODAY = NOW.date()


def shown(cast: Cast, name: str, query: str = "") -> str:
    answer = cast.client(name).get(reverse("calendar") + query)
    assert answer.status_code == 200
    return answer.text


def test_mine_are_my_records_and_the_duties_of_my_offices(cast: Cast):
    make.info_system(cast)
    make.finding(cast, due_on=date(2026, 11, 25), description="乙案")
    mine = shown(cast, "it_manager")
    assert "乙案" in mine
    assert "乙案" not in shown(cast, "security_officer")
    assert "乙案" in shown(cast, "security_officer", "?whose=all")
    assert "半年權限審查" in shown(cast, "system_admin")


def test_what_a_person_may_not_see_is_not_in_everybodys_calendar(cast: Cast):
    make.finding(cast, due_on=date(2026, 11, 25), description="乙案")
    assert "乙案" not in shown(cast, "employee", "?whose=all")


def test_months_follow_each_other(cast: Cast):
    make.finding(cast, due_on=date(2027, 1, 15), description="明年案")
    text = shown(cast, "it_manager", "?month=2026-12")
    assert "month=2026-11" in text
    assert "month=2027-01" in text
    assert "明年案" in shown(cast, "it_manager", "?month=2027-01")


@pytest.mark.parametrize(
    "query", ["?month=x", "?month=2026-13", "?month=99999-1", "?month=2026", "?view=x&whose=y", "?month=1-1"]
)
def test_odd_addresses_show_this_month(cast: Cast, query: str):
    assert "2026年11月" in shown(cast, "it_manager", query)


def test_the_market_is_shown_where_the_calendar_knows(cast: Cast):
    assert "交易日曆未涵蓋本月" in shown(cast, "it_manager")
    assert reverse("trading-days") in shown(cast, "it_manager")
    assert reverse("trading-days") not in shown(cast, "auditor")
    trading.import_calendar("date,note\n2026-11-12,特別休市\n", source="TWSE", by=cast.actor("it_manager"))
    text = shown(cast, "it_manager")
    assert "特別休市" in text
    assert "20 個交易日" in text


def test_a_full_day_leads_on_to_the_list(cast: Cast):
    for number in range(6):
        make.finding(cast, due_on=date(2026, 11, 25), description=f"案{number}")
    text = shown(cast, "it_manager")
    assert "還有 3 項" in text
    listed = shown(cast, "it_manager", "?view=chapter")
    assert all(f"案{number}" in listed for number in range(6))


def test_the_year_is_counted_as_the_reader_wants(cast: Cast):
    User.objects.filter(pk=cast.user("auditor").pk).update(years="roc")
    assert "115年11月" in shown(cast, "auditor")


def test_queries_do_not_grow(cast: Cast, django_assert_max_num_queries):
    client = cast.client("it_manager")
    client.get(reverse("calendar"))
    for number in range(5):
        make.finding(cast, due_on=date(2026, 11, 20 + number))
    client.get(reverse("calendar"))
    with django_assert_max_num_queries(9):
        client.get(reverse("calendar") + "?whose=all")


# -- the feed -------------------------------------------------------------------------------------------------------


@pytest.fixture
def address(cast: Cast) -> str:
    """The address of the head of IT's feed, as the settings show it once."""
    answer = cast.client("it_manager").post(reverse("settings-feed"), {"act": "make"})
    found = re.search(r"http://testserver(/calendar/feed/[^<]+\.ics)", answer.text)
    assert found
    return found.group(1)


def events(answer) -> dict[str, dict]:
    return {str(event["UID"]): event for event in Calendar.from_ical(answer.content).walk("VEVENT")}


def test_the_feed_holds_my_days_and_nothing_of_others(cast: Cast, address: str):
    mine = make.finding(cast, due_on=TODAY + timedelta(days=5), description="甲案")
    make.finding(cast, due_on=TODAY + timedelta(days=5), description="乙案", owner=cast.hr)
    make.info_system(cast)
    answer = Client().get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/calendar")
    assert "no-store" in answer["Cache-Control"]
    found = events(answer)
    event = found[f"{mine.no}@zhengan"]
    assert event.decoded("dtstart") == TODAY + timedelta(days=5)
    assert "甲案" in str(event["SUMMARY"])
    assert str(event["URL"]).endswith(f"/assurance/finding/{mine.no}/")
    assert "乙案" not in answer.text


def test_its_entries_keep_their_identity(cast: Cast, address: str):
    make.finding(cast, due_on=TODAY + timedelta(days=5))
    assert set(events(Client().get(address))) == set(events(Client().get(address)))


def test_it_speaks_the_persons_tongue(cast: Cast, address: str):
    make.info_system(cast)
    User.objects.filter(pk=cast.user("it_manager").pk).update(language="en")
    assert "Zhengan: my duties" in Client().get(address).text
    User.objects.filter(pk=cast.user("it_manager").pk).update(language="zh-hant")
    assert "證安：我的期限" in Client().get(address).text


def test_only_the_digest_is_kept(address: str):
    secret = address.removeprefix("/calendar/feed/").removesuffix(".ics")
    token = CalendarToken.objects.get()
    assert token.digest == hashlib.sha256(secret.encode()).hexdigest()
    assert len(secret) >= 40


def test_the_address_is_shown_once(cast: Cast, address: str):
    assert "/calendar/feed/" not in cast.client("it_manager").get(reverse("settings")).text


def test_a_new_address_ends_the_old_one_and_revoking_ends_all(cast: Cast, address: str):
    client = cast.client("it_manager")
    client.post(reverse("settings-feed"), {"act": "make"})
    assert Client().get(address).status_code == 404
    client.post(reverse("settings-feed"), {"act": "revoke"})
    assert not CalendarToken.objects.filter(revoked_at=None).exists()
    assert list(Entry.objects.filter(act__startswith="feed").order_by("pk").values_list("act", flat=True)) == [
        "feed_made",
        "feed_made",
        "feed_revoked",
    ]


def test_a_wrong_address_and_a_person_gone_find_nothing(cast: Cast, address: str):
    assert Client().get("/calendar/feed/x.ics").status_code == 404
    User.objects.filter(pk=cast.user("it_manager").pk).update(is_active=False)
    assert Client().get(address).status_code == 404
