"""What is shipped: its licences, its bill of materials, and no secret in any file (`tests.no_secrets`)."""

import json
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from tests import no_secrets

PROJECT = Path(__file__).resolve().parents[2]
LOCK = (PROJECT / "requirements" / "runtime.lock").read_text("utf-8")
SHIPPED = dict(re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", LOCK, re.MULTILINE))
LICENCES = PROJECT / "docs" / "licences.md"

# Where a package states its licence in full, or offers several.
CHOSEN = {"pyphen": "MPL-1.1 or LGPL-2.1-or-later or GPL-2.0-or-later", "fido2": "BSD-2-Clause"}


def licence(name: str) -> str:
    """A package's licence, as it says itself."""
    about = metadata.metadata(name)
    said = [one.rpartition(" :: ")[2] for one in about.get_all("Classifier") or [] if one.startswith("License")]
    return (
        CHOSEN.get(name) or about.get("License-Expression") or (about.get("License") or "").strip() or " or ".join(said)
    )


def listed() -> dict[str, str]:
    rows = [line.strip("|").split("|") for line in LICENCES.read_text("utf-8").splitlines() if line.startswith("|")]
    return {name.strip(): said.strip() for name, said in rows[2:]}


def installed() -> list[str]:
    found = {one.metadata["Name"].lower().replace("_", "-") for one in metadata.distributions()}
    return [name for name in SHIPPED if name.lower() in found]


def test_the_list_of_licences_is_whole() -> None:
    assert listed().keys() == SHIPPED.keys()


@pytest.mark.parametrize("name", installed())
def test_the_list_says_what_the_package_says(name: str) -> None:
    assert listed()[name] == licence(name)


@pytest.mark.parametrize(("name", "said"), listed().items())
def test_no_licence_reaches_over_to_the_product(name: str, said: str) -> None:
    """GPL and AGPL would; LGPL and MPL ask for changes of the library alone. Of several on offer one is chosen."""
    offers = [one for one in re.split(r" or | OR ", said) if not re.search(r"(?<!L)GPL|Affero|General Public", one)]
    assert offers, said


def test_a_secret_would_be_found(tmp_path: Path) -> None:
    key = tmp_path / "settings.py"
    key.write_text("-----BEGIN " + "RSA PRIVATE KEY-----\nMIIEow\n", encoding="utf-8")
    assert no_secrets.found([key]) == [f"{key}:1 Private Key"]


def test_the_bill_of_materials_lists_every_package_with_its_digests(tmp_path: Path) -> None:
    made = tmp_path / "bom.json"
    subprocess.run(
        [
            sys.executable, "-m", "cyclonedx_py", "requirements", "requirements/runtime.lock", "--pyproject",
            "pyproject.toml", "--mc-type", "application", "--output-reproducible", "--output-file", str(made),
        ],
        cwd=PROJECT, check=True, capture_output=True,
    )  # fmt: skip
    bill = json.loads(made.read_text("utf-8"))
    assert bill["bomFormat"] == "CycloneDX"
    assert bill["metadata"]["component"]["name"] == "zhengan"
    assert {one["name"]: one["version"] for one in bill["components"]} == SHIPPED
    assert all(one["externalReferences"][0]["hashes"] for one in bill["components"])
