"""What many clients do at once on PostgreSQL: bare transactions alone, with the ledger's entry, and with a hash chain.

A server of its own that syncs to disk, as in production; the sequencer runs beside. pgbench drives it, the three ways
in turns. The chain is what many audit logs do: the head is locked, and the next entry hashes it, in one transaction.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from statistics import median
from typing import Any

SECONDS = int(os.environ.get("BENCH_SECONDS", "5"))
TURNS = 3
CLIENTS = (16, 64)

VALUES = {
    "bigint": "1", "integer": "1", "smallint": "1", "boolean": "true", "date": "current_date", "jsonb": "'[]'",
    "timestamp with time zone": "now()", "inet": "'10.1.2.3'", "numeric": "1", "interval": "'1 hour'",
}  # fmt: skip
BODY = json.dumps({"after": {f"column {number}": f"value {number}" for number in range(30)}})


def main() -> None:
    """Start the server, drive it, print a line for each number of clients."""
    from tests.run import throwaway_postgres

    with throwaway_postgres("-c max_connections=120") as server, tempfile.TemporaryDirectory() as home:
        import psycopg

        with psycopg.connect(f"{server.url.rpartition('/')[0]}/postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE zhengan")
        os.environ |= {
            "DATABASE_URL": server.url, "ZHENGAN_HOME": home, "DJANGO_SETTINGS_MODULE": "zhengan.site.settings",
        }  # fmt: skip
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0, interactive=False)
        from zhengan.ledger import sequencer

        scripts = _scripts(Path(home))
        stop = threading.Event()
        beside = threading.Thread(target=sequencer.run_for_ever, args=(stop,))
        beside.start()
        try:
            for clients in CLIENTS:
                _compare(server.url, scripts, clients)
        finally:
            stop.set()
            beside.join()
            from django.db import connections

            connections.close_all()


def _scripts(home: Path) -> dict[str, Path]:
    """Write what a client does: one row of a table that people fill in, alone and with what proves it."""
    from django.db import connection

    from zhengan.kernel.register import register

    table = register("assets.asset").record._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bench_row (LIKE {table} INCLUDING DEFAULTS INCLUDING IDENTITY INCLUDING INDEXES)")
        cursor.execute("CREATE SEQUENCE bench_no")
        cursor.execute("CREATE TABLE bench_chain (id int PRIMARY KEY, hash bytea)")
        cursor.execute("INSERT INTO bench_chain VALUES (1, sha256('first'))")
        cursor.execute("CREATE TABLE bench_chained (id bigserial PRIMARY KEY, hash bytea, body jsonb)")
        cursor.execute(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'bench_row' "
            "AND column_name <> 'id' ORDER BY ordinal_position"
        )
        columns: list[Any] = cursor.fetchall()
    values = [
        "'B' || nextval('bench_no')" if name in ("no", "asset_no") else VALUES.get(kind, "'some text'")
        for name, kind in columns
    ]
    row = f"INSERT INTO bench_row ({', '.join(name for name, _kind in columns)}) VALUES ({', '.join(values)});\n"
    digest = "0" * 64
    # As `rows.insert_pairs` writes both.
    entry = (
        "WITH made AS (INSERT INTO ledger_entry (at, event_on, actor_id, actor_name, via, address, request_id, act, "
        "register, record_id, record_no, before, after, digest) VALUES (now(), NULL, 1, '王建民', 'web', '10.1.2.3', "
        f"'{'0' * 36}', 'create', 'assets.asset', 7, 'AST-2026-0001', '', '{digest}', '{digest}') RETURNING id AS key) "
        "INSERT INTO ledger_payload (entry_id, salt, body, disposed_by) "
        f"SELECT made.key, '\\x{'00' * 16}'::bytea, '{BODY}'::jsonb, NULL FROM made RETURNING entry_id;\n"
    )
    chain = (
        "SELECT hash FROM bench_chain WHERE id = 1 FOR UPDATE;\n"
        f"INSERT INTO bench_chained (hash, body) SELECT sha256(hash || '{BODY}'::bytea), '{BODY}' FROM bench_chain;\n"
        f"UPDATE bench_chain SET hash = sha256(hash || '{BODY}'::bytea) WHERE id = 1;\n"
    )
    found = {}
    for name, more in (("alone", ""), ("ours", entry), ("chain", chain)):
        found[name] = home / f"{name}.sql"
        found[name].write_text(f"BEGIN;\n{row}{more}COMMIT;\n", encoding="utf-8")
    return found


def _compare(url: str, scripts: dict[str, Path], clients: int) -> None:
    from tests.run import postgres_bin

    rates: dict[str, list[float]] = {name: [] for name in scripts}
    for _turn in range(TURNS):
        for name, script in scripts.items():
            command = [
                postgres_bin() / "pgbench",
                "-n",
                "-c",
                f"{clients}",
                "-j",
                "2",
                "-T",
                f"{SECONDS}",
                "-f",
                script,
            ]
            said = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
            found = re.search(r"tps = ([0-9.]+)", said)
            assert found is not None, said
            rates[name].append(float(found.group(1)))
    alone, ours, chain = (median(rates[name]) for name in ("alone", "ours", "chain"))
    print(
        f"  {f'bare transactions on PostgreSQL, {clients} clients':<52} "
        f"{f'{ours:.0f}/s, alone {alone:.0f}/s: {ours / alone:.0%}; a chain {chain / alone:.0%}':<44} at least 60 %",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
