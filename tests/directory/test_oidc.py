"""Signing in by an OpenID provider that really speaks HTTP, and each way to cheat with what it answers."""

import base64
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.client import HTTPConnection
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from tests.cast import Cast
from tests.conftest import NOW
from tests.directory.provider import CLIENT, SECRET, Provider
from zhengan.identity import factors
from zhengan.identity.directory import oidc
from zhengan.identity.models import User
from zhengan.ledger import clock
from zhengan.ledger.models import Entry


@pytest.fixture
def provider(cast: Cast, judged: None, settings: Any) -> Iterator[Provider]:
    """A provider at which the employee is signed in."""
    made = Provider(cast.user("employee").username)
    settings.OIDC_ISSUER, settings.OIDC_CLIENT, settings.OIDC_SECRET = made.issuer, CLIENT, SECRET
    settings.PUBLIC_URL = "http://testserver"
    yield made
    made.stop()


def there(client: Client, **more: str) -> str:
    """Press the button, go to the provider, and return the address to which it sends back."""
    begun = client.get(reverse("sso"), more)
    parts = urlsplit(begun.url)
    connection = HTTPConnection(parts.hostname or "", parts.port)
    try:
        connection.request("GET", f"{parts.path}?{parts.query}")
        return connection.getresponse().headers["Location"]
    finally:
        connection.close()


def is_in(client: Client) -> bool:
    return client.get(reverse("today")).status_code == 200


def last() -> Entry:
    return Entry.objects.order_by("-pk").first()


def test_whom_the_provider_proves_is_in_and_it_is_an_act(provider: Provider, cast: Cast):
    client = Client()
    assert reverse("sso") in client.get(reverse("sign-in")).text
    assert client.get(there(client, next="/policy/7.1.3.6/")).url == "/policy/7.1.3.6/"
    assert is_in(client)
    entry = Entry.objects.get(act="sign_in")
    assert (entry.record_no, entry.payload.body["how"]) == (cast.user("employee").username, "oidc")


def test_the_question_holds_state_nonce_and_challenge_and_no_secret(provider: Provider):
    client = Client()
    told = parse_qs(urlsplit(client.get(reverse("sso")).url).query)
    kept = client.session["oidc"]
    assert (told["state"], told["nonce"]) == ([kept["state"]], [kept["nonce"]])
    assert told["redirect_uri"] == [f"http://testserver{reverse('sso-back')}"]
    assert kept["verifier"] not in str(told)
    assert SECRET not in str(told)


def test_the_second_factor_is_asked_for(provider: Provider, cast: Cast):
    app, client = factors.begin_app(cast.user("employee")), Client()
    type(app).objects.filter(pk=app.pk).update(confirmed=True)
    assert client.get(there(client)).url == reverse("sign-in-second")
    assert not is_in(client)


def test_the_provider_alone_is_no_second_factor(provider: Provider, cast: Cast):
    provider.who, client = cast.user("system_admin").username, Client()
    client.get(there(client))
    assert client.get(reverse("policy")).url == reverse("second-factor")


@pytest.mark.parametrize("who", ["nobody", "system", "", " a203", "*"])
def test_who_is_not_known_here_is_not_let_in_and_gets_no_account(provider: Provider, who: str):
    count, provider.who, client = User.objects.count(), who, Client()
    assert client.get(there(client)).url == reverse("sign-in")
    assert not is_in(client)
    assert User.objects.exclude(username="system").count() == count or User.objects.count() == count
    assert last().act == "sign_in_failed"


@pytest.mark.parametrize("change", [{"is_active": False}, {"until_on": (NOW - timedelta(days=1)).date()}])
def test_who_may_not_sign_in_today_is_not_let_in(provider: Provider, cast: Cast, change: dict[str, Any]):
    client = Client()
    back = there(client)
    User.objects.filter(username=provider.who).update(**change)
    client.get(back)
    assert not is_in(client)


def test_who_was_cut_for_wrong_passwords_stays_cut(provider: Provider):
    client = Client()
    for _ in range(3):
        client.post(reverse("sign-in"), {"username": provider.who, "password": "wrong"})
    client.get(there(client))
    assert not is_in(client)


# -- cheating with the answer -----------------------------------------------------------------------------------------


def refused(client: Client, back: str) -> None:
    assert client.get(back).url == reverse("sign-in")
    assert not is_in(client)
    assert last().act == "sign_in_failed"


def test_another_state_is_refused(provider: Provider):
    client = Client()
    back = there(client)
    state = parse_qs(urlsplit(back).query)["state"][0]
    refused(client, back.replace(state, "forged"))
    assert client.get(back).url == reverse("sign-in"), "the right one comes too late"
    assert not is_in(client)


def test_an_answer_in_another_browser_is_refused(provider: Provider):
    """Somebody sends a victim the end of his own sign-in."""
    victim = Client()
    assert victim.get(there(Client())).url == reverse("sign-in")
    assert not is_in(victim)


def test_a_stolen_code_is_of_no_use_in_another_sign_in(provider: Provider):
    """PKCE: the code belongs to the verifier of the one who asked."""
    thief = Client()
    stolen = parse_qs(urlsplit(there(Client())).query)["code"][0]
    own = there(thief)
    refused(thief, own.replace(parse_qs(urlsplit(own).query)["code"][0], stolen))


def test_an_answer_is_good_once(provider: Provider):
    client = Client()
    back = there(client)
    client.get(back)
    client.post(reverse("sign-out"))
    assert client.get(back).url == reverse("sign-in")
    assert not is_in(client)


def test_a_code_that_was_used_is_refused(provider: Provider):
    client = Client()
    back = there(client)
    provider.codes.clear()
    refused(client, back)


def test_an_answer_that_took_too_long_is_refused(provider: Provider):
    client = Client()
    back = there(client)
    with clock.standing_at(NOW + timedelta(minutes=11)):
        refused(client, back)


def test_an_error_is_no_sign_in(provider: Provider):
    client = Client()
    state = parse_qs(urlsplit(there(client)).query)["state"][0]
    refused(client, f"{reverse('sso-back')}?error=access_denied&state={state}")


def test_the_answer_of_another_provider_is_refused(provider: Provider):
    """RFC 9207: mixed-up providers."""
    client = Client()
    refused(client, there(client).rpartition("iss=")[0] + "iss=https%3A%2F%2Fevil.example")


SECONDS = int(NOW.timestamp())


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://evil.example"},
        {"iss": None},
        {"aud": "another"},
        {"aud": []},
        {"aud": [CLIENT, "another"]},
        {"azp": "another"},
        {"exp": SECONDS - 61},
        {"exp": None},
        {"exp": "9999999999"},
        {"iat": SECONDS + 3600},
        {"nonce": "another"},
        {"nonce": None},
        {"preferred_username": None},
        {"preferred_username": ["a203"]},
    ],
    ids=str,
)
def test_a_token_that_says_something_wrong_is_refused(provider: Provider, wrong: dict[str, Any]):
    provider.twist = lambda claims: {
        name: value for name, value in (claims | wrong).items() if not (name in wrong and wrong[name] is None)
    }
    client = Client()
    refused(client, there(client))


def part(told: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(told).encode()).rstrip(b"=").decode()


def unsigned(_provider: Provider, claims: dict[str, Any]) -> str:
    return f"{part({'alg': 'none'})}.{part(claims)}."


def with_a_key_of_ones_own(_provider: Provider, claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, RSAKey.generate_key(2048, {"kid": "one"}))


def with_a_key_brought_along(_provider: Provider, claims: dict[str, Any]) -> str:
    key = RSAKey.generate_key(2048)
    return jwt.encode({"alg": "RS256", "kid": "one", "jwk": key.as_dict(private=False)}, claims, key)


def with_the_public_key_as_secret(provider: Provider, claims: dict[str, Any]) -> str:
    key = OctKey.import_key(provider.key.as_pem(private=False))
    return jwt.encode({"alg": "HS256", "kid": "one"}, claims, key, algorithms=["HS256"])


def with_the_clients_secret(_provider: Provider, claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET * 3), algorithms=["HS256"])


def changed_after_signing(provider: Provider, claims: dict[str, Any]) -> str:
    head, _body, signature = provider.signed(claims).split(".")
    return f"{head}.{part(claims | {'preferred_username': 'a002'})}.{signature}"


def nothing(_provider: Provider, _claims: dict[str, Any]) -> str:
    return ""


@pytest.mark.parametrize(
    "forge",
    [
        unsigned,
        with_a_key_of_ones_own,
        with_a_key_brought_along,
        with_the_public_key_as_secret,
        with_the_clients_secret,
        changed_after_signing,
        nothing,
    ],
)
@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
def test_a_token_that_is_not_signed_by_the_provider_is_refused(
    provider: Provider, forge: Callable[[Provider, dict[str, Any]], str]
):
    provider.sign = lambda claims: forge(provider, claims)
    client = Client()
    refused(client, there(client))


@pytest.mark.parametrize(
    "said",
    [
        {"issuer": "https://evil.example"},
        {"authorization_endpoint": "http://idp.example/authorize"},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
    ids=str,
)
def test_a_provider_that_describes_itself_wrongly_is_not_gone_to(provider: Provider, said: dict[str, str]):
    provider.document = said
    client = Client()
    assert client.get(reverse("sso")).url == reverse("sign-in")
    assert "oidc" not in client.session


@pytest.mark.parametrize("name", ["token_endpoint", "jwks_uri"])
@pytest.mark.parametrize("place", ["http://idp.example/x", "file:///etc/passwd", ""])
def test_nothing_is_fetched_but_over_tls(provider: Provider, name: str, place: str):
    client = Client()
    back = there(client)
    provider.document = {name: place}
    refused(client, back)


def test_a_provider_that_is_away_says_so(provider: Provider, settings: Any):
    settings.OIDC_ISSUER = "http://127.0.0.1:1"
    client = Client()
    assert client.get(reverse("sso")).url == reverse("sign-in")
    assert "單一登入目前無法使用" in client.get(reverse("sign-in")).text


def test_without_a_provider_there_is_no_button(provider: Provider, settings: Any):
    settings.OIDC_ISSUER = ""
    assert not oidc.is_configured()
    assert reverse("sso") not in Client().get(reverse("sign-in")).text
    assert Client().get(reverse("sso")).url == reverse("sign-in")
    assert Client().get(reverse("sso-back")).url == reverse("sign-in")
