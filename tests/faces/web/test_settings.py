"""Settings: my looks, my password under today's rules, my offices; for officers market calendar and mail log."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests import make
from tests.cast import Cast
from tests.conftest import NOW
from zhengan.checks import trading
from zhengan.identity.models import User
from zhengan.kernel.models import Notification, TradingDay
from zhengan.kernel.reconciling import rows_alone
from zhengan.ledger.models import Entry

OLD = "correct-horse-9"


@pytest.fixture
def employee(cast: Cast) -> Client:
    """The employee, signed in, with a password."""
    user = cast.user("employee")
    user.set_password(OLD)
    user.save()
    return cast.client("employee")


def change(client: Client, new: str, *, current: str = OLD, again: str | None = None):
    values = {"current": current, "new": new, "again": new if again is None else again}
    return client.post(reverse("settings-password"), values)


def test_looks_are_kept_with_the_account(cast: Cast):
    client = cast.client("employee")
    client.post(reverse("settings"), {"language": "en", "theme": "dark", "years": "roc"})
    user = cast.user("employee")
    assert (user.language, user.theme, user.years) == ("en", "dark", "roc")
    text = client.get(reverse("settings")).text
    assert 'data-theme="dark"' in text
    assert "Settings" in text


@pytest.mark.parametrize("values", [{"language": "xx"}, {"theme": "pink"}, {"years": "lunar"}])
def test_odd_looks_are_not_kept(cast: Cast, values: dict[str, str]):
    before = cast.user("employee")
    cast.client("employee").post(reverse("settings"), values)
    after = cast.user("employee")
    assert (after.language, after.theme, after.years) == (before.language, before.theme, before.years)


def test_my_offices_stand_there_since_when_and_by_which_record(cast: Cast):
    made = make.appointment(cast, "ciso", cast.it_manager)
    text = cast.client("it_manager").get(reverse("settings")).text
    assert "資訊部主管" in text
    assert "2020-01-02" in text
    assert made.no in text
    assert "您沒有擔任職務" in cast.client("employee").get(reverse("settings")).text


def test_the_data_folder_is_not_shown(cast: Cast, settings):
    assert str(settings.HOME) not in cast.client("ciso").get(reverse("settings")).text


# -- the password -----------------------------------------------------------------------------------------------------


def test_a_new_password_is_set_and_is_an_act(cast: Cast, employee: Client):
    assert change(employee, "another-horse-7").url == reverse("today")
    user = cast.user("employee")
    assert user.check_password("another-horse-7")
    assert user.password_changed_at == NOW
    assert Entry.objects.filter(act="password", actor_id=user.pk).exists()
    assert list(rows_alone()) == []
    assert employee.get(reverse("today")).status_code == 200


def test_other_sessions_end_with_the_old_password(cast: Cast, employee: Client):
    other = cast.client("employee")
    assert other.get(reverse("today")).status_code == 200
    change(employee, "another-horse-7")
    assert other.get(reverse("today")).status_code == 302


@pytest.mark.parametrize(
    ("new", "more", "says"),
    [
        ("another-horse-7", {"current": "wrong"}, "這不是您目前的密碼"),
        ("another-horse-7", {"again": "another-horse-8"}, "兩次輸入不一致"),
        (OLD, {}, "不得與目前密碼相同"),
        ("short-1", {}, "七（三）6"),
        ("onlyletters", {}, "id_new_error"),
        ("password123", {}, "id_new_error"),
    ],
)
def test_a_wrong_change_changes_nothing(cast: Cast, employee: Client, new: str, more: dict[str, str], says: str):
    answer = change(employee, new, **more)
    assert answer.status_code == 400
    assert says in answer.text
    assert cast.user("employee").check_password(OLD)
    assert not Entry.objects.filter(act="password").exists()


def test_the_length_in_force_acts_the_same_minute_and_names_its_clauses(cast: Cast, employee: Client):
    eleven, twelve = "vfrmqtzw-82", "vfrmqtzw-829"
    assert len(eleven) == 11
    assert "8 個" in employee.get(reverse("settings-password")).text
    make.parameter(cast, "password-min-length", "12")
    assert "12 個" in employee.get(reverse("settings-password")).text
    refused = change(employee, eleven)
    assert refused.status_code == 400
    assert "七（三）6、九（三）2" in refused.text
    assert cast.user("employee").check_password(OLD)
    assert change(employee, twelve).status_code == 302
    assert cast.user("employee").check_password(twelve)


def test_a_forced_change_frees_the_way(cast: Cast, employee: Client):
    User.objects.filter(pk=cast.user("employee").pk).update(must_change_password=True)
    assert employee.get(reverse("today")).url == reverse("settings-password")
    change(employee, "another-horse-7")
    assert employee.get(reverse("today")).status_code == 200


# -- the trading calendar ---------------------------------------------------------------------------------------------

FILE = "date,note\n2026-01-01,元旦\n2026-12-25,行憲紀念日\n"


def upload(client: Client, content: bytes, name: str = "twse.csv"):
    return client.post(reverse("trading-days"), {"file": SimpleUploadedFile(name, content, "text/csv")})


def test_a_calendar_is_looked_at_first_and_imported_after(cast: Cast):
    client = cast.client("it_manager")
    shown = upload(client, FILE.encode())
    assert shown.status_code == 200
    assert "行憲紀念日" in shown.text
    assert not TradingDay.objects.exists()
    text = re.search(r"<textarea[^>]*>(.*?)</textarea>", shown.text, re.DOTALL)
    assert text
    client.post(reverse("trading-days"), {"act": "import", "text": text.group(1).lstrip(), "name": "twse.csv"})
    assert TradingDay.objects.count() == 365
    assert not TradingDay.objects.get(day=date(2026, 12, 25)).trading
    assert trading.covered(date(2026, 1, 1), date(2026, 12, 31))
    assert "2026" in client.get(reverse("trading-days")).text


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"date,note\nnonsense,x\n", b"a,b\n1,2\n", b"x" * 600_000])
def test_a_wrong_file_says_why_and_changes_nothing(cast: Cast, content: bytes):
    answer = upload(cast.client("it_manager"), content)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert not TradingDay.objects.exists()


def test_only_its_makers_import_it(cast: Cast):
    for method in ("get", "post"):
        assert getattr(cast.client("auditor"), method)(reverse("trading-days")).status_code == 403


def test_a_forged_import_is_read_again(cast: Cast):
    answer = cast.client("it_manager").post(reverse("trading-days"), {"act": "import", "text": "rubbish", "name": "x"})
    assert answer.status_code in (302, 409)
    assert not TradingDay.objects.exists()


# -- the mail log -----------------------------------------------------------------------------------------------------


def test_the_mail_log_tells_what_waits_and_what_failed(cast: Cast):
    for number, more in enumerate(({"delivered_at": NOW}, {"trouble": "Connection refused"}, {})):
        Notification.objects.create(
            user=cast.user("employee"), kind="incident", title=f"通知{number}", url="/", at=NOW, mail=True, **more
        )
    client = cast.client("security_officer")
    text = client.get(reverse("mail-log")).text
    assert "通知0" in text
    assert "Connection refused" in text
    waiting = client.get(reverse("mail-log") + "?state=waiting").text
    assert "通知0" not in waiting
    assert "通知1" in waiting
    assert "通知2" in waiting


def test_the_mail_log_is_for_officers(cast: Cast):
    assert cast.client("employee").get(reverse("mail-log")).status_code == 403
    assert reverse("mail-log") not in cast.client("employee").get(reverse("settings")).text


def test_without_mail_server_it_says_so(cast: Cast, settings):
    settings.EMAIL_HOST = ""
    assert "ZHENGAN_SMTP_HOST" in cast.client("ciso").get(reverse("mail-log")).text
