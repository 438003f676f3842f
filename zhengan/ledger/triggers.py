"""What the database itself does for the ledger: queues each entry for its place, refuses to change or delete any.

Whoever owns the database can take triggers away; what he then does is found by verification. They are there against
mistakes, and against whoever has fewer rights than that.
"""

from typing import Any

KEPT = ("ledger_entry", "ledger_leaf", "ledger_payload")
REFUSAL = "the ledger is only added to"

# The one change of a payload: a lawful disposal takes body and salt away and names its act.
DISPOSAL = (
    "old.disposed_by IS NULL AND new.disposed_by IS NOT NULL AND new.body IS NULL AND length(new.salt) = 0 "
    "AND new.entry_id = old.entry_id"
)


def make(connection: Any) -> None:
    """Put the triggers into the database."""
    with connection.cursor() as cursor:
        for statement in _MAKE[connection.vendor]():
            cursor.execute(statement)


def drop(connection: Any) -> None:
    """Take the triggers out of the database (to migrate back, to empty a database for tests)."""
    with connection.cursor() as cursor:
        for statement in _DROP[connection.vendor]():
            cursor.execute(statement)


def _sqlite() -> list[str]:
    made = [
        (
            "CREATE TRIGGER ledger_queue AFTER INSERT ON ledger_entry "
            "BEGIN INSERT INTO ledger_pending (entry_id) VALUES (new.id); END"
        )
    ]
    for table in KEPT:
        unless = f"WHEN NOT ({DISPOSAL})" if table == "ledger_payload" else ""
        made += [
            (
                f"CREATE TRIGGER {table}_kept BEFORE UPDATE ON {table} {unless} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            ),
            f"CREATE TRIGGER {table}_stays BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
        ]
    return made


def _sqlite_drop() -> list[str]:
    names = ["ledger_queue", *(f"{table}_{what}" for table in KEPT for what in ("kept", "stays"))]
    return [f"DROP TRIGGER IF EXISTS {name}" for name in names]


def _postgres() -> list[str]:
    made = [
        (
            "CREATE FUNCTION ledger_queue() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "INSERT INTO ledger_pending (entry_id) SELECT id FROM fresh; RETURN NULL; END $$"
        ),
        (
            "CREATE TRIGGER ledger_queue AFTER INSERT ON ledger_entry REFERENCING NEW TABLE AS fresh "
            "FOR EACH STATEMENT EXECUTE FUNCTION ledger_queue()"
        ),
        (
            "CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
        ),
    ]
    for table in KEPT:
        unless = f"WHEN (NOT ({DISPOSAL}))" if table == "ledger_payload" else ""
        made += [
            (
                f"CREATE TRIGGER {table}_kept BEFORE UPDATE ON {table} FOR EACH ROW {unless} "
                "EXECUTE FUNCTION ledger_refuse()"
            ),
            (
                f"CREATE TRIGGER {table}_stays BEFORE DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()"
            ),
        ]
    return made


def _postgres_drop() -> list[str]:
    dropped = ["DROP TRIGGER IF EXISTS ledger_queue ON ledger_entry"]
    dropped += [f"DROP TRIGGER IF EXISTS {table}_{what} ON {table}" for table in KEPT for what in ("kept", "stays")]
    return [*dropped, "DROP FUNCTION IF EXISTS ledger_queue()", "DROP FUNCTION IF EXISTS ledger_refuse()"]


_MAKE = {"sqlite": _sqlite, "postgresql": _postgres}
_DROP = {"sqlite": _sqlite_drop, "postgresql": _postgres_drop}
