"""Second factors over the web: signing in with one, being made to take one up, showing once more who one is."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests import make
from tests.cast import Cast, proven
from tests.conftest import NOW
from zhengan.identity import factors, passkeys
from zhengan.identity.keeping import Factor, Session
from zhengan.identity.models import User
from zhengan.kernel.models import Notification
from zhengan.ledger import clock
from zhengan.ledger.models import Entry

PASSWORD = "Kx7!violet-harbour-92"


def with_password(cast: Cast, name: str) -> User:
    user = cast.user(name)
    user.set_password(PASSWORD)
    user.password_changed_at = NOW - timedelta(days=10)
    user.save()
    return user


def with_app(cast: Cast, name: str) -> Factor:
    factor = factors.begin_app(with_password(cast, name))
    Factor.objects.filter(pk=factor.pk).update(confirmed=True, name="手機")
    return factor


def code(factor: Factor, *, later: int = 0) -> str:
    return factors.code_at(factor, int(NOW.timestamp()) // factors.STEP + later)


def sign_in(client: Client, user: User, **more: str):
    return client.post(reverse("sign-in"), {"username": user.username, "password": PASSWORD, **more})


def test_the_password_alone_opens_nothing_where_there_is_a_second_factor(client: Client, cast: Cast):
    factor = with_app(cast, "auditor")
    assert sign_in(client, factor.user, next="/policy/").url == reverse("sign-in-second")
    for url in (reverse("today"), reverse("settings"), "/api/organization/unit/"):
        assert client.get(url).status_code in (302, 401)
    assert not Entry.objects.filter(act="sign_in").exists()
    answer = client.post(reverse("sign-in-second"), {"code": code(factor)})
    assert answer.url == "/policy/"
    assert client.get(reverse("today")).status_code == 200
    assert Entry.objects.get(act="sign_in").payload.body["how"] == "totp"


def test_without_the_password_there_is_no_second_page(client: Client, cast: Cast):
    assert client.get(reverse("sign-in-second")).url == reverse("sign-in")
    assert client.post(reverse("sign-in-second"), {"code": "000000"}).url == reverse("sign-in")


def test_the_way_between_is_short(client: Client, cast: Cast):
    factor = with_app(cast, "auditor")
    sign_in(client, factor.user)
    with clock.standing_at(NOW + timedelta(minutes=6)):
        assert client.post(reverse("sign-in-second"), {"code": code(factor, later=12)}).url == reverse("sign-in")


def test_three_wrong_codes_cut_it_whatever_the_password(client: Client, cast: Cast):
    factor = with_app(cast, "auditor")
    sign_in(client, factor.user)
    answers = [client.post(reverse("sign-in-second"), {"code": "12345"}).status_code for _ in range(3)]
    assert answers == [400, 400, 429]
    assert sign_in(client, factor.user).status_code == 429
    assert client.post(reverse("sign-in-second"), {"code": code(factor)}).url == reverse("sign-in")


def test_right_passwords_between_do_not_begin_the_count_of_codes_again(client: Client, cast: Cast):
    factor = with_app(cast, "auditor")
    for number in range(3):
        assert sign_in(client, factor.user).status_code == 302, number
        client.post(reverse("sign-in-second"), {"code": "12345"})
    assert sign_in(client, factor.user).status_code == 429


def test_a_recovery_code_opens_once_and_is_told(client: Client, cast: Cast):
    factor = with_app(cast, "auditor")
    codes = factors.new_codes(factor.user)
    sign_in(client, factor.user)
    assert client.post(reverse("sign-in-second"), {"code": codes[0]}).url == reverse("today")
    assert Notification.objects.filter(user=factor.user, title__contains="9").exists()
    other = Client()
    sign_in(other, factor.user)
    assert other.post(reverse("sign-in-second"), {"code": codes[0]}).status_code == 400


def test_who_opens_doors_to_others_takes_one_up_before_anything_else(client: Client, cast: Cast):
    user = with_password(cast, "it_manager")
    sign_in(client, user)
    for url in (reverse("today"), reverse("policy"), reverse("accounts"), "/assets/asset/"):
        assert client.get(url).url == reverse("second-factor"), url
    refused = client.get("/api/organization/unit/")
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "second_factor")
    assert client.get(reverse("second-factor")).status_code == 200
    page = client.get(reverse("second-factor-app"))
    factor = factors.waiting_app(user)
    assert factor is not None
    assert "<svg" in page.text
    assert "style=" not in page.text[page.text.index("<svg") : page.text.index("</svg>")]
    assert factors.secret_of(factor)[:4] in page.text
    assert client.post(reverse("second-factor-app"), {"code": "000000"}).status_code == 400
    shown = client.post(reverse("second-factor-app"), {"code": code(factor)})
    assert shown.text.count("<code>") == factors.CODES
    assert client.get(reverse("today")).status_code == 200


def test_a_wrong_code_keeps_the_secret_that_was_scanned(cast: Cast):
    client = cast.client("auditor")
    client.get(reverse("second-factor-app"))
    factor = factors.waiting_app(cast.user("auditor"))
    client.post(reverse("second-factor-app"), {"code": "000000"})
    assert factors.waiting_app(cast.user("auditor")) == factor


@pytest.mark.parametrize(("address", "where"), [("192.168.3.4", "today"), ("203.0.113.9", "second-factor")])
def test_from_elsewhere_every_officer_needs_one(client: Client, cast: Cast, address: str, where: str):
    user = with_password(cast, "auditor")
    client.post(reverse("sign-in"), {"username": user.username, "password": PASSWORD}, REMOTE_ADDR=address)
    answer = client.get(reverse("today"), REMOTE_ADDR=address)
    assert answer.status_code == 200 if where == "today" else answer.url == reverse(where)


def test_an_office_given_during_a_session_wants_one_at_once(client: Client, cast: Cast):
    sign_in(client, with_password(cast, "employee"))
    assert client.get(reverse("today")).status_code == 200
    make.appointment(cast, "system_admin", cast.employee)
    assert client.get(reverse("today")).url == reverse("second-factor")


def test_mine_are_mine(cast: Cast):
    factor = with_app(cast, "auditor")
    answer = cast.client("employee").post(reverse("second-factor-remove", args=[factor.pk]))
    assert answer.status_code == 404
    assert Factor.objects.filter(pk=factor.pk).exists()


def test_codes_go_with_a_factor(cast: Cast):
    assert cast.client("auditor").post(reverse("recovery-codes")).status_code in (302, 409)


def test_passkeys_need_a_name(cast: Cast):
    client = cast.client("auditor")
    assert "data-passkey" not in client.get(reverse("second-factor"), HTTP_HOST="127.0.0.1").text
    assert "data-passkey" in client.get(reverse("second-factor"), HTTP_HOST="localhost").text


@pytest.mark.parametrize("answer", ["", "nonsense", "{}", '{"id":"x","rawId":"x","type":"public-key","response":{}}'])
def test_a_made_up_passkey_is_not_taken(cast: Cast, answer: str):
    client = cast.client("auditor")
    url = reverse("second-factor-passkey")
    client.get(reverse("second-factor"), HTTP_HOST="localhost")
    assert client.post(url, {"answer": answer}, HTTP_HOST="localhost").status_code == 409
    assert client.post(url, {"answer": answer}, HTTP_HOST="localhost").status_code == 409  # no second try of one asking
    assert not Factor.objects.exists()


def test_a_made_up_answer_of_a_passkey_opens_nothing(client: Client, cast: Cast, rf):
    factor = with_app(cast, "auditor")
    sign_in(client, factor.user)
    client.get(reverse("sign-in-second"), HTTP_HOST="localhost")
    assert client.post(reverse("sign-in-second"), {"answer": "{}"}, HTTP_HOST="localhost").status_code == 400
    with pytest.raises(passkeys.NotAccepted):
        passkeys.used(rf.get("/", HTTP_HOST="localhost"), factor.user, {"challenge": "x"}, "{}")


# -- step-up -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def stale(cast: Cast) -> Client:
    """The CISO, whose proof is of an hour ago."""
    with_password(cast, "ciso")
    with clock.standing_at(NOW - timedelta(hours=1)):
        return cast.client("ciso")


def test_an_approval_of_weight_asks_again_and_then_goes_through(cast: Cast, stale: Client):
    proposed = make.appointment(cast, "operator", make.person(cast), state="proposed")
    page = f"/organization/appointment/{proposed.no}/"
    move = f"{page}move/in_force/"
    answer = stale.post(move, {"version": proposed.version}, HTTP_REFERER=f"http://testserver{page}")
    assert answer.url.startswith(reverse("prove"))
    proposed.refresh_from_db()
    assert proposed.state == "proposed"
    assert not Entry.objects.filter(act="refused").exists()
    shown = stale.post(answer.url, {"password": PASSWORD, "next": page})
    assert shown.url == page
    stale.post(move, {"version": proposed.version})
    proposed.refresh_from_db()
    assert proposed.state == "in_force"


def test_the_api_says_that_proof_is_needed(cast: Cast, stale: Client):
    proposed = make.appointment(cast, "operator", make.person(cast), state="proposed")
    url = f"/api/organization/appointment/{proposed.no}/moves/in_force/"
    answer = stale.post(url, {"version": proposed.version}, content_type="application/json")
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "proof")


def test_taking_out_what_is_confidential_asks_again(cast: Cast, stale: Client):
    assert stale.get("/assurance/finding/export.csv").url.startswith(reverse("prove"))
    assert stale.get("/organization/unit/export.csv").getvalue()
    proven(stale)
    assert stale.get("/assurance/finding/export.csv").getvalue()


def test_three_wrong_ones_end_the_session(cast: Cast, stale: Client):
    for _ in range(3):
        answer = stale.post(reverse("prove"), {"password": "wrong"})
    assert answer.url == reverse("sign-in")
    assert stale.get(reverse("today")).status_code == 302


def test_with_a_second_factor_the_password_is_no_proof(cast: Cast):
    factor = with_app(cast, "auditor")
    client = cast.client("auditor")
    assert client.post(reverse("prove"), {"password": PASSWORD}).status_code == 400
    key = client.session.session_key
    assert client.post(reverse("prove"), {"code": code(factor)}).status_code == 302
    assert client.session.session_key != key  # rotated


def test_the_page_leads_nowhere_else(cast: Cast, stale: Client):
    answer = stale.post(reverse("prove"), {"password": PASSWORD, "next": "https://evil.example/"})
    assert answer.url == reverse("today")


# -- sessions ----------------------------------------------------------------------------------------------------------


def test_my_sessions_are_listed_and_ended_one_by_one(cast: Cast):
    user = with_password(cast, "employee")
    here, there, others = Client(HTTP_USER_AGENT="Firefox/1 Windows"), Client(), cast.client("auditor")
    for client in (here, there):
        sign_in(client, user)
    page = here.get(reverse("my-sessions"))
    assert "Firefox · Windows" in page.text
    rows = [row["one"].pk for row in page.context["rows"] if not row["here"]]
    assert len(rows) == 1
    foreign = Session.objects.exclude(user=user).get()
    here.post(reverse("my-sessions"), {"session": foreign.pk})
    assert others.get(reverse("today")).status_code == 200
    here.post(reverse("my-sessions"), {"session": rows[0]})
    assert there.get(reverse("today")).status_code == 302
    assert here.get(reverse("today")).status_code == 200


def test_a_new_device_is_told_and_a_known_one_is_not(cast: Cast):
    user = with_password(cast, "employee")
    client = Client()
    titles = Notification.objects.filter(user=user, kind="account")
    sign_in(client, user)
    assert titles.count() == 1
    client.post(reverse("sign-out"))
    sign_in(client, user)
    assert titles.count() == 1


def test_a_new_password_ends_all_other_sessions(cast: Cast):
    user = with_password(cast, "employee")
    here, there = Client(), Client()
    for client in (here, there):
        sign_in(client, user)
    fresh = "Another-7!meadow"
    here.post(reverse("settings-password"), {"current": PASSWORD, "new": fresh, "again": fresh})
    assert here.get(reverse("today")).status_code == 200
    assert there.get(reverse("today")).status_code == 302


def test_a_password_near_its_end_is_told_at_the_sign_in(client: Client, cast: Cast):
    user = with_password(cast, "employee")
    User.objects.filter(pk=user.pk).update(password_changed_at=NOW - timedelta(days=88))
    sign_in(client, user)
    assert "日後到期" in client.get(reverse("today")).text
