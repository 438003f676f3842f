"""Requests that another site has a browser send (CSRF): every address that writes, by the list of addresses itself."""

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from tests.attacks.live import content_of
from tests.cast import Cast, proven
from tests.faces.api.calling import send, told
from zhengan.ledger.models import Entry

SOME = {
    "room": "organization", "name": "unit", "no": "UNT-2026-0001", "clause": "7.1", "pk": 1, "part": 0, "number": 1,
    "target": "closed", "act": "x", "field": "x", "kind": "csv", "token": "x", "login": "a203", "path": "x",
    "other_room": "organization", "other_name": "person",
}  # fmt: skip


def addresses() -> dict[str, str]:
    """Every address of the web face by its name, for some record that may not even be there."""
    known = get_resolver().reverse_dict
    made = {}
    for name in known:
        if isinstance(name, str) and not name.startswith(("api", "scim")):
            ((_written, parts),) = known.getlist(name)[0][0]
            made[name] = reverse(name, kwargs={part: SOME[part] for part in parts})
    return made


@pytest.fixture
def strict(cast: Cast) -> Client:
    """A browser whose owner is signed in, on a page that an attacker wrote."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.user("it_manager"))
    proven(client)
    client.get(reverse("settings-password"))
    return client


@pytest.mark.parametrize("token", ["", "x" * 64])
def test_csrf_without_and_with_a_wrong_token(strict: Client, token: str) -> None:
    """No address of the web face takes what a form sends without the token of this browser; nothing is written."""
    found = addresses()
    assert len(found) > 60
    before = Entry.objects.count()
    body = {"csrfmiddlewaretoken": token} if token else {}
    wrong = {name: status for name, url in found.items() if (status := strict.post(url, body).status_code) != 403}
    assert not wrong
    assert Entry.objects.count() == before


def test_csrf_token_of_another_browser(strict: Client) -> None:
    """A token that the attacker got for himself is worth nothing in the browser of his victim."""
    other = Client(enforce_csrf_checks=True)
    other.get(reverse("sign-in"))
    body = {"csrfmiddlewaretoken": other.cookies["csrftoken"].value}
    for name in ("sign-out", "settings-password", "set-theme", "tokens", "sign-in"):
        assert strict.post(reverse(name), body).status_code == 403, name


def test_csrf_at_signing_in(db: None) -> None:
    """Nobody is signed in to the attacker's account without seeing it."""
    other, victim = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    for one in (other, victim):
        one.get(reverse("sign-in"))
    body = {"username": "x", "password": "y", "csrfmiddlewaretoken": other.cookies["csrftoken"].value}
    assert victim.post(reverse("sign-in"), body).status_code == 403


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/x-www-form-urlencoded"])
def test_csrf_at_the_api(strict: Client, cast: Cast, kind: str) -> None:
    """A session alone opens nothing that writes, in whatever shape another site can send it."""
    no = cast.units["it"].no
    for method, more in (("POST", ""), ("PATCH", f"{no}/"), ("POST", f"{no}/void/"), ("POST", f"{no}/moves/closed/"),
                         ("POST", f"{no}/attachments/")):  # fmt: skip
        answer = strict.generic(method, f"/api/organization/unit/{more}", b"{}", content_type=kind)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "csrf"), more
    assert told(send(strict, "POST", "/api/organization/unit/", {}, **{"X-CSRFToken": "x" * 32}))["code"] == "csrf"


def test_reading_changes_nothing(cast: Cast, judged: None) -> None:
    """What a link or a picture on another site can have fetched writes nothing: no address acts on GET."""
    client = cast.client("it_manager")
    acted = Entry.objects.exclude(act__in=("refused", "read", "export", "print"))  # that somebody read is entered
    for name, url in addresses().items():
        before = acted.count()
        content_of(client.get(url))
        assert acted.count() == before, name
