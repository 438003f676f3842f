"""`zhengan ledger`: list the acts, verify everything, take evidence out, and the keys that sign checkpoints."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from zhengan.faces.cli.exits import NOT_MET, OK, set_up


def add_ledger(commands: Any) -> None:
    """Declare the command and its actions."""
    ledger = commands.add_parser("ledger", help="軌跡 the acts, their proof, and the keys")
    steps = ledger.add_subparsers(required=True, metavar="ACTION")

    listing = steps.add_parser("list", help="the last entries")
    listing.add_argument("--size", type=int, default=30)
    listing.add_argument("--no", help="of one record")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(carry_out=_list)

    verify = steps.add_parser("verify", help="驗證 verify tree, records and evidence; exit code 1 when a place is bad")
    verify.add_argument("--seen", action="append", type=Path, default=[], help="a checkpoint that was seen earlier")
    verify.add_argument("--json", action="store_true")
    verify.set_defaults(carry_out=_verify)

    export = steps.add_parser("export", help="佐證包 write the evidence of a clause in a period into a new folder")
    export.add_argument("--clause", required=True, help="its number, e.g. 7.1.3.6; with all below a heading")
    export.add_argument("--from", dest="first", required=True, metavar="DAY", help="first day, YYYY-MM-DD")
    export.add_argument("--to", dest="last", required=True, metavar="DAY", help="last day, YYYY-MM-DD")
    export.set_defaults(carry_out=_export)
    prove = steps.add_parser("prove", help="write one record with its evidence and proofs into a new folder")
    prove.add_argument("no", help="its number, e.g. SYS-2026-0007")
    prove.set_defaults(carry_out=_prove)
    for one in (export, prove):
        one.add_argument(
            "--seen", action="append", type=Path, default=[], metavar="FILE", help="a checkpoint that was seen earlier"
        )
        one.add_argument("--as", dest="login", metavar="LOGIN", help="in whose name (else $ZHENGAN_USER)")
        one.add_argument("folder", type=Path, metavar="FOLDER", help="must not exist yet")

    checkpoint = steps.add_parser("checkpoint", help="sign the log as it stands now and print the note")
    checkpoint.set_defaults(carry_out=_checkpoint)

    key = steps.add_parser("key", help="金鑰 the keys that sign checkpoints")
    actions = key.add_subparsers(required=True, metavar="ACTION")
    show = actions.add_parser("show", help="print the public keys, one a line")
    show.set_defaults(carry_out=_show_keys)
    for name, told in {
        "make": "make a key of a further kind",
        "rotate": "exchange a key; the old one signs the hand-over",
        "replace-lost": "make a new key after the old one was lost or stolen",
    }.items():
        action = actions.add_parser(name, help=told)
        action.add_argument("--kind", choices=("ed25519", "mldsa44"), default="ed25519")
        action.add_argument("--reason", default="", help="why; it stands in the ledger")
        action.set_defaults(carry_out=_change_key, action=name)

    again = steps.add_parser("reopen", help="after a restored backup: go on under a new name, with a new key")
    again.add_argument("--reason", required=True, help="why; it stands in the ledger")
    again.set_defaults(carry_out=_reopen)

    leave = steps.add_parser("send", help="send the newest checkpoint to folder, witnesses, time-stamp and mail now")
    leave.set_defaults(carry_out=_leave)


def _list(options: Any) -> int:
    set_up()
    from zhengan.faces.cli.paper import print_json, print_table
    from zhengan.ledger.clock import TAIPEI
    from zhengan.ledger.models import Entry

    entries = Entry.objects.order_by("-pk")
    if options.no:
        entries = entries.filter(record_no=options.no)
    rows = [
        {
            "id": one.pk,
            "at": one.at.astimezone(TAIPEI).isoformat(timespec="seconds"),
            "actor": one.actor_name,
            "via": one.via,
            "act": one.act,
            "register": one.register,
            "record": one.record_no,
            "digest": one.digest,
        }
        for one in entries[: max(0, options.size)]
    ]
    if options.json:
        print_json(rows)
    else:
        shown = ("id", "at", "actor", "via", "act", "record")
        print_table(shown, [[str(row[name]) for name in shown] for row in rows])
    return OK


def _verify(options: Any) -> int:
    set_up()
    from django.utils import translation

    from zhengan.faces.cli.acting import nobody_named
    from zhengan.faces.cli.paper import print_json
    from zhengan.kernel import acts, integrity

    try:
        seen = [(str(path), path.read_bytes()) for path in options.seen]
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        return NOT_MET
    acts.note("verify", by=nobody_named())
    run = integrity.verify(by="cli", seen=seen)
    said = []
    for one in run.troubles:
        with translation.override("zh-hant"):
            chinese = integrity.words(one)
        with translation.override("en"):
            said.append({**one, "sentence_zh": chinese, "sentence_en": integrity.words(one)})
    if options.json:
        print_json({"size": run.size, "entries": run.total, "files": run.files, "count": run.count, "troubles": said})
    else:
        for one in said:
            print(f"✗ {one['place']}\n  {one['sentence_zh']}\n  {one['sentence_en']}")
            if one["detail"]:
                print(f"  ({one['detail']})")
        print(f"{run.total} 筆分錄 entries，檢查點含 in the checkpoint: {run.size}，佐證檔 evidence files: {run.files}")
        print("✗ 不成立 NOT PROVEN" if run.count else "✓ 全部成立 ALL PROVEN")
    return NOT_MET if run.count else OK


def _export(options: Any) -> int:
    set_up()
    from django.utils.translation import gettext as _

    from zhengan.catalogue import catalogue
    from zhengan.checks import packs
    from zhengan.faces.cli.acting import WrongUsage
    from zhengan.kernel.dates import parse_date

    def work(actor: Any) -> Any:
        clause = catalogue().find(options.clause)
        if clause is None:
            raise WrongUsage(_("There is no clause “%(clause)s”.") % {"clause": options.clause})
        try:
            first, last = parse_date(options.first), parse_date(options.last)
        except ValueError:
            raise WrongUsage(_("Write the days as YYYY-MM-DD.")) from None
        return packs.of_clause(clause, first=first, last=last, folder=options.folder, by=actor, seen=_seen(options))

    return _packed(options, work)


def _prove(options: Any) -> int:
    set_up()
    from zhengan.checks import packs

    return _packed(
        options,
        lambda actor: packs.of_record(options.no.upper(), folder=options.folder, by=actor, seen=_seen(options)),
    )


def _seen(options: Any) -> list[bytes]:
    return [path.read_bytes() for path in options.seen]


def _packed(options: Any, work: Callable[[Any], Any]) -> int:
    """Make a pack in somebody's name and say what is in it."""
    from django.utils.translation import gettext as _

    from zhengan.faces.cli.acting import actor_named, carried_out, speak
    from zhengan.faces.cli.paper import complain
    from zhengan.ledger import keys

    speak(None)

    def make() -> int:
        made = work(actor_named(options.login))
        told = _("%(folder)s: %(records)d records, %(evidence)d evidence files, checkpoint of %(size)d entries.")
        print(told % {"folder": options.folder, "records": made.records, "evidence": made.evidence, "size": made.size})
        if made.pdf:
            print(made.pdf)
        for one in made.missing:
            complain(_("An evidence file is gone: %(name)s") % {"name": one})
        print(_("To verify: %(command)s") % {"command": f"python {options.folder}/zhengan_verify.py {options.folder}"})
        for key in keys.verifiers(retired=False):
            print(f"  --key {key}")
        return OK

    return carried_out(make, actor=lambda: actor_named(options.login))


def _checkpoint(_options: Any) -> int:
    set_up()
    from zhengan.ledger import checkpoints, keys, sequencer

    sequencer.integrate()
    try:
        sys.stdout.write(checkpoints.sign().decode())
    except (checkpoints.NotSigned, keys.KeyTrouble) as error:
        sys.stderr.write(f"{error}\n")
        return NOT_MET
    return OK


def _show_keys(_options: Any) -> int:
    set_up()
    from zhengan.ledger import keys

    keys.signers()
    for key in keys.verifiers():
        print(key)
    return OK


def _change_key(options: Any) -> int:
    set_up()
    from zhengan.faces.cli.acting import nobody_named
    from zhengan.kernel import log_keys
    from zhengan.ledger import keys

    try:
        print(log_keys.change(options.action, kind=options.kind, reason=options.reason, by=nobody_named()))
    except (keys.KeyTrouble, FileExistsError) as error:
        sys.stderr.write(f"{error}\n")
        return NOT_MET
    return OK


def _reopen(options: Any) -> int:
    set_up()
    from zhengan.faces.cli.acting import nobody_named
    from zhengan.kernel import log_keys
    from zhengan.kernel.errors import NotPossible

    try:
        print(log_keys.reopen(reason=options.reason, by=nobody_named()))
    except NotPossible as error:
        sys.stderr.write(f"{error.message}\n")
        return NOT_MET
    return OK


def _leave(_options: Any) -> int:
    set_up()
    from zhengan.kernel import sweeps
    from zhengan.ledger import sequencer
    from zhengan.ledger.leaves import head
    from zhengan.ledger.models import Departure

    sequencer.step()
    for name in ("ledger_drop", "ledger_witness", "ledger_stamp", "ledger_mail"):
        sweeps.run_due(only=name)
    failed = 0
    for one in Departure.objects.filter(size=head().size).order_by("kind", "place", "pk"):
        print(f"{one.get_kind_display()}  {one.place[:90]}  {one.size}  {one.trouble or 'OK'}")
        failed += bool(one.trouble)
    return NOT_MET if failed else OK
