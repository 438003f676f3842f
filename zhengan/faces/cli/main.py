"""The commands of `zhengan`, and how they are found."""

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from zhengan import __version__

OK, NOT_MET, USAGE, REFUSED = 0, 1, 2, 3


def run(arguments: list[str] | None = None) -> int:
    """Carry out one command and return its exit code: 0 done, 1 not met or failed, 2 wrong usage, 3 refused."""
    given = sys.argv[1:] if arguments is None else arguments
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhengan.site.settings")
    options = _parser().parse_args(given)
    return int(options.carry_out(options))


def set_up() -> None:
    """Set Django up; a wrong declaration or catalogue stops here with its messages."""
    import django

    django.setup()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="zhengan", description="證安：會動、會判定、可查證的資訊安全政策。")
    parser.add_argument("--version", action="version", version=f"zhengan {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    serve = commands.add_parser("serve", help="提供服務 serve on loopback (PORT, --host, --port)")
    serve.add_argument("--host", default=os.environ.get("ZHENGAN_HOST", "127.0.0.1"))
    serve.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    serve.set_defaults(carry_out=_serve)

    demo = commands.add_parser("demo", help="載入示範公司 load the demonstration firm into an empty database")
    demo.add_argument("--times", type=int, default=1, help="size of the firm, for benchmarks")
    demo.set_defaults(carry_out=_demo)

    check = commands.add_parser("check", help="判定條文 judge the clauses; exit code 1 when one is not met")
    check.add_argument("--json", action="store_true")
    check.add_argument("--summary", action="store_true", help="counts only")
    check.add_argument("--clause", help="one clause and what is under it, e.g. 7.1.3.6 or 七（一）3.(6)")
    check.add_argument("--on", help="judge for a date (YYYY-MM-DD) without storing anything")
    check.set_defaults(carry_out=_check)

    backup = commands.add_parser("backup", help="備份 write database and evidence to one new file")
    backup.add_argument("file", type=Path)
    backup.set_defaults(carry_out=_backup)

    restore = commands.add_parser("restore", help="還原 restore a backup into an empty installation")
    restore.add_argument("file", type=Path)
    restore.add_argument("--verify", action="store_true", help="then compare rows, evidence and ledger with the backup")
    restore.set_defaults(carry_out=_restore)

    reference = commands.add_parser("reference", help="make the reference pages from the declarations")
    reference.add_argument("folder", type=Path)
    reference.set_defaults(carry_out=_reference)

    for name, told in {
        "migrate": "更新資料表 bring the tables up to date",
        "makemigrations": "write migrations",
    }.items():
        command = commands.add_parser(name, help=told)
        command.set_defaults(carry_out=_django, command=name)
    return parser


def _serve(options: Any) -> int:
    set_up()
    from zhengan.faces.cli.serve import serve

    return serve(host=options.host, port=options.port)


def _demo(options: Any) -> int:
    set_up()
    from zhengan.faces.cli.demonstration import load

    return load(times=options.times) or OK


def _check(options: Any) -> int:
    set_up()
    from zhengan.faces.cli.check import check

    return check(as_json=options.json, summary=options.summary, clause=options.clause, on=options.on)


def _backup(options: Any) -> int:
    set_up()
    from zhengan.faces.cli.backup import NotRestored, backup

    try:
        manifest = backup(options.file)
    except (NotRestored, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return NOT_MET
    print(f"{options.file}: {len(manifest['members'])} files, {sum(manifest['tables'].values())} rows")
    return OK


def _restore(options: Any) -> int:
    set_up()
    from zhengan.faces.cli.backup import NotRestored, restore, verify

    try:
        manifest = restore(options.file)
    except (NotRestored, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return NOT_MET
    print(f"已還原 {manifest['made_at']} 的備份。 Restored the backup of {manifest['made_at']}.")
    wrong = list(verify(manifest)) if options.verify else []
    for line in wrong:
        sys.stderr.write(f"{line}\n")
    if options.verify and not wrong:
        print("驗證完成：資料列、佐證與軌跡均與備份相符。 Verified: rows, evidence and ledger are those of the backup.")
    return NOT_MET if wrong else OK


def _reference(options: Any) -> int:
    set_up()
    from zhengan.faces.cli.reference import pages

    made = pages()
    for left in options.folder.rglob("*.md"):
        if left.relative_to(options.folder).as_posix() not in made:
            left.unlink()
    for path, text in made.items():
        target = options.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    print(f"{len(made)} pages in {options.folder}")
    return OK


def _django(options: Any) -> int:
    set_up()
    from django.core.management import call_command

    call_command(options.command)
    return OK
