"""The integrity panel: what it says comes from the log itself, who may have it verified, and that this is an act."""

import threading
from datetime import timedelta

import pytest

from tests import make
from tests.cast import Cast
from tests.conftest import NOW
from tests.ledger.around import around
from zhengan.identity.models import OfficeHeld
from zhengan.kernel import acts, integrity
from zhengan.kernel.actor import Actor
from zhengan.ledger import clock, keys, sequencer
from zhengan.ledger.checkpoints import NotSigned
from zhengan.ledger.models import Entry, Head, Leaf, Pending, Verification


@pytest.fixture
def founded(cast: Cast) -> None:
    """The offices of the cast are those of a founding: what gives an office is verified as well."""
    OfficeHeld.objects.update(source="found", from_on=NOW.date(), to_on=NOW.date() + timedelta(days=30))
    acts.note("found", by=Actor.system())


def panel(cast: Cast, name: str = "chief_auditor") -> str:
    text = cast.client(name).get("/ledger/").text
    return text.partition('id="integrity"')[2].partition("</section>")[0]


def test_readers_of_the_whole_trail_alone_see_it_and_may_start_it(cast: Cast):
    assert panel(cast)
    for name in ("developer", "employee"):
        client = cast.client(name)
        assert 'id="integrity"' not in client.get("/ledger/").text
        assert client.get("/ledger/integrity/", headers={"HX-Request": "true"}).status_code == 403
        assert client.post("/ledger/verify/").status_code == 403
        assert Entry.objects.latest("pk").act == "refused"
    assert not Verification.objects.exists()
    assert cast.client("ciso").get("/ledger/verify/").status_code == 302  # to where the form is


def test_it_says_what_is_signed_and_what_waits(cast: Cast):
    acts.comment(by=cast.actor("auditor"), text="留言", clause="7.1.3.6")
    text = panel(cast)
    assert "尚未簽署檢查點" in text
    assert f"{Pending.objects.count()} 筆分錄等待排入" in text
    sequencer.step()
    text = panel(cast)
    last = Leaf.objects.order_by("-index").first()
    assert f'<a href="/ledger/{last.entry_id}/">#{last.entry_id}</a>' in text
    assert f"含 {last.index + 1} 筆分錄的檢查點" in text
    assert "所有分錄皆已排入" in text


def test_an_entry_that_waits_too_long_is_told_in_red(cast: Cast):
    with clock.standing_at(NOW - timedelta(minutes=7)):
        acts.comment(by=cast.actor("auditor"), text="留言", clause="7.1.3.6")
    Pending.objects.exclude(entry_id=Entry.objects.latest("pk").pk).delete()
    text = panel(cast)
    assert 'class="bad">1 筆分錄等待排入' in text
    assert "最久已等 7 分鐘" in text


def test_the_key_that_signed_is_named(cast: Cast):
    acts.comment(by=cast.actor("auditor"), text="留言", clause="7.1.3.6")
    sequencer.step()
    (key,) = keys.verifiers()
    assert f"{key.name}+{key.key_id.hex()}" in panel(cast)


def test_the_sequencers_trouble_is_told(cast: Cast):
    acts.comment(by=cast.actor("auditor"), text="留言", clause="7.1.3.6")
    sequencer.step()
    Head.objects.update(trouble=NotSigned("older", here=3, signed=4).noted())
    text = panel(cast)
    assert "排序程序無法簽署檢查點" in text
    assert "資料庫只有 3 筆分錄，但已簽署過 4 筆" in text
    Head.objects.update(trouble="what an earlier edition noted")
    assert "what an earlier edition noted" in panel(cast)


def test_it_says_plainly_when_the_last_checkpoint_lies_on_the_disk_of_the_database(
    cast: Cast, settings, tmp_path, monkeypatch: pytest.MonkeyPatch
):
    settings.LEDGER_APART = tmp_path / "last.sqlite3"
    database = tmp_path / "db.sqlite3"
    database.touch()
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.sqlite3")
    monkeypatch.setitem(settings.DATABASES["default"], "NAME", str(database))
    sequencer.step()
    assert "與資料庫存放在同一磁碟" in panel(cast)
    monkeypatch.setitem(settings.DATABASES["default"], "NAME", "/dev/null")  # on another device
    assert "與資料庫存放在同一磁碟" not in panel(cast)
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.postgresql")
    assert "與資料庫存放在同一磁碟" not in panel(cast)


@pytest.mark.usefixtures("founded")
def test_a_verification_that_found_nothing_says_until_where_and_by_whom(cast: Cast):
    make.info_system(cast)
    assert "尚未驗證" in panel(cast)
    run = integrity.verify(by="郭素珍")
    assert run.count == 0
    last = Leaf.objects.get(index=run.size - 1).entry_id
    text = panel(cast)
    assert "全部成立" in text
    assert "郭素珍" in text
    assert f'已驗證至分錄 <a href="/ledger/{last}/">#{last}</a>' in text


@pytest.mark.usefixtures("founded")
def test_what_does_not_hold_is_named_and_leads_there(cast: Cast):
    system = make.info_system(cast)
    sequencer.step()
    entry = Entry.objects.filter(record_no=system.no).earliest("pk")
    with around() as cursor:
        cursor.execute("UPDATE ledger_entry SET actor_name = 'X' WHERE id = %s", [entry.pk])
    run = integrity.verify(by="")
    assert run.count
    text = panel(cast)
    assert "全部成立" not in text
    assert f"{run.count} 處不成立" in text
    assert "軌跡有一筆分錄遭更動" in text
    assert f'href="/ledger/{entry.pk}/"' in text
    assert f'<a href="/assets/info-system/{system.no}/">{system.no}</a>' in text
    assert "每日自動驗證" in text


def test_progress_is_shown_and_asks_for_itself_again(cast: Cast):
    Verification.objects.create(started_at=NOW, seen_at=NOW, by="郭素珍", stage="records", done=30, total=120, count=2)
    text = panel(cast)
    assert 'value="30" max="120"' in text
    assert "步驟 2／5" in text
    assert "目前發現 2 處" in text
    assert 'hx-get="/ledger/integrity/"' in text
    assert "/ledger/verify/" not in text  # one at a time
    client = cast.client("ciso")
    piece = client.get("/ledger/integrity/", headers={"HX-Request": "true"}).text
    assert piece.strip().startswith("<section")
    assert 'value="30"' in piece
    assert (
        client.get("/ledger/integrity/").headers["Location"] == "/ledger/#integrity"
    )  # without script: the page, again


def test_one_that_runs_is_not_begun_again(cast: Cast):
    Verification.objects.create(started_at=NOW, seen_at=NOW, by="", total=1)
    shown = cast.client("ciso").post("/ledger/verify/", follow=True)
    assert "驗證已在進行中" in shown.text
    assert Verification.objects.count() == 1
    assert not Entry.objects.filter(act="verify").exists()


def test_one_that_died_is_told_and_another_may_begin(cast: Cast):
    then = NOW - timedelta(hours=1)
    Verification.objects.create(started_at=then, seen_at=then, by="", total=1)
    text = panel(cast)
    assert "開始的驗證中斷了" in text
    assert "/ledger/verify/" in text


@pytest.mark.usefixtures("founded")
@pytest.mark.django_db(transaction=True)
def test_the_button_verifies_in_the_background_and_is_an_act(cast: Cast):
    """What runs is the real thing, in its thread; the act is in the ledger before it begins."""
    make.info_system(cast)
    client = cast.client("chief_auditor")
    assert client.post("/ledger/verify/").headers["Location"] == "/ledger/#integrity"
    for thread in threading.enumerate():
        if thread.name == "verification":
            thread.join(60)
    entry = Entry.objects.get(act="verify")
    assert (entry.actor_id, entry.via, entry.address) == (cast.user("chief_auditor").pk, "web", "127.0.0.1")
    run = Verification.objects.get()
    assert run.ended_at is not None
    assert (run.by, run.count) == (cast.user("chief_auditor").name, 0)
    assert "全部成立" in panel(cast)
