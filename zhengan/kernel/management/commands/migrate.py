"""`migrate`, as Django has it, but quick on a new database and on one that is up to date.

Played on a new database, each migration that makes a register draws up the models of all others anew, so the time grows
with the square of their number. There the tables are made from the models as they are now, in one transaction, and all
migrations count as done. That both ways end in the same database is shown by tests/kernel/test_migrate.py.
"""

from typing import Any

from django.apps import apps
from django.core.management.commands.migrate import Command as CommandOfDjango
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from zhengan.kernel import card_index
from zhengan.ledger import triggers

# What is asked for when no more than "bring it up to date" is.
PLAIN = {"app_label": None, "migration_name": None, "fake": False, "plan": False, "check_unapplied": False}


class Command(CommandOfDjango):
    """Bring the tables up to date."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Make a new database whole at once, leave one that is up to date alone, and migrate any other."""
        connection = connections[options["database"]]
        if all(options[name] == value for name, value in PLAIN.items()):
            if not connection.introspection.table_names():
                make(connection)
            executor = MigrationExecutor(connection)
            if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
                return
        super().handle(*args, **options)


def make(connection: Any) -> None:
    """Make all tables in an empty database, with what the database itself watches over; it is whole or still empty."""
    executor = MigrationExecutor(connection)
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.managed and not model._meta.proxy:
                editor.create_model(model)
        executor.recorder.ensure_schema()
        for key in executor.loader.graph.nodes:
            executor.recorder.record_applied(*key)
        triggers.make(connection)
        card_index.make(connection)
