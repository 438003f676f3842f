"""`zhengan <room> <register> <action>`: what every face can do with a register, on the command line."""

import argparse
import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.core.files.base import ContentFile
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhengan.catalogue import catalogue
from zhengan.faces.cli.acting import FAILED, OK, USAGE, WrongUsage, actor_named, carried_out, speak
from zhengan.faces.cli.paper import complain, print_json, print_table
from zhengan.kernel import acts, revealing, spreadsheet
from zhengan.kernel.actor import Actor
from zhengan.kernel.errors import OutOfDate, Refused
from zhengan.kernel.filters import filterable, narrowed
from zhengan.kernel.flow import asked
from zhengan.kernel.forms import visible_fields
from zhengan.kernel.incoming import Incoming
from zhengan.kernel.models import EvidenceField
from zhengan.kernel.record import with_links
from zhengan.kernel.register import Register, registers_of
from zhengan.kernel.sheet_columns import cell_of
from zhengan.kernel.since import since
from zhengan.kernel.told import row, whole

SIZE = 50
ERRORS_SHOWN = 100


def run(arguments: Sequence[str], *, language: str | None = None) -> int:
    """Carry out a command whose first word is a room."""
    room, *rest = arguments
    language, rest = _language(language, rest)
    speak(language)
    known = {one.name.replace("_", "-"): one for one in registers_of(room)}
    if not rest or rest[0] in ("-h", "--help"):
        said = catalogue().rooms[room]
        print(f"zhengan {room} REGISTER ACTION   ({said.title if get_language() != 'en' else said.title_en})\n")
        print_table([_("Register"), _("Title")], [(name, str(one.title)) for name, one in known.items()])
        return OK
    if rest[0] not in known:
        complain(_("There is no register “%(name)s” in this room.") % {"name": rest[0]}, "  ".join(known))
        return USAGE
    one = known[rest[0]]
    options = _parser(one).parse_args(rest[1:])
    actors: list[Actor] = []

    def actor() -> Actor:
        if not actors:
            actors.append(actor_named(options.login))
        return actors[0]

    return carried_out(lambda: options.carry_out(one, actor(), options), actor=actor)


def _language(chosen: str | None, rest: list[str]) -> tuple[str | None, list[str]]:
    """Take --language out: it decides in which language the options are explained."""
    for place, word in enumerate(rest):
        if word == "--language" and place + 1 < len(rest):
            return rest[place + 1], rest[:place] + rest[place + 2 :]
        if word.startswith("--language="):
            return word.partition("=")[2], rest[:place] + rest[place + 1 :]
    return chosen, rest


def _parser(one: Register) -> argparse.ArgumentParser:
    prog = f"zhengan {one.room} {one.name.replace('_', '-')}"
    parser = argparse.ArgumentParser(prog=prog, description=f"{one.title}: {one.purpose}", allow_abbrev=False)
    actions = parser.add_subparsers(title=_("actions"), required=True, metavar="ACTION")

    def action(name: str, told: str, work: Callable[..., int], *positional: str) -> argparse.ArgumentParser:
        made = actions.add_parser(name, help=told, description=told, allow_abbrev=False)
        made.add_argument("--as", dest="login", metavar="LOGIN", help=_("in whose name (else $ZHENGAN_USER)"))
        made.add_argument("--json", action="store_true", help=_("print JSON"))
        for word in positional:
            made.add_argument(word)
        made.set_defaults(carry_out=work)
        return made

    listing = action("list", _("list records"), _list)
    listing.add_argument("--size", type=int, default=SIZE)
    listing.add_argument("--page", type=int, default=1)
    show = action("show", _("show one record"), _show, "no")
    add = action("add", _("add a record"), _add)
    change = action("change", _("change a record"), _change, "no")
    move = action("move", _("bring a record into another state"), _move, "no", "target")
    void = action("void", _("void a record"), _void, "no")
    bring = action("import", _("say what an import would do, or carry it out"), _import, "file")
    out = action("export", _("write an .xlsx or .csv file"), _export, "file")
    action("template", _("write an empty .xlsx for an import"), _template, "file")

    for made in (listing, out):
        _add_filters(made, one)
    for made in (add, change, move):
        made.add_argument(
            "--set",
            action="append",
            default=[],
            metavar="FIELD=VALUE",
            help=_("@FILE stands for the content of a file"),
        )
    for made in (show, out):
        told = _("show what is masked or confidential, for this reason; it is recorded")
        made.add_argument("--reveal", default="", metavar="REASON", help=told)
    for made in (add, change):
        made.add_argument("--lines", type=Path, metavar="FILE.json", help=_('child rows: {"name": [{...}, ...]}'))
    for made in (change, move, void, bring):
        made.add_argument("--reason", default="")
    for made in (change, move, void):
        made.add_argument("--version", type=int, help=_("the version that this is based on"))
    move.add_argument("--submitted", metavar="DIGEST", help=_("digest of the submission that is approved"))
    bring.add_argument("--carry-out", dest="really", action="store_true", help=_("write it, when every row is right"))
    bring.add_argument(
        "--complete", action="store_true", help=_("the file is the whole list: what is not in it is gone")
    )
    bring.add_argument("--map", action="append", default=[], metavar="HEADING=FIELD")
    return parser


def _add_filters(parser: argparse.ArgumentParser, one: Register) -> None:
    group = parser.add_argument_group(_("filters"))
    for name in ("q", "ids", "voided", "order"):
        group.add_argument(f"--{name}", dest=f"filter_{name}", action="append", metavar="TEXT")
    for _name, _kind, queries, codes in filterable(one):
        for query in queries:
            told = " | ".join(codes)
            option = f"--{query.replace('_', '-')}"
            group.add_argument(option, dest=f"filter_{query}", action="append", metavar="VALUE", help=told)


# -- reading ------------------------------------------------------------------------------------------------------


def _found(one: Register, actor: Actor, options: Any) -> Any:
    """The records that the options ask for. Raises Refused, WrongUsage."""
    one.demand_open(actor)
    params = QueryDict(mutable=True)
    for name, values in vars(options).items():
        if name.startswith("filter_") and values:
            params.setlist(name.removeprefix("filter_"), values)
    found = narrowed(one, actor, params)
    if found.problems:
        raise WrongUsage("\n".join(found.problems))
    return found


def _list(one: Register, actor: Actor, options: Any) -> int:
    if options.size < 1 or options.page < 1:
        raise WrongUsage(_("--size and --page begin at 1."))
    found = _found(one, actor, options)
    total = found.queryset.count()
    records = found.queryset[(options.page - 1) * options.size : options.page * options.size]
    if options.json:
        print_json({"total": total, "results": [row(record, actor) for record in records]})
        return OK
    hidden = {field.name for field in one.fields} - {field.name for field in visible_fields(one, actor)}
    columns = [name for name in dict.fromkeys(("no", *one.columns)) if name not in hidden]
    print_table(
        [_heading(one, name) for name in columns], [[_cell(record, name) for name in columns] for record in records]
    )
    print(_("%(shown)d of %(total)d") % {"shown": len(records), "total": total})
    return OK


def _heading(one: Register, name: str) -> str:
    try:
        return str(one.record._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    except FieldDoesNotExist:
        found = getattr(one.record, name)
        told = getattr(found, "short_description", None) or getattr(
            getattr(found, "fget", None), "short_description", None
        )
        return str(told or name.replace("_", " "))


def _cell(record: Any, name: str, *, bare: bool = False) -> str:
    if name == "state":
        return str(record.state_label)
    value = getattr(record, name)
    value = value() if callable(value) else value
    fields = {field.name: field for field in record._meta.fields}
    cell = cell_of(value, fields.get(name), get_language() or "zh-hant", bare=bare)
    return "" if cell is None else str(cell)


def _show(one: Register, actor: Actor, options: Any) -> int:
    record = _reached(one, actor, options.no)
    seen = bool(options.reveal.strip()) and revealing.reveal(record, actor, reason=options.reveal)
    told = whole(record, actor, reveal=seen)
    if options.json:
        print_json(told)
        return OK
    print(f"{record.no}  {record}  [{record.state_label}]  v{record.version}\n")
    bare = one.revealed_to(actor) if seen else []
    shown = [field for field in visible_fields(one, actor) if field.name in bare or field.name not in one.confidential]
    facts = [(str(field.verbose_name), _cell(record, field.name, bare=field.name in bare)) for field in shown]
    print_table([_("Field"), _("Value")], [fact for fact in facts if fact[1]])
    for name, model in one.lines.items():
        fields = one.line_fields(name)
        rows = with_links(getattr(record, name), fields)
        cells = [[_cell(line, f.name, bare=f"{name}.{f.name}" in bare) for f in fields] for line in rows]
        print(f"\n{model._meta.verbose_name_plural}")
        print_table([str(f.verbose_name) for f in fields], cells)
    for move in told["moves"]:
        print(f"\n→ {move['target']}  {move['label']}", end="")
    if told["submission"]:
        print(f"\n{_('Waits for approval')}: {told['submission']['digest']}", end="")
    print()
    return OK


def _reached(one: Register, actor: Actor, no: str) -> Any:
    """The record of that number. Raises Refused, WrongUsage."""
    record = one.visible_to(one.record.objects.all(), actor).select_related(*one.joins).filter(no=no).first()
    if record is None:
        one.deny(no, actor)
        raise WrongUsage(_("There is no record “%(no)s”.") % {"no": no})
    return record


# -- writing ------------------------------------------------------------------------------------------------------


def _add(one: Register, actor: Actor, options: Any) -> int:
    if not one.may_create(actor):
        raise Refused(_("Your offices do not allow this."), register=one.code, act="write")
    incoming = Incoming(one, actor)
    given, lines = _given(incoming, options.set), _lines(options.lines)
    record = acts.create(one, incoming.values(given, new=True), by=actor, lines=incoming.lines(lines))
    return _told(one, actor, record, options)


def _change(one: Register, actor: Actor, options: Any) -> int:
    record = _reached(one, actor, options.no)
    incoming = Incoming(one, actor)
    values = incoming.values(_given(incoming, options.set), new=False)
    lines = incoming.lines(_lines(options.lines), record=record) if options.lines else None
    try:
        acts.change(record, values, by=actor, lines=lines, version=options.version, reason=options.reason)
    except OutOfDate:
        complain(*(f"{name}: {was} → {now}" for name, was, now in since(record, options.version, actor).fields()))
        raise
    return _told(one, actor, record, options)


def _move(one: Register, actor: Actor, options: Any) -> int:
    record = _reached(one, actor, options.no)
    incoming = Incoming(one, actor, only=asked(one.flow.between(record.state, options.target)))
    acts.move(
        record,
        options.target,
        by=actor,
        values=incoming.values(_given(incoming, options.set), new=False),
        reason=options.reason,
        submitted=options.submitted,
        version=options.version,
    )
    return _told(one, actor, record, options)


def _void(one: Register, actor: Actor, options: Any) -> int:
    record = _reached(one, actor, options.no)
    if options.version is not None and options.version != record.version:
        raise OutOfDate
    acts.void(record, by=actor, reason=options.reason)
    return _told(one, actor, record, options)


def _told(one: Register, actor: Actor, record: Any, options: Any) -> int:
    fresh = _reached(one, actor, record.no)
    if options.json:
        print_json(whole(fresh, actor))
    else:
        print(f"{fresh.no}  {fresh}  [{fresh.state_label}]  v{fresh.version}")
    return OK


def _given(incoming: Incoming, pairs: Sequence[str]) -> dict[str, Any]:
    """The values of --set FIELD=VALUE; of a field with a file, the file that @FILE names. Raises WrongUsage."""
    found: dict[str, Any] = {}
    for pair in pairs:
        name, equals, text = pair.partition("=")
        name = name.replace("-", "_")
        if not equals:
            raise WrongUsage(_("Write FIELD=VALUE, not “%(pair)s”.") % {"pair": pair})
        value: Any = text
        if text.startswith("@"):
            path = Path(text[1:])
            content = path.read_bytes()
            is_file = name in incoming.readers and isinstance(incoming.readers[name].field, EvidenceField)
            value = ContentFile(content, name=path.name) if is_file else content.decode("utf-8", errors="replace")
        found[name] = value
    return found


def _lines(path: Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise WrongUsage(_("%(file)s holds no valid JSON: %(why)s") % {"file": path, "why": error}) from error
    if not isinstance(found, dict):
        raise WrongUsage(_("%(file)s must hold a JSON object.") % {"file": path})
    return found


# -- spreadsheets -------------------------------------------------------------------------------------------------


def _import(one: Register, actor: Actor, options: Any) -> int:
    mapping = {}
    for pair in options.map:
        heading, equals, field = pair.rpartition("=")
        if not equals:
            raise WrongUsage(_("Write HEADING=FIELD, not “%(pair)s”.") % {"pair": pair})
        mapping[heading] = field.replace("-", "_")
    with Path(options.file).open("rb") as file:
        preview = spreadsheet.read(
            one, actor, file, name=Path(options.file).name, mapping=mapping, complete=options.complete
        )
    counts = {
        "new": len(preview.new),
        "changed": len(preview.changed),
        "unchanged": preview.unchanged,
        "gone": len(preview.gone),
        "errors": len(preview.errors),
    }
    written = options.really and not preview.errors
    if written:
        spreadsheet.carry_out(preview, actor=actor, digest=preview.digest, reason=options.reason)
    if options.json:
        errors = [error.__dict__ for error in preview.errors]
        print_json(
            counts | {"written": written, "errors": errors, "ignored": preview.ignored, "digest": preview.digest}
        )
    else:
        _print_preview(preview, counts, written=written)
    return FAILED if preview.errors else OK


def _print_preview(preview: spreadsheet.Preview, counts: dict[str, int], *, written: bool) -> None:
    words = {
        "new": _("new"),
        "changed": _("changed"),
        "unchanged": _("unchanged"),
        "gone": _("gone"),
        "errors": _("wrong"),
    }
    print("  ".join(f"{words[name]} {count}" for name, count in counts.items()))
    for line in preview.warnings:
        print(f"! {line}")
    if preview.ignored:
        print(_("Columns that are not read: %(names)s") % {"names": ", ".join(preview.ignored)})
    for changed in preview.changed[:ERRORS_SHOWN]:
        told = "; ".join(f"{one.label}: {one.before} → {one.after}" for one in changed.differences)
        print(f"  {changed.record.no}  {told}")
    for record in preview.gone[:ERRORS_SHOWN]:
        print(f"  - {record.no}  {record}")
    for error in preview.errors[:ERRORS_SHOWN]:
        where = " ".join(part for part in (error.sheet, _("row %(row)d") % {"row": error.row}, error.column) if part)
        complain(f"{where}: {error.message}")
    if preview.errors:
        complain(_("Nothing was imported: correct the rows that are wrong first."))
    else:
        print(_("Imported.") if written else _("Nothing was written yet: add --carry-out."))


def _export(one: Register, actor: Actor, options: Any) -> int:
    path = Path(options.file)
    kind: Any = path.suffix.lower().lstrip(".")
    if kind not in ("xlsx", "csv"):
        raise WrongUsage(_("The file must end in .xlsx or .csv."))
    found = _found(one, actor, options)
    language = get_language() or "zh-hant"
    made = spreadsheet.export(
        one, actor, found.queryset, kind=kind, language=language, filters=found.query, reason=options.reveal
    )
    with made.content as content, path.open("xb") as file:
        for piece in iter(partial(content.read, 1024 * 1024), b""):
            file.write(piece)
    print(_("%(count)d records in %(file)s") % {"count": made.count, "file": path})
    return OK


def _template(one: Register, actor: Actor, options: Any) -> int:
    if not one.may_make(actor):
        raise Refused(_("Your offices do not allow this."), register=one.code, act="write")
    with Path(options.file).open("xb") as file:
        file.write(spreadsheet.template(one, actor, language=get_language() or "zh-hant"))
    print(options.file)
    return OK
