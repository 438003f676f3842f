"""The firm's directory as a real server, and the product told of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cast import Cast
from tests.directory import server
from tests.directory.server import ADMINS, OPERATORS, PEOPLE, SECRET, SERVICE, Directory, group, make, person

MAP: dict[str, Any] = {
    "groups": [
        {"group": OPERATORS, "offices": ["operator"]},
        {"group": ADMINS, "offices": ["system_admin"], "instead_of_appointment": True},
    ],
    "units": {"資訊部": {"unit": "I10", "function": "it"}, "經紀部": {"unit": "B10", "function": "business"}},
}


@pytest.fixture
def directory(cast: Cast, judged: None, tmp_path: Path, settings: Any) -> Iterator[Directory]:
    """The employee and the operator are in it, and somebody whom the product does not know."""
    employee, operator = cast.user("employee").username, cast.user("operator").username
    people = (
        person(employee, "曾雅文", departmentNumber="經紀部", title="營業員")
        + person(operator, "陳怡君", departmentNumber="資訊部", title="電腦操作員")
        + person("z999", "新同事", departmentNumber="資訊部", title="工程師")
        + group(OPERATORS, employee)
        + group(ADMINS, "z999")
    )
    made = make(tmp_path / "slapd", people)
    settings.LDAP_URL = made.url
    settings.LDAP_CA = str(made.folder / "ca.pem")
    settings.LDAP_BIND_DN, settings.LDAP_BIND_PASSWORD = SERVICE, SECRET
    settings.LDAP_PEOPLE, settings.LDAP_FILTER = PEOPLE, "(objectClass=inetOrgPerson)"
    settings.DIRECTORY_MAP = str(write_map(tmp_path, MAP))
    made.start()
    yield made
    made.stop()


def write_map(folder: Path, told: Any) -> Path:
    path = folder / "map.yaml"
    path.write_text(yaml.safe_dump(told, allow_unicode=True), encoding="utf-8")
    return path


__all__ = ["server"]
