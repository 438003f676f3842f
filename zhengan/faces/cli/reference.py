"""The reference pages under docs/reference: one for each register and one for the clauses, made from the declarations.

A test compares them with what the code says now, so that they cannot lie.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import models
from django.utils import translation

from zhengan.catalogue import Period, catalogue
from zhengan.checks.declare import Kind, check_of, kind_of
from zhengan.checks.verdict import waits_for
from zhengan.kernel.flow import NAMED, Move
from zhengan.kernel.register import STAFF_OFFICES, Register, registers


def pages() -> dict[str, str]:
    """Return every page: path below docs/reference -> Markdown."""
    found = {f"{register.path}.md": _register_page(register) for register in registers()}
    found["clauses.md"] = _clauses_page()
    found["README.md"] = _index()
    return found


def _readers(register: Register) -> str:
    """Who reads a register by office."""
    if tuple(register.readers) == STAFF_OFFICES:
        return "各職務 every office"
    return _offices((*register.makers, *(one for one in register.readers if one not in register.makers)))


def _grouped(covered: Mapping[str, Sequence[str]]) -> Iterator[tuple[tuple[str, ...], str]]:
    """The fields that the same offices may see, together."""
    by_offices: dict[tuple[str, ...], list[str]] = {}
    for name, offices in covered.items():
        by_offices.setdefault(tuple(offices), []).append(f"`{name}`")
    for offices, names in by_offices.items():
        yield offices, ", ".join(names)


def _both(text: object) -> tuple[str, str]:
    with translation.override("zh-hant"):
        zh = str(text)
    with translation.override("en"):
        en = str(text)
    return zh, en


def _index() -> str:
    lines = ["# Reference", "", "Made from the declarations by `zhengan reference`; do not edit by hand.", ""]
    lines += ["- [Clauses and how each is answered](clauses.md)", ""]
    for code, room in catalogue().rooms.items():
        own = [register for register in registers() if register.room == code]
        if own:
            lines += [f"## {room.title} {room.title_en}", ""]
            for register in own:
                zh, en = _both(register.title)
                lines.append(f"- [{zh} {en}]({register.path}.md) `{register.code}`")
            lines.append("")
    return "\n".join(lines)


def _register_page(register: Register) -> str:
    zh, en = _both(register.title)
    purpose_zh, purpose_en = _both(register.purpose)
    lines = [f"# {zh} {en}", "", purpose_zh, "", purpose_en, ""]
    lines += [
        f"- Code `{register.code}`, numbers `{register.prefix}-<year>-<number>`",
        f"- Web `/{register.path}/`, API `/api/{register.path}/`, command `zhengan {register.path.replace('/', ' ')}`",
        f"- Kept for {Period(register.keep).zh()} {Period(register.keep).en()}",
        f"- Added and changed by: {_offices(register.makers)}",
        f"- Read by: {_readers(register)}; by others where a record names them",
    ]
    for offices, names in _grouped(register.confidential):
        lines.append(f"- Confidential, there for {_offices(offices)} alone: {names}")
    for offices, names in _grouped(register.personal):
        lines.append(f"- Personal, masked until {_offices(offices)} say what for: {names}")
    if register.key:
        lines.append(f"- Rows are recognised on import by: {', '.join(f'`{name}`' for name in register.key)}")
    if register.clauses:
        cites = "、".join(f"{catalogue().clause(one).cite} `{one}`" for one in register.clauses)
        lines.append(f"- Evidence for: {cites}")
    lines += ["", "## Fields", "", *_table(register.fields)]
    for name in register.lines:
        line_zh, line_en = _both(register.lines[name]._meta.verbose_name_plural)
        lines += ["", f"## {line_zh} {line_en} `{name}`", "", *_table(register.line_fields(name))]
    lines += ["", "## States", "", "| from | to | by | not the same as | asks |", "|---|---|---|---|---|"]
    lines += [_move_row(register, move) for move in register.flow.moves]
    return "\n".join([*lines, ""])


def _table(fields: "tuple[models.Field[Any, Any], ...]") -> Iterator[str]:
    yield "| 欄位 | field | code | kind | needed |"
    yield "|---|---|---|---|---|"
    for field in fields:
        zh, en = _both(field.verbose_name)
        needed = "yes" if not field.blank and not isinstance(field, models.BooleanField) else ""
        yield f"| {zh} | {en} | `{field.name}` | {_kind(field)} | {needed} |"


def _kind(field: "models.Field[Any, Any]") -> str:
    if field.choices:
        return "one of " + ", ".join(
            f"`{value}` {_both(label)[0]}" for value, label in field.flatchoices if value != ""
        )
    if field.is_relation:
        target = field.related_model
        register = getattr(target, "register", None)
        return f"→ `{register.code}`" if register else "file"
    return type(field).__name__.removesuffix("Field").lower()


def _move_row(register: Register, move: Move) -> str:
    source, target = (_both(register.flow.label(state)) for state in (move.source, move.target))
    who = ", ".join(
        f"the person in `{move.named}`" if one == NAMED else one if one not in catalogue().roles else _offices((one,))
        for one in move.by
    )
    excluded = ", ".join(f"`{name}`" for name in sorted(move.excluded))
    asks = ", ".join(f"`{name}`" for name in (*move.asks, *(["reason"] if move.reason else [])))
    return f"| {source[0]} {source[1]} | {target[0]} {target[1]} | {who} | {excluded} | {asks} |"


def _offices(codes: Any) -> str:
    roles = catalogue().roles
    return ", ".join(f"{roles[code].title} `{code}`" for code in codes) or "nobody by hand"


def _clauses_page() -> str:
    lines = [
        "# Clauses and how each is answered",
        "",
        "Every clause has exactly one answer. *Waits for* names the registers or sensors that do not exist yet.",
        "",
        "| 條文 | title | id | answered by | met when, or what it waits for |",
        "|---|---|---|---|---|",
    ]
    for clause in catalogue().clauses.values():
        kind = kind_of(clause)
        check = check_of(clause.id)
        said = ""
        if check is not None:
            said = " ".join(check.says.split())
        if kind is Kind.NOT_YET:
            waiting = ", ".join(f"`{name}`" for name in waits_for(clause))
            said = f"{said} Waits for {waiting}.".strip() if waiting else said
        lines.append(f"| {clause.cite} {clause.title} | {clause.title_en} | `{clause.id}` | {kind.value} | {said} |")
    return "\n".join([*lines, ""])
