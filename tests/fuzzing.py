"""Fuzzing the API by its own description: made-up requests, right and wrong, and answers held against what it says.

One engine for the suite (in process, some seconds) and for `make fuzz` (a real server, minutes): see tests/fuzz.py.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import hypothesis
import schemathesis
from hypothesis import strategies as st
from schemathesis import GenerationMode, checks
from schemathesis.core.failures import FailureGroup

from tests import cast as people
from tests.samples import sample
from zhengan.catalogue import catalogue
from zhengan.identity import offices
from zhengan.identity.tokens import Act
from zhengan.kernel.accounts import tokens
from zhengan.kernel.actor import Actor
from zhengan.kernel.record import Record
from zhengan.kernel.register import registers
from zhengan.ledger import clock

# Left out are those that ask for what we do not promise: a boolean may be sent as 是, a number as text, and values that
# fit the description may still contradict each other.
CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.allow_header_conformance,
]
BOTH = tuple(GenerationMode)
# What has broken programs before: no text, no number, no day, no tree that a database or a library can hold.
POISONS: tuple[Any, ...] = (
    "\0", "\ud800", "a\udfffb", "\ufffe\u202e", "𠮷" * 300, "x" * 5000, "=1+1", "%", "%00", "'\"--", "{{ 1 }}",
    2**31, 2**63, -(2**63) - 1, 10**400, 1e308, -0.0, "1e999", "NaN", "Infinity", "-1", "９", "²", "1" * 500,
    "0001-01-01", "9999-12-31", "10000-01-01", "0000-00-00", "民國9999年1月1日", "9999-12-31T23:59:59-12:00",
    "0001-01-01T00:00:00+14:00", "24:00", "23:59:60", "P99999999999D", "999999999 23:59:59", "-999999999",
    None, True, [], {}, [[]], [None], {"id": None}, {"id": 2**64}, {"no": ["x"]}, {"base64": "="},
    {"name": 1, "base64": ""},
)  # fmt: skip
TEXTS = tuple(one for one in POISONS if isinstance(one, str) and one.encode("utf-8", "ignore").decode() == one)

schemathesis.openapi.format("decimal", st.decimals(allow_nan=False, allow_infinity=False, places=2).map(str))


@dataclass
class Firm:
    """What the fuzz has: a token that may do much, one that may do little, a record of every register by path.

    `links` are the fields, of records and lines, that point to another record, with a number that exists.
    """

    much: str
    little: str
    numbers: dict[str, str]
    links: dict[str, dict[str, str]]


def found_firm() -> Firm:
    """Enter the cast and a record of every register; a token of the CISO, with every office, and one of an employee."""
    cast = people.found()
    numbers = {one.path: sample(one).no for one in registers()}
    today = clock.today()
    for office in catalogue().roles:
        if office != offices.ALL_STAFF:
            offices.grant(cast.user("ciso"), office, from_on=today, to_on=None, source="fuzz")
    return Firm(
        _token(cast, "ciso", tokens.known_registers(), [one for one in Act.values if one != Act.PROVISION]),
        _token(cast, "employee", [tokens.CLAUSES, "organization.unit"], [Act.READ]),
        numbers,
        {one.path: _links(one, numbers) for one in registers()},
    )


def _token(cast: people.Cast, who: str, named: Sequence[str], acts: Sequence[str]) -> str:
    by = Actor.of(cast.user(who), via="web", proved_at=clock.now())
    until = clock.today() + timedelta(days=30)
    return tokens.issue(by.user, by=by, name="fuzz", registers=named, acts=acts, until=until)


def _links(one: Any, numbers: dict[str, str]) -> dict[str, str]:
    fields = [*one.entries, *(field for name in one.lines for field in one.line_fields(name))]
    pointing = [one for one in fields if one.is_relation and issubclass(one.related_model, Record)]
    return {one.name: numbers[one.related_model.register.path] for one in pointing}


@dataclass
class Fuzz:
    """Strikes operations of a description; `found` are the failures, one of each kind, with the request."""

    schema: Any
    token: str
    firm: Firm
    seed: int = 0
    modes: Sequence[GenerationMode] = BOTH
    requests: int = 0
    statuses: dict[int, int] = field(default_factory=dict)
    found: dict[str, str] = field(default_factory=dict)
    _versions: dict[str, int] = field(default_factory=dict)

    def operations(self) -> list[Any]:
        """All operations, in an order of chance."""
        made = [one.ok() for one in self.schema.get_all_operations()]
        random.Random(self.seed).shuffle(made)
        return made

    def strike(self, operation: Any, *, examples: int) -> None:
        """Send some made-up requests of each mode to one operation."""
        for mode in self.modes:
            self.seed += 1

            @hypothesis.seed(self.seed)
            @hypothesis.settings(
                max_examples=examples,
                database=None,
                deadline=None,
                phases=[hypothesis.Phase.generate],
                suppress_health_check=list(hypothesis.HealthCheck),
            )
            @hypothesis.given(operation.as_strategy(generation_mode=mode), st.integers(0, 2**32))
            def once(case: Any, seed: int) -> None:
                self._send(case, random.Random(seed))

            once()

    def _send(self, case: Any, chance: random.Random) -> None:
        no = self._aim(case, chance)
        self._poison(case, chance)
        self.requests += 1
        try:
            answer = case.call(headers={"Authorization": f"Bearer {self.token}"})
            self.statuses[answer.status_code] = self.statuses.get(answer.status_code, 0) + 1
            if answer.status_code == 200 and no and isinstance(told := answer.json(), dict):
                self._versions[no] = told.get("version", self._versions.get(no, 1))
            case.validate_response(answer, checks=CHECKS)
        except FailureGroup as group:
            for one in group.exceptions:
                self.found.setdefault(f"{case.operation.label}: {one.title}", f"{one}\n{group}")

    def _aim(self, case: Any, chance: random.Random) -> str:
        """Mostly name records that there are, in the version that they have; returns the one of the address."""
        path = "/".join(case.operation.path.split("/")[2:4])
        links = self.firm.links.get(path, {})
        for holder, key in list(_places(case.body)):
            if isinstance(key, str) and key in links and chance.random() < 0.8:
                holder[key] = links[key]
        if not isinstance(case.path_parameters, dict) or "no" not in case.path_parameters or chance.random() < 0.2:
            return ""
        no = case.path_parameters["no"] = self.firm.numbers[path]
        if isinstance(case.body, dict) and "version" in case.body and chance.random() < 0.8:
            case.body["version"] = self._versions.get(no, 1)
        return no

    def _poison(self, case: Any, chance: random.Random) -> None:
        """Put poison into no place of the request, into one, or into many."""
        share = chance.choice((0.0, 0.0, 0.1, 0.5))
        in_json = case.media_type != "multipart/form-data"
        for part, poisons in ((case.body, POISONS if in_json else TEXTS), (case.query, TEXTS)):
            for holder, key in list(_places(part)):
                if chance.random() < share:
                    holder[key] = chance.choice(poisons)


def _places(tree: Any) -> Iterator[tuple[Any, Any]]:
    for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ():
        yield tree, key
        yield from _places(value)


def over_http(address: str, description: dict[str, Any]) -> Any:
    """The description, to be called at a real server."""
    schema = schemathesis.openapi.from_dict(description)
    schema.config.update(base_url=address)
    return schema


def in_process(description: dict[str, Any]) -> Any:
    """The description, to be called without a server."""
    from zhengan.site.wsgi import application

    schema = over_http("http://localhost", description)
    schema.app = application
    return schema
