"""The page of one entry: what it told, where it stands in the tree, its proof for checking elsewhere, and for whom."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make
from tests.cast import Cast
from tests.ledger.around import around
from zhengan.kernel import acts
from zhengan.ledger import keys, sequencer
from zhengan.ledger.core.proof import Proof
from zhengan.ledger.core.trust import Trust
from zhengan.ledger.models import Entry, Leaf, Payload


def newest(**wanted) -> Entry:
    return Entry.objects.filter(**wanted).latest("pk")


def test_an_entry_tells_who_from_where_when_and_what_changed(cast: Cast):
    system = make.info_system(cast)
    client = cast.client("it_manager")
    acts.change(system, {"name": "新名稱"}, by=cast.actor("it_manager"), reason="更名", version=system.version)
    entry = newest(record_no=system.no)
    sequencer.step()
    text = client.get(f"/ledger/{entry.pk}/").text
    for wanted in (entry.actor_name, entry.request_id, entry.digest, entry.before, entry.after, "新名稱", "更名"):
        assert wanted in text
    assert f"/assets/info-system/{system.no}/" in text
    assert f">{Leaf.objects.get(entry_id=entry.pk).index}<" in text
    assert "已證明" in text


def test_the_proof_and_the_bytes_can_be_checked_with_the_public_key_alone(cast: Cast):
    for number in range(300):
        acts.comment(by=cast.actor("auditor"), text=f"{number}", clause="7.1.3.6")
    sequencer.step()
    trust = Trust(tuple(keys.verifiers()))
    client = cast.client("chief_auditor")
    for index in (0, 100, 255, 256, Leaf.objects.count() - 1):
        number = Leaf.objects.get(index=index).entry_id
        proof = client.get(f"/ledger/{number}/proof/")
        assert proof.headers["Content-Disposition"].endswith('.tlog-proof"')
        content = client.get(f"/ledger/{number}/content/").content
        found = Proof.parse(proof.content)
        assert found.index == index
        assert found.verify(content, trust).checkpoint.size == Leaf.objects.count()


def test_before_the_checkpoint_there_is_no_proof(cast: Cast):
    acts.comment(by=cast.actor("auditor"), text="留言", clause="7.1.3.6")
    client, number = cast.client("auditor"), newest(act="comment").pk
    assert "等待中" in client.get(f"/ledger/{number}/").text
    assert client.get(f"/ledger/{number}/proof/").status_code == 409
    sequencer.integrate()
    assert "等待檢查點簽署" in client.get(f"/ledger/{number}/").text


def test_an_entry_that_was_changed_around_the_program_is_not_proven(cast: Cast):
    acts.comment(by=cast.actor("auditor"), text="留言", clause="7.1.3.6")
    number = newest(act="comment").pk
    sequencer.step()
    with around() as cursor:
        cursor.execute("UPDATE ledger_entry SET actor_name = 'X' WHERE id = %s", [number])
    text = cast.client("auditor").get(f"/ledger/{number}/").text
    assert "軌跡無法證明這筆分錄" in text
    assert "已證明" not in text
    assert cast.client("auditor").get(f"/ledger/{number}/proof/").status_code == 409


def test_an_entry_that_can_be_none_any_more_is_no_error(cast: Cast):
    acts.comment(by=cast.actor("auditor"), text="留言", clause="7.1.3.6")
    number = newest(act="comment").pk
    sequencer.step()
    with around() as cursor:
        cursor.execute("UPDATE ledger_entry SET digest = 'x' WHERE id = %s", [number])
    client = cast.client("auditor")
    assert "軌跡無法證明這筆分錄" in client.get(f"/ledger/{number}/").text
    assert client.get(f"/ledger/{number}/content/").status_code == 409


def test_a_payload_that_was_disposed_of_names_the_act(cast: Cast):
    acts.comment(by=cast.actor("auditor"), text="留言", clause="7.1.3.6")
    number = newest(act="comment").pk
    acts.comment(by=cast.actor("auditor"), text="銷毀", clause="7.1.3.6")
    Payload.objects.dispose([number], by_entry=number + 1)
    sequencer.step()
    text = cast.client("auditor").get(f"/ledger/{number}/").text
    assert f'href="/ledger/{number + 1}/"' in text
    assert "已證明" in text


def test_ones_own_acts_are_open_and_those_of_others_are_refused_as_an_act(cast: Cast):
    acts.comment(by=cast.actor("employee"), text="留言", clause="7.1.3.6")
    number = newest(act="comment").pk
    sequencer.step()
    assert cast.client("employee").get(f"/ledger/{number}/proof/").status_code == 200
    for rest in ("", "proof/", "content/"):
        assert cast.client("customer_service").get(f"/ledger/{number}/{rest}").status_code == 403
        assert newest().act == "refused"
        assert newest().actor_id == cast.user("customer_service").pk


def test_who_sees_the_record_sees_what_was_done_but_not_from_where(cast: Cast):
    system = make.info_system(cast)
    entry = newest(record_no=system.no)
    sequencer.step()
    client = cast.client("developer")
    shown = client.get(f"/ledger/{entry.pk}/")
    assert shown.status_code == 200
    assert entry.request_id not in shown.text
    assert client.get(f"/ledger/{entry.pk}/content/").status_code == 403


def test_no_entry_no_page(cast: Cast):
    assert cast.client("auditor").get("/ledger/999999/").status_code == 404


@pytest.mark.parametrize("name", ["auditor", "developer"])
def test_it_costs_twelve_queries_at_most(cast: Cast, name: str):
    system = make.info_system(cast)
    for number in range(300):
        acts.comment(by=cast.actor("auditor"), text=f"{number}", clause="7.1.3.6")
    sequencer.step()
    client = cast.client(name)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(f"/ledger/{newest(record_no=system.no).pk}/").status_code == 200
    assert len(seen) <= 12, [row["sql"][:150] for row in seen.captured_queries]
