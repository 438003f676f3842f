"""Writes the policy, and how it is carried out, in NIST's OSCAL so that other tools can read them."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta, timezone
from typing import Any

from zhengan.catalogue.book import Catalogue
from zhengan.catalogue.errors import UnknownStatus
from zhengan.catalogue.model import Clause, Parameter

# Nothing is used that 1.1 lacks; readers of 1.2 take it as it is.
OSCAL_VERSION = "1.1.3"
NAMESPACE = "urn:zhengan:oscal"  # of props and parts that OSCAL does not name

_ROOT = uuid.uuid5(uuid.NAMESPACE_URL, NAMESPACE)
_TAIPEI = timezone(timedelta(hours=8))

# OSCAL's own words for how far a control is carried out. A clause that is not met, or of which nothing is known, gets
# none of them: "planned" and "partial" would be claims without proof.
_IMPLEMENTED = {"met": "implemented", "attention": "partial", "not_applicable": "not-applicable"}


def stable_uuid(*parts: str) -> str:
    """A version 5 UUID that is the same for the same parts, for ever."""
    return str(uuid.uuid5(_ROOT, json.dumps(parts)))


def control_id(book: Catalogue, identifier: str) -> str:
    """What a clause is called in the exported catalog: clause-7.1.3.6, or chapter-7 for a chapter without demand.

    An OSCAL id must begin with a letter. Raises UnknownClause.
    """
    clause = book.clause(identifier)
    return f"clause-{clause.id}" if _is_control(clause) else f"chapter-{clause.id}"


def export_catalog(book: Catalogue) -> dict[str, Any]:
    """The policy as an OSCAL `catalog` document: JSON values, the same for the same edition.

    A group for each chapter and in it nested controls; a chapter with a demand of its own (7, 10, 11, 14) is also the
    first control of its group. Source: NIST OSCAL 1.1, catalog model.
    """
    resource = stable_uuid("policy", book.digest)
    catalog = {
        "uuid": stable_uuid("catalog", book.digest),
        "metadata": _metadata(book, title=book.document, changed=_midnight(book)),
        "params": [_param(parameter) for parameter in book.parameters.values()],
        "groups": [_group(book, chapter) for chapter in book.chapters],
        "back-matter": {"resources": [_policy_text(book, resource)]},
    }
    return {"catalog": catalog}


def export_components(
    book: Catalogue,
    *,
    made_at: datetime,
    statuses: Mapping[str, str] | None = None,
    catalog_href: str = "catalog.json",
) -> dict[str, Any]:
    """How the firm carries the policy out, as an OSCAL `component-definition` document (JSON values).

    `statuses` gives the verdict of clauses (id -> code of `book.statuses`), as of `made_at` (with a time zone);
    `catalog_href` is where the exported catalog lies beside it. Raises UnknownClause and UnknownStatus. Source: NIST
    OSCAL 1.1, component definition model.
    """
    verdicts = statuses or {}
    for identifier, status in verdicts.items():
        book.clause(identifier)
        if status not in book.statuses:
            raise UnknownStatus(zh=f"沒有判定結果「{status}」", en=f"there is no verdict {status!r}")
    requirements = [
        _requirement(book, clause, verdicts.get(clause.id)) for clause in book.clauses.values() if _is_control(clause)
    ]
    component = {
        "uuid": stable_uuid("component", book.document),
        "type": "software",
        "title": "證安 Zhengan",
        "description": "What the firm carries out, records and proves its information security management with.",
        "control-implementations": [
            {
                "uuid": stable_uuid("implementation", book.digest),
                "source": catalog_href,
                "description": book.document_en,
                "implemented-requirements": requirements,
            }
        ],
    }
    document = {
        "uuid": stable_uuid("components", book.digest, made_at.isoformat(), json.dumps(verdicts, sort_keys=True)),
        "metadata": _metadata(book, title=f"{book.document}：執行情形", changed=made_at),
        "components": [component],
    }
    return {"component-definition": document}


# --- pieces ---


def _metadata(book: Catalogue, *, title: str, changed: datetime) -> dict[str, Any]:
    return {
        "title": title,
        "last-modified": changed.isoformat(),
        "version": book.edition.effective_on.isoformat(),
        "oscal-version": OSCAL_VERSION,
        "revisions": [
            {"version": one.effective_on.isoformat(), "remarks": one.text} for one in reversed(book.editions)
        ],
        "props": [_prop("digest", book.digest), _prop("title-en", book.document_en)],
        "roles": [{"id": role.code, "title": role.title, "description": role.title_en} for role in book.roles.values()],
    }


def _midnight(book: Catalogue) -> datetime:
    """The start of the day from which the edition counts, in Taipei: the export has no time of its own."""
    return datetime.combine(book.edition.effective_on, time(), _TAIPEI)


def _policy_text(book: Catalogue, resource: str) -> dict[str, Any]:
    """The text itself as a resource of the back matter, with its hash where the file is kept."""
    described: dict[str, Any] = {"uuid": resource, "title": f"{book.document}（{book.edition.text}）"}
    text = book.folder / "policy.md"
    link: dict[str, Any] = {"href": text.name, "media-type": "text/markdown"}
    if text.exists():
        link["hashes"] = [{"algorithm": "SHA-256", "value": hashlib.sha256(text.read_bytes()).hexdigest()}]
    return described | {"rlinks": [link]}


def _prop(name: str, value: str, *, ours: bool = True) -> dict[str, str]:
    return {"name": name, "ns": NAMESPACE, "value": value} if ours else {"name": name, "value": value}


def _is_control(clause: Clause) -> bool:
    return clause.parent is not None or clause.force != "none"


def _group(book: Catalogue, chapter: Clause) -> dict[str, Any]:
    below = [_control(book, child) for child in book.children_of(chapter.id)]
    own = [_control(book, chapter, nested=False)] if _is_control(chapter) else []
    return {
        "id": f"chapter-{chapter.id}",
        "class": "chapter",
        "title": chapter.title,
        "props": [*_labels(chapter), _prop("title-en", chapter.title_en)],
        "controls": own + below,
    }


def _labels(clause: Clause) -> list[dict[str, str]]:
    padded = ".".join(f"{number:02d}" for number in clause.sort_key)
    return [_prop("label", clause.cite, ours=False), _prop("sort-id", padded, ours=False)]


def _control(book: Catalogue, clause: Clause, *, nested: bool = True) -> dict[str, Any]:
    control: dict[str, Any] = {
        "id": f"clause-{clause.id}",
        "class": "clause",
        "title": clause.title,
        "props": [*_labels(clause), *_props(clause)],
        "links": list(_links(book, clause)),
        "parts": list(_parts(book, clause)),
    }
    if nested:
        control["controls"] = [_control(book, child) for child in book.children_of(clause.id)]
    return {key: value for key, value in control.items() if value}


def _props(clause: Clause) -> Iterator[dict[str, str]]:
    yield _prop("title-en", clause.title_en)
    for kind in clause.kind:
        yield _prop("kind", kind)
    yield _prop("force", clause.force)
    yield _prop("room", clause.room)
    yield _prop("owner", clause.owner)
    if clause.period:
        yield _prop("period", clause.period.iso)
    if clause.retention:
        yield _prop("retention", clause.retention.iso)
    for register in clause.evidence:
        yield _prop("evidence", register)


def _links(book: Catalogue, clause: Clause) -> Iterator[dict[str, str]]:
    for other in clause.see:
        yield {"href": f"#{control_id(book, other)}", "rel": "related"}
    if clause.same_as:
        yield {"href": f"#{control_id(book, clause.same_as)}", "rel": "corresp"}


def _parts(book: Catalogue, clause: Clause) -> Iterator[dict[str, Any]]:
    def part(suffix: str, name: str, prose: str, *, ours: bool = False) -> dict[str, Any]:
        made = {"id": f"clause-{clause.id}_{suffix}", "name": name, "prose": _paragraphs(prose)}
        return made | {"ns": NAMESPACE} if ours else made

    yield part("smt", "statement", clause.text)
    if clause.text_en:
        yield part("smt_en", "statement-en", clause.text_en, ours=True)
    if clause.asks and clause.asks_en:
        yield part("gdn", "guidance", f"{clause.asks}\n{clause.asks_en}")
    yield part("obj", "assessment-objective", clause.check)
    if clause.parameters:
        named = [book.parameter(key) for key in clause.parameters]
        lines = (f"- {one.title} {one.title_en}: {{{{ insert: param, {one.key} }}}}" for one in named)
        yield {
            "id": f"clause-{clause.id}_prm",
            "name": "parameters",
            "ns": NAMESPACE,
            "prose": "\n".join(lines),
        }


def _paragraphs(text: str) -> str:
    """Prose is Markdown, where only an empty line ends a paragraph."""
    return text.replace("\n", "\n\n")


def _param(parameter: Parameter) -> dict[str, Any]:
    param: dict[str, Any] = {
        "id": parameter.key,
        "props": [_prop("title-en", parameter.title_en), _prop("unit", parameter.unit)],
        "label": parameter.title,
    }
    if parameter.measure_en:
        param["props"].append(_prop("measure", parameter.measure_en))
    if parameter.limit:
        cited = "; ".join(f"{clause}: {words}" for clause, words in parameter.limit.printed)
        param["constraints"] = [{"description": f"{parameter.limit.op} {parameter.limit.value} ({cited})"}]
    if parameter.note:
        param["guidelines"] = [{"prose": parameter.note}]
    if parameter.value is not None:
        param["values"] = [parameter.value]
    return param


def _requirement(book: Catalogue, clause: Clause, status: str | None) -> dict[str, Any]:
    requirement: dict[str, Any] = {
        "uuid": stable_uuid("requirement", book.digest, clause.id),
        "control-id": f"clause-{clause.id}",
        "description": clause.does,
        "responsible-roles": [{"role-id": clause.owner}],
    }
    if status is not None:
        requirement["props"] = [_prop("verdict", status)]
        if status in _IMPLEMENTED:
            requirement["props"].append(_prop("implementation-status", _IMPLEMENTED[status], ours=False))
    if clause.enforce:
        requirement["remarks"] = clause.enforce
    return requirement
