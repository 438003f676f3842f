"""The mapping: which groups outside give which offices here, declared in one file by the firm.

`group` is a group of the LDAP directory by its DN, `scim` one that the identity provider sends, by its id there
(`externalId`) or by its name.

    groups:
      - group: cn=operators,ou=groups,dc=broker,dc=example
        offices: [operator]
      - group: cn=admins,ou=groups,dc=broker,dc=example
        offices: [system_admin]
        instead_of_appointment: true
      - scim: zhengan-developers
        offices: [developer]
    units:
      資訊部: {unit: I10, function: it}

Whatever is wrong in the file makes all of it void: then no group gives anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from zhengan.catalogue import catalogue
from zhengan.identity.offices import ALL_STAFF, PRIVILEGED

# Offices that the policy wants in the hands of named people: a group alone does not give them.
BY_APPOINTMENT = PRIVILEGED | {"board", "chairperson", "committee", "chief_auditor", "auditor", "compliance"}
KINDS = ("group", "scim")
FUNCTIONS = frozenset({"it", "business", "audit", "compliance", "security", "support"})


class WrongMapping(ValueError):
    """The file cannot be used; `problems` are sentences that name the place."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class DirectoryMapping:
    """Offices by group (its DN, or its id or name in SCIM; in small letters), and units as they are called outside."""

    offices: Mapping[str, frozenset[str]] = field(default_factory=dict)
    scim: Mapping[str, frozenset[str]] = field(default_factory=dict)
    units: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # name there -> (code here, unit function)
    grade: str = "staff"


def mapping() -> DirectoryMapping:
    """Read the file named by `ZHENGAN_DIRECTORY_MAP`; without one nothing is mapped. Raises WrongMapping."""
    if not settings.DIRECTORY_MAP:
        return DirectoryMapping()
    try:
        told = yaml.safe_load(Path(settings.DIRECTORY_MAP).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise WrongMapping([f"{settings.DIRECTORY_MAP}: {error}"]) from error
    return read(told)


def read(told: Any) -> DirectoryMapping:
    """Return what the content of the file says. Raises WrongMapping with all that is wrong."""
    if not isinstance(told, dict):
        raise WrongMapping(["the file holds no groups, units or grade"])
    problems = [f"unknown word: {word}" for word in told if word not in ("groups", "units", "grade")]
    found: dict[str, dict[str, frozenset[str]]] = {kind: {} for kind in KINDS}
    for place, one in enumerate(_list(told.get("groups"), "groups", problems), start=1):
        kind, group, given = _group(one, f"groups, {place}", problems)
        if group in found[kind]:
            problems.append(f"groups, {place}: {group} stands twice")
        found[kind][group] = given
    units = _units(told.get("units") or {}, problems)
    if problems:
        raise WrongMapping(problems)
    return DirectoryMapping(found["group"], found["scim"], units, str(told.get("grade", "staff")))


def _group(one: Any, place: str, problems: list[str]) -> tuple[str, str, frozenset[str]]:
    """Return the kind of the group, its name in small letters, and the offices that it gives."""
    kinds = [kind for kind in KINDS if isinstance(one, dict) and kind in one]
    if len(kinds) != 1 or not isinstance(one[kinds[0]], str) or not one[kinds[0]].strip():
        problems.append(f"{place}: a group is missing, or there are two")
        return KINDS[0], place, frozenset()
    wrong = sorted(set(map(str, one)) - {*kinds, "offices", "instead_of_appointment"})
    problems += [f"{place}: unknown word: {word}" for word in wrong]
    given = [str(office) for office in _list(one.get("offices"), f"{place}, offices", problems)]
    if not given:
        problems.append(f"{place}: it gives no office")
    explicit = one.get("instead_of_appointment", False) is True
    for office in given:
        if office not in catalogue().roles or office == ALL_STAFF:
            problems.append(f"{place}: there is no office {office}")
        elif office in BY_APPOINTMENT and not explicit:
            problems.append(f"{place}: {office} is given by appointment; say instead_of_appointment: true to give it")
    return kinds[0], one[kinds[0]].strip().lower(), frozenset(given)


def _units(told: Any, problems: list[str]) -> dict[str, tuple[str, str]]:
    if not isinstance(told, dict):
        problems.append("units: a table is needed")
        return {}
    found = {}
    for name, one in told.items():
        if not isinstance(one, dict) or not one.get("unit") or one.get("function") not in FUNCTIONS:
            problems.append(f"units, {name}: unit and function ({', '.join(sorted(FUNCTIONS))}) are needed")
        else:
            found[str(name)] = (str(one["unit"]), str(one["function"]))
    return found


def _list(told: Any, place: str, problems: list[str]) -> list[Any]:
    if told is None or isinstance(told, list):
        return told or []
    problems.append(f"{place}: a list is needed")
    return []
