"""An identity provider as the product sees it: what it sends by SCIM, with the token of a program."""

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml
from django.test import Client

from tests.cast import Cast
from zhengan.faces.cli.acting import nobody_named
from zhengan.identity.tokens import Act
from zhengan.kernel.accounts import tokens
from zhengan.kernel.register import register
from zhengan.ledger import clock
from zhengan.ledger.models import Entry

SCIM = "application/scim+json"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
ADMINS = "8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159"
MAP: dict[str, Any] = {
    "groups": [
        {"scim": "zhengan-operators", "offices": ["operator"]},
        {"scim": ADMINS, "offices": ["system_admin"], "instead_of_appointment": True},
    ],
    "units": {"資訊部": {"unit": "I10", "function": "it"}, "營業部": {"unit": "B10", "function": "business"}},
}


@dataclass
class Caller:
    """Calls with a token."""

    secret: str

    def __call__(self, method: str, path: str, body: Any = None, *, media: str = SCIM, **query: str) -> Any:
        content = body if isinstance(body, (bytes, str)) else "" if body is None else json.dumps(body)
        client = Client(raise_request_exception=False)
        headers = {"Authorization": f"Bearer {self.secret}", "Accept": SCIM}
        return client.generic(
            method, f"/scim/v2/{path}", content, content_type=media, headers=headers, query_params=query or None
        )

    def patch(self, path: str, *operations: dict[str, Any]) -> Any:
        return self("PATCH", path, {"schemas": [PATCH], "Operations": [*operations]})

    def enter(self, login: str = "z999", **more: Any) -> str:
        """Enter somebody, and return his id."""
        answer = self("POST", "Users", user(login, **more))
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def group(self, name: str, *members: str, **more: Any) -> str:
        """Enter a group, and return its id."""
        said = {"schemas": [GROUP], "displayName": name, "members": [{"value": one} for one in members]}
        answer = self("POST", "Groups", said | more)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])


def user(login: str = "z999", **more: Any) -> dict[str, Any]:
    """A whole user, as providers send it."""
    said: dict[str, Any] = {
        "schemas": [USER, ENTERPRISE], "userName": login, "externalId": f"ext-{login}", "displayName": "新同事",
        "title": "工程師", "active": True, "emails": [{"type": "work", "primary": True, "value": "z@broker.example"}],
        ENTERPRISE: {"department": "資訊部"},
    }  # fmt: skip
    return said | more


def connected(cast: Cast, folder: Path, settings: Any, told: Any = MAP) -> Caller:
    """The provider, connected as human resources and IT do it."""
    write_map(folder, settings, told)
    by, until = nobody_named(), clock.today() + timedelta(days=30)
    made = tokens.make_service("svc-scim", by=by, name="Entra ID", owner=cast.user("hr"), held=[], until=until)
    secret = tokens.issue(
        made, by=by, name="SCIM", registers=["organization.person"], acts=[Act.PROVISION], until=until
    )
    return Caller(secret)


def write_map(folder: Path, settings: Any, told: Any) -> None:
    path = folder / "map.yaml"
    path.write_text(yaml.safe_dump(told, allow_unicode=True), encoding="utf-8")
    settings.DIRECTORY_MAP = str(path)


def person(login: str) -> Any:
    return register("organization.person").record.objects.filter(user__username=login).first()


def is_wrong(answer: Any, status: int, kind: str = "") -> str:
    """Whether it is an error as SCIM has it; returns what it says."""
    told = answer.json()
    assert (answer.status_code, told["status"], told.get("scimType", "")) == (status, str(status), kind), told
    assert told["schemas"] == [ERROR]
    assert answer.headers["Content-Type"] == SCIM
    return str(told["detail"])


def count() -> int:
    return Entry.objects.count()
