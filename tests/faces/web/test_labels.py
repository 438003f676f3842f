"""Labels: each thing of the list with its number, its name and a code that leads to its record."""

import pytest
from django.utils.html import escape

from tests.cast import Cast
from tests.samples import sample
from zhengan.faces.web.drawing import qr
from zhengan.faces.web.places import record_url, register_url
from zhengan.kernel.register import register, registers
from zhengan.ledger.models import Entry

STUCK_ON = [one.code for one in registers() if one.labels]


@pytest.mark.parametrize("code", STUCK_ON)
def test_every_thing_has_a_label_that_leads_to_it(cast: Cast, code: str):
    one = register(code)
    made = [sample(one), sample(one)]
    page = cast.client("system_admin").get(f"{register_url(one)}?print=labels").text
    for record in made:
        assert f"<b>{escape(str(record))}</b>" in page
        assert record.no in page
        assert str(qr(f"http://testserver{record_url(one, record.no)}")) in page
    entry = Entry.objects.filter(act="print", register=code).get()
    assert (entry.payload.body["rows"], entry.payload.body["labels"]) == (2, True)


def test_the_label_of_one_thing_is_that_of_its_page(cast: Cast):
    one = register("assets.asset")
    first, other = sample(one), sample(one)
    client = cast.client("system_admin")
    link = f"{register_url(one)}?print=labels&amp;q={first.no}"
    assert link in client.get(record_url(one, first.no)).text
    page = client.get(link.replace("&amp;", "&")).text
    assert first.no in page
    assert other.no not in page


def test_what_nothing_is_stuck_on_has_no_labels(cast: Cast):
    one = register("policy.policy_document")
    answer = cast.client("security_officer").get(f"{register_url(one)}?print=labels")
    assert 'class="labels"' not in answer.text
    assert "列印標籤" not in answer.text


def test_a_code_is_scaled_and_never_cut_off():
    drawn = str(qr("http://testserver/assets/asset/AST-2026-0001/"))
    assert 'viewBox="0 0 ' in drawn
    assert "width=" not in drawn.split(">", maxsplit=1)[0]
