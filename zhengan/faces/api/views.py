"""The addresses of the registers: list, create, show, change, move, void, history, attachments."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from zhengan.faces.api import shown
from zhengan.faces.api.door import ANY, ApiError, Call, nothing_here, scope
from zhengan.identity.tokens import Act
from zhengan.kernel import acts, evidence, revealing, told
from zhengan.kernel.actor import Actor
from zhengan.kernel.dates import parse_date
from zhengan.kernel.errors import OutOfDate, Refused
from zhengan.kernel.filters import NOT_FILTERS, narrowed
from zhengan.kernel.flow import asked
from zhengan.kernel.incoming import Incoming, read_file
from zhengan.kernel.models import Attachment
from zhengan.kernel.register import Register, UnknownRegister, register, registers
from zhengan.kernel.since import since
from zhengan.ledger.models import Entry

SIZE, SIZE_AT_MOST = 50, 200
HISTORY_AT_MOST = 500


@scope(ANY)
def index(call: Call) -> Any:
    """The registers that the actor may open."""
    found = [one for one in registers() if one.may_open(call.actor) and call.covers(Act.READ, one.code)]
    return {
        "about": shown.welcome(),
        "registers": [shown.register_card(one, call.actor) for one in found],
        "clauses": "/api/clauses/",
        "openapi": "/api/openapi.json",
    }


@scope(Act.READ)
def listing(call: Call, room: str, name: str) -> Any:
    """The records that the query asks for, a page of them."""
    one = _register(room, name)
    one.demand_open(call.actor)
    params: QueryDict = call.request.GET
    page, size = _whole(params, "page", 1), min(_whole(params, "size", SIZE), SIZE_AT_MOST)
    found = narrowed(one, call.actor, params)
    known = {query for field in found.fields for query in field.names} | {"q", "ids", "voided", *NOT_FILTERS}
    problems = list(found.problems)
    problems += [_("There is no filter “%(name)s”.") % {"name": name[:60]} for name in params if name not in known]
    if problems:
        raise ApiError(400, "filter", " ".join(problems))
    total = found.queryset.count()
    rows = found.queryset[(page - 1) * size : page * size] if page <= total // size + 1 else ()
    return {
        "total": total,
        "page": page,
        "size": size,
        "pages": max(1, -(-total // size)),
        "results": [shown.row(record, call.actor) for record in rows],
    }


@scope(Act.CREATE)
def create(call: Call, room: str, name: str) -> Any:
    """Write a new record."""
    one = _register(room, name)
    if not one.may_create(call.actor):
        raise Refused(_("Your offices do not allow this."), register=one.code, act="write")
    call.only("values", "lines")
    incoming = Incoming(one, call.actor)
    values = incoming.values(call.part("values", dict, {}), new=True)
    lines = incoming.lines(call.part("lines", dict, {}))
    record = acts.create(one, values, by=call.actor, lines=lines)
    return 201, shown.whole(_reach(one, record.no, call.actor), call.actor)


@scope(Act.READ)
def show(call: Call, room: str, name: str, no: str) -> Any:
    """One record. `?reveal=1&reason=…` shows confidential and personal fields to who may see them, and is an act."""
    record = _reach(_register(room, name), no, call.actor)
    reveal = call.request.GET.get("reveal") == "1"
    if reveal:
        call.demand(Act.REVEAL, record.register.code)
        if not revealing.reveal(record, call.actor, reason=call.request.GET.get("reason", "")):
            raise ApiError(400, "reason", _("Say what you need it for."))
    return shown.whole(record, call.actor, reveal=reveal)


@scope(Act.CHANGE)
def change(call: Call, room: str, name: str, no: str) -> Any:
    """Change the values that are given; child rows are replaced as a whole, kind by kind."""
    one = _register(room, name)
    record = _reach(one, no, call.actor)
    if not one.may_make(call.actor):
        raise Refused(_("Your offices do not allow this."), register=one.code, record_no=no, act="write")
    call.only("version", "values", "lines", "reason")
    version = call.part("version", int, None)
    if version is None:
        needed = _("Say which version the change is based on.")
        raise ApiError(422, "invalid", _("The input is wrong."), fields={"version": [needed]})
    incoming = Incoming(one, call.actor)
    values = incoming.values(call.part("values", dict, {}), new=False)
    given = call.part("lines", dict, {})
    try:
        acts.change(
            record,
            values,
            by=call.actor,
            lines=incoming.lines(given, record=record) if given else None,
            version=version,
            reason=call.part("reason", str, ""),
        )
    except OutOfDate as error:
        raise ApiError(409, "out_of_date", error.message, fields=_meanwhile(record, version, call.actor)) from error
    return shown.whole(_reach(one, no, call.actor), call.actor)


def _meanwhile(record: Any, version: int, actor: Actor) -> dict[str, list[str]]:
    """What others wrote since that version, by field."""
    return {name: [f"{was} → {now}"] for name, was, now in since(record, version, actor).fields()}


@scope(Act.MOVE)
def move(call: Call, room: str, name: str, no: str, target: str) -> Any:
    """Bring the record into another state; an approval names the digest of what it approves."""
    one = _register(room, name)
    record = _reach(one, no, call.actor)
    call.only("version", "submitted", "reason", "values")
    given = call.part("values", dict, {})
    steps = one.flow.between(record.state, target)
    if call.token is not None and any(step.is_approval for step in steps):  # a second person's eyes, no program's
        raise Refused(_("This token is not for that."), register=one.code, record_no=no, act="move")
    values = Incoming(one, call.actor, only=asked(steps)).values(given, new=False) if given else {}
    acts.move(
        record,
        target,
        by=call.actor,
        values=values,
        reason=call.part("reason", str, ""),
        submitted=call.part("submitted", str, None),
        version=call.part("version", int, None),
    )
    return shown.whole(_reach(one, no, call.actor), call.actor)


@scope(Act.VOID)
def void(call: Call, room: str, name: str, no: str) -> Any:
    """Void the record with a reason; it stays."""
    one = _register(room, name)
    record = _reach(one, no, call.actor)
    call.only("version", "reason")
    version = call.part("version", int, None)
    if version is not None and version != record.version:
        raise OutOfDate
    acts.void(record, by=call.actor, reason=call.part("reason", str, ""))
    return shown.whole(_reach(one, no, call.actor), call.actor)


@scope(Act.READ)
def history(call: Call, room: str, name: str, no: str) -> Any:
    """What the ledger holds about the record, newest first."""
    record = _reach(_register(room, name), no, call.actor)
    entries = Entry.objects.filter(register=record.register.code, record_id=record.pk).select_related("payload")
    return {"results": [told.entry(one, record.register) for one in entries.order_by("-pk")[:HISTORY_AT_MOST]]}


@scope(Act.READ)
def attachments(call: Call, room: str, name: str, no: str) -> Any:
    """The files that prove the record."""
    record = _reach(_register(room, name), no, call.actor)
    files = Attachment.objects.filter(register=record.register.code, record_id=record.pk)
    return {"results": [told.attachment(one) for one in files.select_related("evidence", "added_by").order_by("pk")]}


@scope(Act.ATTACH)
def attach(call: Call, room: str, name: str, no: str) -> Any:
    """Add a file, as multipart/form-data (`file`) or in JSON (`file`: {name, base64})."""
    record = _reach(_register(room, name), no, call.actor)
    if call.request.content_type == "multipart/form-data":
        file: Any = call.request.FILES.get("file")
        said = {key: call.request.POST.get(key, "") for key in ("name", "note", "valid_until")}
    else:
        call.only("file", "name", "note", "valid_until")
        file = read_file(call.part("file", dict, None))
        said = {key: call.part(key, str, "") for key in ("name", "note", "valid_until")}
    wrong: dict[str, list[str]] = {}
    if file is None or not file.size:
        wrong["file"] = [_("Choose a file first.")]
    elif file.size > evidence.AT_MOST:
        raise ApiError(
            413, "too_large", _("The file is larger than %(limit)d MB.") % {"limit": evidence.AT_MOST // 1024**2}
        )
    wrong |= {
        key: [_("This is too long.")] for key, most in (("name", 200), ("note", 300)) if len(said[key]) > most
    } | {key: [_("The text holds a character that cannot be stored.")] for key in said if "\0" in said[key]}
    until = None
    if said["valid_until"].strip():
        try:
            until = parse_date(said["valid_until"])
        except ValueError:
            wrong["valid_until"] = [_("“%(value)s” is no date.") % {"value": said["valid_until"][:40]}]
    if wrong:
        raise ApiError(422, "invalid", _("The input is wrong."), fields=wrong)
    made = acts.attach(record, file, by=call.actor, name=said["name"], note=said["note"], valid_until=until)
    return 201, told.attachment(made)


# -- reaching -----------------------------------------------------------------------------------------------------


def _register(room: str, name: str) -> Register:
    if "_" in name:
        raise nothing_here()
    try:
        return register(f"{room}.{name.replace('-', '_')}")
    except UnknownRegister:
        raise nothing_here() from None


def _reach(one: Register, no: str, actor: Actor) -> Any:
    """The record of that number, if the actor may see it. Raises ApiError, Refused."""
    record = one.visible_to(one.record.objects.all(), actor).select_related(*one.joins).filter(no=no).first()
    if record is None:
        one.deny(no, actor)
        raise nothing_here()
    return record


def _whole(params: QueryDict, name: str, default: int) -> int:
    text = params.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and int(text) > 0):
        raise ApiError(400, "filter", _("%(name)s is a whole number from 1 on.") % {"name": name})
    return int(text)


@scope(ANY)
def nothing(_call: Call, **_parts: Any) -> Any:
    """Every address that is not known."""
    raise nothing_here()
