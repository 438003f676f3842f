"""A tiny policy written to disk, to be spoilt by the tests of loading, and a synthetic SP 800-53."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from zhengan.catalogue import set_provider
from zhengan.catalogue.parameters import _registered

CLAUSE = """\
- id: "{id}"
  ref: {ref}
  title: 標題
  title_en: Title
  text: {text}
  kind: [{kind}]
  force: shall
  owner: ciso
  period: {period}
  deadline: null
  retention: null
  evidence: [review]
  room: policy
  does: Does.
  check: Checks.
  enforce: null
"""

FILES = {
    "meta.yaml": """\
document: 小政策
document_en: A small policy
edition: "2020-12-21"
revisions:
  - {date: "2005-05-20", text: 訂定}
  - {date: "2020-12-21", text: 修訂}
approved_by: 總經理
counts: {clauses: 5, leaves: 3, parameters: 2, translations: 5}
unnumbered:
  - {where: before chapter 一, text: 目錄, note: contents}
kinds:
  - {code: heading, title: 標題, title_en: Heading, meaning: a parent}
  - {code: duty, title: 定期, title_en: Duty, meaning: again and again}
  - {code: rule, title: 規定, title_en: Rule, meaning: always}
forces:
  - {code: shall, title: 應, title_en: Shall, meaning: binding}
  - {code: none, title: 無, title_en: No demand, meaning: nothing}
statuses:
  - {code: met, title: 符合, title_en: Met, meaning: proved}
  - {code: no_data, title: 尚無資料, title_en: No data, meaning: nothing is not proof}
""",
    "roles.yaml": "- {code: ciso, title: 資安長, title_en: Head of security}\n",
    "rooms.yaml": "- {code: policy, title: 政策, title_en: Policy, holds: Documents}\n",
    "registers.yaml": "- {name: review, room: policy, title: 檢討, title_en: Reviews}\n",
    "topics.yaml": '- {code: rules, title: 要點, title_en: Rules, clauses: ["1.1"]}\n',
    "contract_terms.yaml": """\
- contract_kind: any
  when: always
  terms: [audit_right]
  clauses: ["1.1"]
  if_missing: block
  unless: gap
""",
    "parameters.yaml": """\
- key: review-interval
  title: 檢討週期
  title_en: Interval of reviews
  unit: duration
  value: "P1Y"
  clauses: ["1.1"]
- key: password-min-length
  title: 密碼最短長度
  title_en: Shortest password
  unit: int
  measure: 字元
  measure_en: characters
  value: "8"
  limit:
    op: ">="
    value: "6"
    printed:
      "1.2": 六位元以上
  scoped_by: system
  note: 註
  clauses: ["1.2"]
""",
    "clauses/01-first.yaml": CLAUSE.format(id="1", ref="一、", text="第一章", kind="heading", period="null")
    + CLAUSE.format(id="1.1", ref="一、1.", text="應定期檢討。", kind="duty", period="P1Y")
    + "  period_source: default\n  parameters: [review-interval]\n"
    + CLAUSE.format(id="1.2", ref="一、2.", text="密碼六位元以上。", kind="rule", period="null")
    + '  parameters: [password-min-length]\n  see: ["1.1"]\n  note: a note\n',
    "clauses/02-second.yaml": CLAUSE.format(id="2", ref="二、", text="第二章", kind="heading", period="null")
    + CLAUSE.format(id="2.1", ref="二、（一）", text="密碼。", kind="rule", period="null")
    + '  same_as: "1.2"\n',
    "english.yaml": "".join(
        f'"{one}": {{text_en: English of {one}, asks: 調閱, asks_en: Show}}\n'
        for one in ("1", "1.1", "1.2", "2", "2.1")
    ),
}


@pytest.fixture
def small(tmp_path: Path) -> Callable[..., Path]:
    """Write the tiny policy, with one text replaced in one file when asked, and give its folder."""

    def write(file: str = "", old: str = "", new: str = "", *, name: str = "small", without: str = "") -> Path:
        folder = tmp_path / name
        (folder / "clauses").mkdir(parents=True)
        for path, content in FILES.items():
            spoilt = content
            if path == file:
                assert old in content, f"{old!r} is not in {file}"
                spoilt = content.replace(old, new, 1)
            if path != without:
                (folder / path).write_text(spoilt, "utf-8")
        return folder

    return write


@pytest.fixture(autouse=True)
def _no_provider() -> Iterator[None]:
    """No approved values but those a test registers; what the rooms registered is put back afterwards."""
    registered = list(_registered)
    set_provider(None)
    yield
    _registered[:] = registered


# Base controls, enhancements, withdrawn base controls and withdrawn enhancements of each family in SP 800-53 rev. 5,
# release 5.2.0.
FAMILIES = {
    "ac": ("Access Control", 25, 122, 2, 14),
    "at": ("Awareness and Training", 6, 11, 1, 1),
    "au": ("Audit and Accountability", 16, 53, 1, 12),
    "ca": ("Assessment, Authorization, and Monitoring", 9, 23, 1, 6),
    "cm": ("Configuration Management", 14, 52, 0, 10),
    "cp": ("Contingency Planning", 13, 43, 1, 6),
    "ia": ("Identification and Authentication", 13, 61, 0, 15),
    "ir": ("Incident Response", 10, 32, 1, 1),
    "ma": ("Maintenance", 7, 23, 0, 2),
    "mp": ("Media Protection", 8, 22, 0, 10),
    "pe": ("Physical and Environmental Protection", 23, 36, 1, 7),
    "pl": ("Planning", 11, 6, 3, 3),
    "pm": ("Program Management", 32, 5, 0, 0),
    "ps": ("Personnel Security", 9, 9, 0, 1),
    "pt": ("Personally Identifiable Information Processing and Transparency", 8, 13, 0, 0),
    "ra": ("Risk Assessment", 10, 16, 1, 3),
    "sa": ("System and Services Acquisition", 24, 123, 7, 32),
    "sc": ("System and Communications Protection", 51, 111, 4, 19),
    "si": ("System and Information Integrity", 23, 96, 1, 16),
    "sr": ("Supply Chain Risk Management", 12, 15, 0, 0),
}
REFERENCE = "27847491-5ce1-4f6a-a1e4-9e483782f0ef"


@pytest.fixture(scope="session")
def nist() -> dict[str, Any]:
    """SYNTHETIC: the structure of NIST SP 800-53 rev. 5 in OSCAL, in full size, with invented wording.

    It is not NIST's file: families, numbers of controls, identifiers, labels, parameters, withdrawn controls, links
    and back matter are laid out as in release 5.2.0, the titles of controls and all prose are made up here.
    """
    groups = []
    for family, (title, bases, enhancements, gone, enhancements_gone) in FAMILIES.items():
        controls = [_control(f"{family}-{number}", number, family, withdrawn=False) for number in range(1, bases + 1)]
        for number in range(bases - gone, bases):  # the last ones; never the first, into which they went
            controls[number] = _control(f"{family}-{number + 1}", number + 1, family, withdrawn=True)
        for number in range(enhancements):
            base = controls[number % (bases - gone)]
            nth = len(base.setdefault("controls", [])) + 1
            withdrawn = number >= enhancements - enhancements_gone
            base["controls"].append(_control(f"{base['id']}.{nth}", nth, family, withdrawn=withdrawn))
        groups.append(
            {
                "id": family,
                "class": "family",
                "title": title,
                "props": [{"name": "label", "value": family.upper()}],
                "controls": controls,
            }
        )
    return {
        "catalog": {
            "uuid": "ea7c7688-79c5-463b-a91b-0650f2d98623",
            "metadata": {
                "title": "Synthetic catalog in the shape of SP 800-53 Rev. 5",
                "last-modified": "2026-05-11T16:01:09.00000-00:00",
                "version": "5.2.0",
                "oscal-version": "1.2.2",
            },
            "groups": groups,
            "back-matter": {
                "resources": [
                    {
                        "uuid": REFERENCE,
                        "title": "OMB A-130",
                        "citation": {"text": "A circular."},
                        "rlinks": [{"href": "https://example.org/a130.pdf"}],
                    }
                ]
            },
        }
    }


def _control(key: str, number: int, family: str, *, withdrawn: bool) -> dict[str, Any]:
    base, _, enhancement = key.partition(".")
    first = int(base.partition("-")[2])
    label, padded = (
        (f"{base.upper()}({number})", f"{family}-{first:02d}.{number:02d}")
        if enhancement
        else (
            base.upper(),
            f"{family}-{first:02d}",
        )
    )
    control: dict[str, Any] = {
        "id": key,
        "class": "SP800-53-enhancement" if enhancement else "SP800-53",
        "title": f"Title of {label}",
        "props": [
            {"name": "label", "value": padded.upper(), "class": "zero-padded"},
            {"name": "label", "value": label},
            {"name": "sort-id", "value": padded},
        ],
    }
    if withdrawn:
        control["props"].append({"name": "status", "value": "withdrawn"})
        control["links"] = [{"href": f"#{family}-1_smt.a", "rel": "incorporated-into"}]
        return control
    odp = f"{padded}_odp"
    return control | {
        "params": [
            {
                "id": f"{key}_prm_1",
                "props": [
                    {"name": "aggregates", "ns": "http://csrc.nist.gov/ns/rmf", "value": f"{odp}.01"},
                ],
                "label": "organization-defined personnel or roles",
            },
            {"id": f"{odp}.01", "label": "personnel or roles", "guidelines": [{"prose": "are defined;"}]},
            {
                "id": f"{odp}.02",
                "select": {
                    "how-many": "one-or-more",
                    "choice": ["organization-level", f"within {{{{ insert: param, {odp}.03 }}}}"],
                },
            },
            {"id": f"{odp}.03", "label": "time period"},
        ],
        "links": [
            {"href": f"#{REFERENCE}", "rel": "reference"},
            {"href": f"#{family}-1", "rel": "required" if enhancement else "related"},
        ],
        "parts": [
            {
                "id": f"{key}_smt",
                "name": "statement",
                "parts": [
                    {
                        "id": f"{key}_smt.a",
                        "name": "item",
                        "props": [{"name": "label", "value": "a."}],
                        "prose": f"Tell {{{{ insert: param, {key}_prm_1 }}}}:",
                        "parts": [
                            {
                                "id": f"{key}_smt.a.1",
                                "name": "item",
                                "props": [{"name": "label", "value": "1."}],
                                "prose": f"{{{{ insert: param, {odp}.02 }}}} what holds; and",
                            }
                        ],
                    }
                ],
            },
            {"id": f"{key}_gdn", "name": "guidance", "prose": f"[OMB A-130](#{REFERENCE}) says more."},
            {
                "id": f"{key}_asm-examine",
                "name": "assessment-method",
                "props": [{"name": "method", "ns": "http://csrc.nist.gov/ns/rmf", "value": "EXAMINE"}],
                "parts": [{"name": "assessment-objects", "prose": "Policy\n\nprocedures"}],
            },
        ],
    }
