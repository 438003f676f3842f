"""`zhengan ledger`: list the acts, verify everything, and the keys that sign checkpoints."""

import sys
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
