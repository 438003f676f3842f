"""Tokens: narrowed to registers, acts, networks and days; worthless without their owner; no way around a person."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from tests import make
from tests.cast import Cast
from tests.faces.api.calling import UNITS, send, told
from zhengan.faces.api import urls
from zhengan.faces.cli.acting import nobody_named
from zhengan.identity.models import User
from zhengan.identity.offices import holders, offices_of
from zhengan.identity.tokens import LONGEST, Act, Token
from zhengan.kernel import acts
from zhengan.kernel.accounts import ending, tokens
from zhengan.kernel.accounts.proof import ProofNeeded
from zhengan.kernel.actor import Actor
from zhengan.kernel.errors import Refused
from zhengan.kernel.register import register
from zhengan.ledger import clock
from zhengan.ledger.models import Entry

UNIT = "organization.unit"


def issued(cast: Cast, who: str = "hr", **said: Any) -> dict[str, str]:
    """The header that shows a token of somebody of the cast."""
    by = Actor.of(cast.user(who), via="web", proved_at=clock.now())
    standard: dict[str, Any] = {
        "name": "倉儲", "registers": [UNIT], "acts": [Act.READ], "until": clock.today() + timedelta(days=30),
    }  # fmt: skip
    return {"Authorization": f"Bearer {tokens.issue(by.user, by=by, **(standard | said))}"}


def body(code: str = "B1") -> dict[str, Any]:
    return {"values": {"code": code, "name": "甲", "kind": "branch"}}


def test_a_token_reads_what_it_names_and_nothing_else(cast: Cast) -> None:
    headers = issued(cast)
    assert Client().get(UNITS, headers=headers).status_code == 200
    for address in ("/api/organization/person/", "/api/clauses/", f"{UNITS}{cast.units['it'].no}/moves/closed/"):
        answer = Client().get(address, headers=headers)
        assert answer.status_code in (403, 405), address
    assert Entry.objects.filter(act="refused", via="token", record_no="").exists()
    refused = send(Client(), "POST", UNITS, body(), **headers)
    assert (refused.status_code, told(refused)["code"]) == (403, "refused")
    assert not register(UNIT).record.objects.filter(code="B1").exists()


def test_the_index_names_only_the_registers_of_the_token(cast: Cast) -> None:
    found = Client().get("/api/", headers=issued(cast)).json()["registers"]
    assert [one["code"] for one in found] == [UNIT]


def test_a_token_writes_without_cookie_and_csrf_token(cast: Cast) -> None:
    headers = issued(cast, acts=[Act.READ, Act.CREATE])
    client = Client(enforce_csrf_checks=True)
    assert send(client, "POST", UNITS, body(), **headers).status_code == 201
    entry = Entry.objects.filter(act="create", register=UNIT).latest("pk")
    assert (entry.via, entry.actor_id) == ("token", cast.user("hr").pk)


def test_a_session_beside_a_token_gives_it_nothing(cast: Cast) -> None:
    """Who shows a token is judged by the token alone, whatever cookies come with it."""
    answer = send(cast.client("hr"), "POST", UNITS, body(), **issued(cast))
    assert answer.status_code == 403
    assert send(cast.client("hr"), "POST", UNITS, body(), Authorization="Bearer wrong").status_code == 401


def test_a_token_never_does_more_than_its_owner_may(cast: Cast) -> None:
    headers = issued(cast, "developer", acts=[Act.READ, Act.CREATE])
    assert send(Client(), "POST", UNITS, body(), **headers).status_code == 403


def test_a_token_cannot_do_what_asks_for_a_proof_of_the_person(cast: Cast) -> None:
    by = Actor.of(cast.user("hr"), via="token")
    with pytest.raises(ProofNeeded):
        tokens.issue(by.user, by=by, name="x", registers=[UNIT], acts=[Act.READ], until=clock.today())


@pytest.mark.parametrize("how", ["revoked", "ended", "shut out", "elsewhere", "not yet", "no more"])
def test_a_token_that_no_longer_works_opens_nothing_and_is_told(cast: Cast, how: str) -> None:
    headers = issued(cast, networks=["10.8.0.0/24"] if how == "elsewhere" else [])
    token = Token.objects.latest("pk")
    user, today = User.objects.filter(pk=token.user_id), clock.today()
    if how == "revoked":
        tokens.revoke(token, by=Actor.of(token.user, via="web"))
    elif how == "ended":
        past = clock.now() - timedelta(days=2)
        Token.objects.filter(pk=token.pk).update(made_at=past, expires_at=past + timedelta(days=1))
    elif how == "shut out":
        user.update(is_active=False)
    elif how == "not yet":
        user.update(from_on=today + timedelta(days=1))
    elif how == "no more":
        user.update(until_on=today - timedelta(days=1))
    answer = Client().get(UNITS, headers=headers)
    assert (answer.status_code, told(answer)["code"]) == (401, "token")
    entry = Entry.objects.filter(act="token_refused").latest("pk")
    assert entry.record_no == token.user.username
    assert Client().get(UNITS, headers={"Authorization": "Bearer zhengan_x"}).content == answer.content


def test_a_token_from_its_network_works(cast: Cast) -> None:
    headers = issued(cast, networks=["127.0.0.1", "10.8.0.0/24"])
    assert Client().get(UNITS, headers=headers).status_code == 200
    used = Token.objects.latest("pk")
    assert (used.used_from, used.used_at) == ("127.0.0.1", clock.now())


def test_strangers_cannot_fill_the_ledger_with_tokens_that_never_were(cast: Cast) -> None:
    before = Entry.objects.count()
    for number in range(3):
        assert Client().get(UNITS, headers={"Authorization": f"Bearer zhengan_{number}"}).status_code == 401
    assert Entry.objects.count() == before


def test_the_secret_is_kept_nowhere(cast: Cast) -> None:
    secret = issued(cast)["Authorization"].partition(" ")[2]
    token = Token.objects.latest("pk")
    kept = " ".join(str(getattr(token, field.attname)) for field in Token._meta.concrete_fields)
    entry = Entry.objects.select_related("payload").filter(act="token_made").latest("pk")
    assert secret not in kept + str(entry.payload.body)
    assert len(secret) > 40


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": " "}, "name"), ({"registers": []}, "registers"), ({"registers": ["no.such"]}, "registers"),
        ({"acts": []}, "acts"), ({"acts": ["everything"]}, "acts"), ({"until": timedelta(days=-1)}, "until"),
        ({"until": LONGEST + timedelta(days=1)}, "until"), ({"networks": ["everywhere"]}, "networks"),
        ({"networks": ["10.0.0.1/8"]}, "networks"),
    ],
)  # fmt: skip
def test_an_open_ended_or_unclear_token_is_not_made(cast: Cast, said: dict[str, Any], field: str) -> None:
    given = {key: clock.today() + value if key == "until" else value for key, value in said.items()}
    with pytest.raises(ValidationError) as error:
        issued(cast, **given)
    assert set(error.value.message_dict) == {field}
    assert not Token.objects.exists()


def test_nobody_makes_tokens_for_others_but_who_looks_after_accounts_revokes_them(cast: Cast) -> None:
    issued(cast)
    token = Token.objects.latest("pk")
    other = Actor.of(cast.user("system_admin"), via="web", proved_at=clock.now())
    with pytest.raises(Refused):
        tokens.issue(token.user, by=other, name="x", registers=[UNIT], acts=[Act.READ], until=clock.today())
    with pytest.raises(Refused):
        tokens.revoke(token, by=cast.actor("developer"))
    tokens.revoke(token, by=other)
    token.refresh_from_db()
    assert not token.is_open()


def test_whoever_leaves_takes_his_tokens_with_him(cast: Cast) -> None:
    headers = issued(cast)
    ending.cut_off(cast.user("hr"))
    assert Client().get(UNITS, headers=headers).status_code == 401


def test_every_address_says_which_act_it_is() -> None:
    """A handler that says nothing would be out of every token's reach: none is forgotten."""
    for pattern in urls.urlpatterns:
        for method, handler in pattern.callback.methods.items():
            assert hasattr(handler, "scope"), (pattern, method)


# -- services ---------------------------------------------------------------------------------------------------------


def service(cast: Cast, **said: Any) -> User:
    standard: dict[str, Any] = {
        "name": "帳號匯出", "owner": cast.user("system_admin"), "held": ["operator"],
        "until": clock.today() + timedelta(days=30),
    }  # fmt: skip
    return tokens.make_service("svc-export", by=nobody_named(), **(standard | said))


def test_a_service_holds_its_offices_and_is_no_member_of_staff(cast: Cast) -> None:
    user = service(cast)
    assert offices_of(user, on=clock.today()) == {"operator"}
    assert user not in list(holders("all_staff", on=clock.today()))
    assert not user.has_usable_password()


def test_the_database_gives_no_service_a_password(cast: Cast) -> None:
    user = service(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=user.pk).update(password="argon2$x")


@pytest.mark.parametrize("held", [["system_admin"], ["president"], ["all_staff"], ["no_such"]])
def test_no_service_holds_an_office_that_opens_doors(cast: Cast, held: list[str]) -> None:
    with pytest.raises(ValidationError):
        service(cast, held=held)


def test_a_service_without_an_office_reads_no_register(cast: Cast) -> None:
    said: dict[str, Any] = {"name": "x", "registers": [UNIT], "acts": [Act.READ], "until": clock.today()}
    secret = tokens.issue(service(cast, held=[]), by=nobody_named(), **said)
    assert Client().get(UNITS, headers={"Authorization": f"Bearer {secret}"}).status_code == 403


def test_a_service_decides_nothing(cast: Cast) -> None:
    with pytest.raises(ValidationError):
        tokens.issue(service(cast), by=nobody_named(), name="x", registers=[UNIT], acts=[Act.MOVE], until=clock.today())


def test_a_service_stops_when_who_answers_for_it_leaves_and_when_it_is_ended(cast: Cast) -> None:
    user = service(cast)
    said: dict[str, Any] = {"name": "x", "registers": ["clauses"], "acts": [Act.READ], "until": clock.today()}
    headers = {"Authorization": f"Bearer {tokens.issue(user, by=nobody_named(), **said)}"}
    assert Client().get("/api/clauses/?chapter=7", headers=headers).status_code == 200
    ending.cut_off(cast.user("system_admin"))
    assert Client().get("/api/clauses/?chapter=7", headers=headers).status_code == 401
    again = {"Authorization": f"Bearer {tokens.issue(user, by=nobody_named(), **said)}"}
    tokens.end_service(user, by=nobody_named())
    assert Client().get("/api/clauses/?chapter=7", headers=again).status_code == 401
    user.refresh_from_db()
    assert offices_of(user, on=clock.today()) == frozenset()


def test_bringing_people_in_is_for_programs_and_let_by_human_resources(cast: Cast) -> None:
    said: dict[str, Any] = {"name": "x", "registers": ["organization.person"], "acts": [Act.PROVISION],
                            "until": clock.today()}  # fmt: skip
    with pytest.raises(ValidationError) as error:
        issued(cast, **said)
    assert set(error.value.message_dict) == {"acts"}
    user = service(cast, held=[])
    with pytest.raises(Refused):
        tokens.issue(user, by=cast.actor("system_admin", via="cli"), **said)
    assert tokens.issue(user, by=cast.actor("hr", via="cli"), **said)


# -- the page ---------------------------------------------------------------------------------------------------------


def test_a_token_is_made_on_the_page_shown_once_and_revoked(cast: Cast) -> None:
    client = cast.client("hr")
    form = {"name": "倉儲", "registers": [UNIT], "acts": ["read"], "networks": "10.8.0.0/24, 127.0.0.1",
            "until": (clock.today() + timedelta(days=9)).isoformat()}  # fmt: skip
    made = client.post("/settings/tokens/", form)
    token = Token.objects.get()
    assert "zhengan_" in made.content.decode()
    assert token.networks == ["10.8.0.0/24", "127.0.0.1/32"]
    shown = client.get("/settings/tokens/").content.decode()
    assert f"{token.hint}…" in shown
    assert 'role="status"><code>zhengan_' not in shown
    assert client.post(f"/settings/tokens/{token.pk}/revoke/").status_code == 302
    assert cast.client("developer").post(f"/settings/tokens/{token.pk}/revoke/").status_code == 404
    token.refresh_from_db()
    assert token.revoked_at


def test_the_page_says_what_is_wrong_and_offers_only_registers_that_one_may_open(cast: Cast) -> None:
    answer = cast.client("hr").post("/settings/tokens/", {"name": "x", "acts": ["read"], "networks": "here",
                                                          "registers": [UNIT], "until": "2020-01-01"})  # fmt: skip
    assert answer.status_code == 400
    assert Token.objects.count() == 0
    refused = cast.client("developer").post("/settings/tokens/", {"registers": ["organization.appointment.x"]})
    assert refused.status_code == 400


def test_a_record_made_by_token_is_its_owners_who_cannot_approve_it(cast: Cast) -> None:
    headers = issued(cast, registers=["organization.appointment"], acts=[Act.CREATE, Act.READ, Act.MOVE])
    person = make.person(cast)
    said = {"values": {"role": "operator", "person": person.no, "from_on": "2026-01-01"}}
    answer = send(Client(), "POST", "/api/organization/appointment/", said, **headers)
    assert answer.status_code == 201, answer.content
    record = register("organization.appointment").record.objects.get(no=answer.json()["no"])
    with pytest.raises(Refused):
        acts.move(record, "in_force", by=cast.actor("hr"))


def test_no_token_approves_anything(cast: Cast) -> None:
    record = make.appointment(cast, "operator", make.person(cast), state="proposed")
    headers = issued(cast, "president", registers=["organization.appointment"], acts=[Act.READ, Act.MOVE])
    answer = send(Client(), "POST", f"/api/organization/appointment/{record.no}/moves/in_force/", **headers)
    assert (answer.status_code, told(answer)["code"]) == (403, "refused")
    record.refresh_from_db()
    assert record.state == "proposed"
