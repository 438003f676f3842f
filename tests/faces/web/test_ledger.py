"""The ledger's page: who may read which acts, in words, filtered, page by page."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from tests import make
from tests.cast import Cast
from tests.conftest import NOW
from zhengan.kernel import acts
from zhengan.kernel.register import registers
from zhengan.ledger import clock
from zhengan.ledger.models import Entry


def numbers(text: str) -> list[int]:
    """The entries on the page."""
    return [int(number) for number in re.findall(r">#(\d+)<", text.partition("<tbody>")[2].partition("</tbody>")[0])]


def page(cast: Cast, name: str, query: str = ""):
    return cast.client(name).get(reverse("ledger") + query)


def test_audit_and_security_read_every_act_of_their_registers(cast: Cast):
    make.info_system(cast)
    for name in ("ciso", "chief_auditor"):
        actor = cast.actor(name)
        closed = [one.code for one in registers() if not actor.holds(*one.readers, *one.makers)]
        wanted = Entry.objects.exclude(register__in=closed).order_by("-pk").values_list("pk", flat=True)[:50]
        assert numbers(page(cast, name).text) == list(wanted), name


def test_everybody_else_reads_his_own(cast: Cast):
    make.info_system(cast)
    text = page(cast, "developer").text
    assert not numbers(text)
    make.change_request(cast, make.info_system(cast))
    text = page(cast, "developer").text
    own = Entry.objects.filter(actor_id=cast.user("developer").pk).values_list("pk", flat=True)
    assert set(numbers(text)) == set(own)
    assert numbers(text)
    assert 'name="who"' not in text


def test_acts_are_told_in_words_and_lead_to_their_records(cast: Cast):
    system = make.info_system(cast)
    text = page(cast, "ciso", f"?no={system.no}").text
    assert "登錄" in text
    flow = system.flow
    assert f"{flow.label(flow.initial)} → {flow.label('active')}" in text
    assert f"/assets/info-system/{system.no}/" in text


def test_filters(cast: Cast):
    system = make.info_system(cast)
    with clock.standing_at(NOW - timedelta(days=40)):
        acts.comment(by=cast.actor("auditor"), text="舊留言", clause="7.1.3.6")
    every = len(numbers(page(cast, "ciso").text))
    for query, wanted in {
        "?register=assets.info_system": {"register": "assets.info_system"},
        "?act=comment": {"act": "comment"},
        "?act=move": {"act__startswith": "move:"},
        f"?no={system.no.lower()}": {"record_no": system.no},
        "?register=clause&no=7.1.3.6": {"record_no": "7.1.3.6"},
        "?to=2026-11-01": {"at__lt": NOW - timedelta(days=19)},
        "?from=2026-11-20": {"at__gte": NOW - timedelta(hours=10)},
        f"?who={cast.user('auditor').name[:2]}": {"actor_id": cast.user("auditor").pk},
    }.items():
        found = numbers(page(cast, "ciso", query).text)
        assert set(found) == set(Entry.objects.filter(**wanted).order_by("-pk").values_list("pk", flat=True)[:50]), (
            query
        )
        assert len(found) < every or every == 50, query
    assert "七（一）3.(6)" in page(cast, "ciso", "?act=comment").text


@pytest.mark.parametrize(
    "query", ["?from=x", "?before=x", "?act=nonsense", "?register=<b>", "?no=%00", "?from=2026-99-99"]
)
def test_odd_filters_are_no_error(cast: Cast, query: str):
    assert page(cast, "ciso", query).status_code == 200


def test_pages_follow_without_gap_or_repetition(cast: Cast):
    for number in range(60):
        acts.comment(by=cast.actor("auditor"), text=f"留言{number}", clause="7.1.3.6")
    seen: list[int] = []
    query = "?act=comment"
    while query:
        text = page(cast, "ciso", query).text
        seen += numbers(text)
        found = re.search(r'rel="next" href="([^"]+)"', text)
        query = found.group(1).replace("&amp;", "&") if found else ""
    assert seen == list(Entry.objects.filter(act="comment").order_by("-pk").values_list("pk", flat=True))


def test_it_costs_six_queries(cast: Cast, django_assert_max_num_queries):
    client = cast.client("ciso")
    with django_assert_max_num_queries(6):
        client.get(reverse("ledger"))
    for _ in range(5):
        make.info_system(cast)
    with django_assert_max_num_queries(6):
        client.get(reverse("ledger"))


def test_a_confidential_registers_acts_stay_with_its_readers(cast: Cast):
    for name in ("it_manager", "compliance"):
        actor = cast.actor(name)
        closed = {one.code for one in registers() if not actor.holds(*one.readers, *one.makers)}
        for code in closed:
            assert not numbers(page(cast, name, f"?register={code}").text), (name, code)
