"""A new database is made from the models at once, and is the one that all migrations together would have made."""

import json
import os
import subprocess
import sys
import uuid
from pathlib import Path

import psycopg
from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython, RunSQL

# Apps whose migrations run code; all others only say what the models are, which `makemigrations --check` compares.
WITH_CODE = ("ledger", "kernel")
# They, and what of ours they stand on.
PLAYED = ("identity", *WITH_CODE)

# Everything that a database holds besides rows, one line each, without the order of columns.
SQLITE = """
    SELECT t.name || ' ' || c.name || ' ' || c.type || ' ' || c."notnull" || ' ' || c.pk
            || ' ' || ifnull(c.dflt_value, '') FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table'
    UNION ALL SELECT t.name || ' to ' || f."table" || ' ' || f."from" || ' ' || f."to" || ' ' || f.on_delete
        FROM sqlite_master t, pragma_foreign_key_list(t.name) f WHERE t.type = 'table'
    UNION ALL SELECT type || ' ' || sql FROM sqlite_master WHERE type <> 'table' AND sql IS NOT NULL
    UNION ALL SELECT 'virtual ' || sql FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%'
"""
POSTGRES = """
    SELECT concat_ws(' ', table_name, column_name, data_type, character_maximum_length, is_nullable, column_default,
            is_identity)
        FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT concat_ws(' ', conrelid::regclass, pg_get_constraintdef(oid))
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
"""
# Makes an empty database into one with tables: from the models, by playing migrations, or breaking off near the end.
PROGRAM = """
import json, sys, django
from django.db import connection
django.setup()
from django.core.management import call_command
from django.core.management.commands.migrate import Command
from zhengan.kernel import card_index
what, sql = sys.argv[1:3]
if what == "played":
    for app in sys.argv[3:]:
        call_command(Command(), app, verbosity=0, interactive=False)
if what == "broken":
    def fail(connection): raise OSError
    card_index.make = fail
if what != "played":
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except OSError:
        pass
with connection.cursor() as cursor:
    cursor.execute(sql)
    print(json.dumps(sorted(row[0] for row in cursor.fetchall())))
"""


def made(folder: Path, how: str, *names: str) -> list[str]:
    """What a database holds that was made in that way."""
    folder.mkdir()
    environment = {**os.environ, "ZHENGAN_HOME": str(folder)}
    if connection.vendor == "postgresql":
        name = f"made_{uuid.uuid4().hex}"
        server = os.environ["DATABASE_URL"].rpartition("/")[0]
        with psycopg.connect(f"{server}/postgres", autocommit=True) as there:
            there.execute(f'CREATE DATABASE "{name}"'.encode())
        environment["DATABASE_URL"] = f"{server}/{name}"
    sql = SQLITE if connection.vendor == "sqlite" else POSTGRES
    told = subprocess.run(
        [sys.executable, "-c", PROGRAM, how, sql, *names], env=environment, check=True, timeout=300, capture_output=True
    )
    found: list[str] = json.loads(told.stdout)
    return found


def test_both_ways_make_the_same_database(tmp_path: Path):
    unplayed = [model._meta.db_table for model in apps.get_models() if model._meta.app_label not in PLAYED]
    played, whole = (
        [line for line in made(tmp_path / how, how, *PLAYED) if not any(table in line for table in unplayed)]
        for how in ("played", "made")
    )
    assert whole == played
    assert any("ledger_queue" in line for line in whole)
    assert any("kernel_card_grams" in line for line in whole)


def test_a_database_is_made_whole_or_not_at_all(tmp_path: Path):
    assert made(tmp_path / "broken", "broken") == []


# They fill columns from rows that are there, and in a new database there are none.
ROWS_ALONE = {("organization", "0004_scope_of_accounts")}


def test_no_other_migration_runs_code():
    """What it did would be missing from a new database: let `make` do it too, and add the app above."""
    loader = MigrationLoader(None)
    with_code = {
        app
        for (app, name), migration in loader.disk_migrations.items()
        if any(isinstance(one, RunPython | RunSQL) for one in migration.operations)
        and app not in ("auth", "contenttypes")
        and (app, name) not in ROWS_ALONE
    }
    assert with_code == set(WITH_CODE)
