"""The commands of `zhengan`, and how they are found."""

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from zhengan import __version__
from zhengan.catalogue.errors import CatalogueError
from zhengan.faces.cli.accounts import add_accounts
from zhengan.faces.cli.directory import add_directory
from zhengan.faces.cli.exits import NOT_MET, OK, USAGE, set_up
from zhengan.faces.cli.keeping import add_keeping
from zhengan.faces.cli.ledger import add_ledger
from zhengan.faces.cli.services import add_services


def run(arguments: list[str] | None = None) -> int:
    """Carry out one command and return its exit code: 0 done, 1 not met or failed, 2 wrong usage, 3 refused."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhengan.site.settings")
    try:
        return _run(sys.argv[1:] if arguments is None else arguments)
    except CatalogueError as error:
        count = len(error.problems)
        places = "1 place" if count == 1 else f"{count} places"
        sys.stderr.write(f"政策的檔案有 {count} 處錯誤，請依檔名與行號更正；尚未執行任何動作。\n")
        sys.stderr.write(f"The files of the policy are wrong in {places}; nothing was done.\n{error}\n")
        return NOT_MET


def _run(given: list[str]) -> int:
    language, words = _language(given)
    if words and words[0] in _rooms():
        set_up()
        from zhengan.faces.cli.registers import run as run_register

        return run_register(words, language=language)
    options = _parser().parse_args(given)
    return int(options.carry_out(options))


def _rooms() -> list[str]:
    from zhengan.catalogue import catalogue

    return list(catalogue().rooms)


def _language(given: list[str]) -> tuple[str | None, list[str]]:
    """Return the language named before the command, and the words from the command on."""
    if given[:1] == ["--language"]:
        return (given[1] if len(given) > 1 else None), given[2:]
    if given and given[0].startswith("--language="):
        return given[0].partition("=")[2], given[1:]
    return None, given


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="zhengan",
        description="證安：會動、會判定、可查證的資訊安全政策。",
        epilog="登錄簿 registers: zhengan ROOM REGISTER list|show|add|change|move|void|import|export|template …   "
        f"ROOM: {' '.join(_rooms())}   (zhengan ROOM --help)",
    )
    parser.add_argument("--version", action="version", version=f"zhengan {__version__}")
    parser.add_argument("--language", choices=("zh-hant", "en"), help="語言 language (else by LANG)")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    serve = commands.add_parser("serve", help="提供服務 serve on loopback (PORT, --host, --port)")
    serve.add_argument("--host", default=os.environ.get("ZHENGAN_HOST", "127.0.0.1"))
    serve.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    serve.set_defaults(carry_out=_serve)

    demo = commands.add_parser("demo", help="載入示範公司 load the demonstration firm into an empty database")
    demo.add_argument("--times", type=int, default=1, help="size of the firm, for benchmarks")
    demo.set_defaults(carry_out=_demo)
    more = demo.add_subparsers(metavar="export-accounts")
    export = more.add_parser("export-accounts", help="下一份帳號匯出檔 the next account export of a system, as CSV")
    export.add_argument("system", help="code of the system, e.g. API")
    export.add_argument("file", type=Path)
    export.set_defaults(carry_out=_export_accounts)

    check = commands.add_parser("check", help="判定條文 judge the clauses; exit code 1 when one is not met")
    check.add_argument("--json", action="store_true")
    check.add_argument("--summary", action="store_true", help="counts only")
    check.add_argument("--clause", help="one clause and what is under it, e.g. 7.1.3.6 or 七（一）3.(6)")
    check.add_argument("--on", help="judge for a date (YYYY-MM-DD) without storing anything")
    check.set_defaults(carry_out=_check)

    _add_installing(commands)
    _add_telling(commands)

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


def _add_installing(commands: Any) -> None:
    init = commands.add_parser("init", help="建立 prepare an empty installation; --admin: with its first two people")
    init.add_argument("--admin", action="store_true", help="make accounts for president and human resources")
    for office, example in {"president": "A001=王大明", "hr": "A002=李小美"}.items():
        init.add_argument(f"--{office}", metavar="STAFF_NO=NAME", help=f"who that is, e.g. {example}")
    init.set_defaults(carry_out=_init)

    calendar = commands.add_parser("calendar", help="交易日曆 import the market's calendar")
    steps = calendar.add_subparsers(required=True, metavar="ACTION")
    bring = steps.add_parser("import", help="CSV with date and name of each day without trading")
    bring.add_argument("file", type=Path)
    bring.add_argument("--as", dest="login", metavar="LOGIN", help="in whose name (else $ZHENGAN_USER)")
    bring.add_argument("--listed-only", action="store_true", help="take the listed days alone, not whole years")
    bring.set_defaults(carry_out=_calendar)

    reindex = commands.add_parser("reindex", help="重建索引 make the index of all records anew")
    reindex.set_defaults(carry_out=_reindex)


def _add_telling(commands: Any) -> None:
    openapi = commands.add_parser("openapi", help="print the description of the API (OpenAPI 3.1)")
    openapi.set_defaults(carry_out=_openapi)

    oscal = commands.add_parser("oscal", help="the policy and its verdicts as OSCAL")
    steps = oscal.add_subparsers(required=True, metavar="ACTION")
    out = steps.add_parser("export", help="write catalog.json and component-definition.json")
    out.add_argument("folder", type=Path)
    out.set_defaults(carry_out=_oscal)

    add_ledger(commands)
    add_keeping(commands)
    add_accounts(commands)
    add_directory(commands)
    add_services(commands)


def _init(options: Any) -> int:
    set_up()
    from zhengan.faces.cli.acting import carried_out, speak
    from zhengan.faces.cli.founding import FOUNDERS, found, prepare

    speak(options.language)
    people = {office: getattr(options, office) for office in FOUNDERS if getattr(options, office)}
    if options.admin or people:
        people = {"president": "A001=總經理", "hr": "A002=人資"} | people

    def work() -> int:
        prepare()
        if people:
            found(people)
        return OK

    return carried_out(work)


def _calendar(options: Any) -> int:
    set_up()
    from zhengan.checks.trading import import_calendar
    from zhengan.faces.cli.acting import actor_named, carried_out, speak

    speak(options.language)

    def work() -> int:
        text = options.file.read_text(encoding="utf-8-sig", errors="replace")
        count = import_calendar(
            text, source=options.file.name, by=actor_named(options.login), whole_years=not options.listed_only
        )
        print(f"{count} 日 days")
        return OK

    return carried_out(work, actor=lambda: actor_named(options.login))


def _reindex(_options: Any) -> int:
    set_up()
    from zhengan.kernel.cards import file_all

    print(f"{file_all()} 筆 records")
    return OK


def _openapi(options: Any) -> int:
    set_up()
    from django.urls import resolve

    from zhengan.faces.cli.acting import speak

    speak(options.language)
    view: Any = resolve("/api/openapi.json").func
    print(view.methods["GET"](None).content.decode())
    return OK


def _oscal(options: Any) -> int:
    set_up()
    import json

    from zhengan.catalogue import catalogue
    from zhengan.catalogue.oscal import export_catalog, export_components
    from zhengan.checks.verdicts import current
    from zhengan.ledger import clock

    statuses = {clause: verdict.status for clause, verdict in current().items()}
    made = {
        "catalog.json": export_catalog(catalogue()),
        "component-definition.json": export_components(catalogue(), made_at=clock.now(), statuses=statuses),
    }
    options.folder.mkdir(parents=True, exist_ok=True)
    for name, document in made.items():
        (options.folder / name).write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        print(options.folder / name)
    return OK


def _serve(options: Any) -> int:
    set_up()
    from zhengan.faces.cli.serve import serve

    return serve(host=options.host, port=options.port)


def _export_accounts(options: Any) -> int:
    set_up()
    from zhengan.faces.cli.demonstration import account_export

    try:
        options.file.write_bytes(account_export(options.system))
    except LookupError:
        sys.stderr.write(f"查無系統「{options.system}」。 There is no system {options.system}.\n")
        return USAGE
    return OK


def _demo(options: Any) -> int:
    # The mark is written last, so a folder that bears it is whole: later starts need not even look at the database.
    if (Path(os.environ.get("ZHENGAN_HOME", "var")) / "demonstration").exists():
        print("示範公司已載入。 The demonstration firm is there already.")
        return OK
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
    from zhengan.faces.cli.acting import nobody_named
    from zhengan.faces.cli.backup import NotRestored, restore, verify
    from zhengan.kernel import acts

    try:
        manifest = restore(options.file)
    except (NotRestored, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return NOT_MET
    print(f"已還原 {manifest['made_at']} 的備份。 Restored the backup of {manifest['made_at']}.")
    wrong = list(verify(manifest)) if options.verify else []
    acts.note("restore", by=nobody_named(), body={"file": options.file.name, "made_at": manifest["made_at"]})
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
