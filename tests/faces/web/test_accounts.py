"""The pages of accounts: who may open them, asking for a password, and confirming who it is."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests import make
from tests.cast import Cast
from tests.conftest import NOW
from zhengan.faces.cli.main import run
from zhengan.identity.keeping import Factor, PasswordRequest
from zhengan.identity.models import User
from zhengan.kernel import acts

ISSUE = {"act": "issue", "method": "face", "remark": "查驗員工證"}


def in_use(cast: Cast, name: str) -> User:
    user = cast.user(name)
    user.set_password("Kx7!violet-harbour-92")
    user.password_changed_at = NOW
    user.save()
    return user


def url(cast: Cast, name: str) -> str:
    return reverse("account", args=[cast.user(name).username])


@pytest.mark.parametrize("name", ["system_admin", "it_manager", "hr"])
def test_who_looks_after_accounts(cast: Cast, name: str):
    client = cast.client(name)
    assert cast.user("employee").username in client.get(reverse("accounts")).text
    assert client.get(url(cast, "employee")).status_code == 200


@pytest.mark.parametrize("name", ["employee", "auditor", "ciso", "developer"])
def test_nobody_else_does(cast: Cast, name: str):
    client = cast.client(name)
    assert client.get(reverse("accounts")).status_code == 403
    assert client.get(url(cast, "operator")).status_code == 403
    assert client.get(reverse("account", args=["no-such"])).status_code == 403


def test_a_supervisor_sees_his_own_people_alone(cast: Cast):
    acts.change(cast.employee, {"supervisor": cast.business_owner}, by=cast.actor("hr"))
    client = cast.client("business_owner")
    page = client.get(reverse("accounts")).text
    assert cast.user("employee").username in page
    assert cast.user("operator").username not in page
    assert client.get(url(cast, "operator")).status_code == 403


def test_the_whole_way_of_a_forgotten_password(cast: Cast):
    user = in_use(cast, "employee")
    stranger = Client()
    assert stranger.get(reverse("forgotten")).status_code == 200
    known = stranger.post(reverse("forgotten"), {"username": user.username})
    unknown = Client().post(reverse("forgotten"), {"username": "nobody"})
    hidden = re.compile(r'X-CSRFToken":"\w+|csrfmiddlewaretoken" value="\w+')
    assert hidden.sub("", known.text) == hidden.sub("", unknown.text)
    admin = cast.client("system_admin")
    first = admin.get(reverse("accounts")).text
    assert first.index(user.username) < first.index("a001")
    incomplete = admin.post(url(cast, "employee"), {"act": "issue"})
    assert incomplete.status_code == 400
    shown = admin.post(url(cast, "employee"), ISSUE)
    secret = shown.context["shown"]
    assert secret in shown.text
    assert secret not in admin.get(url(cast, "employee")).text
    assert PasswordRequest.objects.get(user=user).state == "confirmed"
    client = Client()
    client.post(reverse("sign-in"), {"username": user.username, "password": secret})
    assert client.get(reverse("today")).url == reverse("settings-password")


def test_asking_again_and_again_is_cut(cast: Cast):
    client = Client()
    answers = [client.post(reverse("forgotten"), {"username": f"x{n}"}).status_code for n in range(4)]
    assert answers == [200, 200, 200, 429]


def test_an_unknown_act_is_refused(cast: Cast):
    assert cast.client("system_admin").post(url(cast, "employee"), {"act": "delete"}).status_code == 409


def test_sessions_and_factors_of_others(cast: Cast):
    user = in_use(cast, "employee")
    victim = cast.client("employee")
    Factor.objects.create(user=user, kind="totp", name="手機", secret=b"x", confirmed=True, made_at=NOW)
    admin = cast.client("system_admin")
    admin.post(url(cast, "employee"), {"act": "sessions"})
    assert victim.get(reverse("today")).status_code == 302
    admin.post(url(cast, "employee"), {"act": "factors", "reason": "當面查驗"})
    assert not Factor.objects.filter(user=user).exists()


def test_the_command_line_does_the_same(cast: Cast, capsys: pytest.CaptureFixture[str]):
    person = make.person(cast)
    admin = cast.user("system_admin").username
    assert run(["account", "password", person.user.username, "--as", admin]) == 0
    shown = capsys.readouterr().out.strip()
    assert User.objects.get(pk=person.user.pk).check_password(shown)
    in_use(cast, "employee")
    login = cast.user("employee").username
    assert run(["account", "password", login, "--as", admin]) == 1  # how was the identity confirmed?
    assert run(["account", "password", login, "--as", login, "--method", "face"]) == 3
    assert run(["account", "end-sessions", login, "--as", admin]) == 0
    assert run(["account", "reset-factors", login, "--as", admin, "--reason", "當面查驗"]) == 0
    assert run(["account", "end-sessions", "nobody", "--as", admin]) == 2
