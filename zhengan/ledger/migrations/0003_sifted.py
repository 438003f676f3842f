"""Indexes for the filters of the ledger page: the newest entries of one person, act, register or record number."""

from typing import Any

from django.db import migrations, models

from zhengan.ledger import triggers


def make_triggers(_apps: Any, editor: Any) -> None:
    triggers.make(editor.connection)


def drop_triggers(_apps: Any, editor: Any) -> None:
    triggers.drop(editor.connection)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_tree")]

    operations = [
        # SQLite alters a column by making the table anew, and the old one takes its triggers with it.
        migrations.RunPython(drop_triggers, make_triggers),
        migrations.AlterField("entry", "actor_id", models.BigIntegerField(null=True)),
        migrations.AlterField("entry", "act", models.CharField(max_length=40)),
        migrations.AddIndex("entry", models.Index(fields=["actor_id", "id"], name="ledger_actor_idx")),
        migrations.AddIndex("entry", models.Index(fields=["act", "id"], name="ledger_act_idx")),
        migrations.AddIndex("entry", models.Index(fields=["register", "id"], name="ledger_register_idx")),
        migrations.AddIndex("entry", models.Index(fields=["record_no", "id"], name="ledger_number_idx")),
        migrations.RunPython(make_triggers, drop_triggers),
    ]
