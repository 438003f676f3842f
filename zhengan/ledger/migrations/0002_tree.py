"""The tree beside the entries: places, tiles, head and keys; and what the database itself does for the ledger."""

from typing import Any

from django.db import migrations, models

from zhengan.ledger import triggers


def make_triggers(_apps: Any, editor: Any) -> None:
    triggers.make(editor.connection)


def drop_triggers(_apps: Any, editor: Any) -> None:
    triggers.drop(editor.connection)


def queue(apps: Any, _editor: Any) -> None:
    """Queue the entries that are there already."""
    pending = apps.get_model("ledger", "Pending").objects
    entries = apps.get_model("ledger", "Entry").objects
    pending.bulk_create(
        (pending.model(entry_id=key) for key in entries.order_by("pk").values_list("pk", flat=True).iterator()),
        batch_size=5000,
    )


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [
        migrations.AddField(
            "entry", "before", models.CharField(blank=True, default="", max_length=64), preserve_default=False
        ),
        migrations.AddField(
            "entry", "after", models.CharField(blank=True, default="", max_length=64), preserve_default=False
        ),
        migrations.AddField("payload", "disposed_by", models.BigIntegerField(null=True)),
        migrations.AlterField("payload", "body", models.JSONField(null=True)),
        migrations.CreateModel(
            "Pending", fields=[("entry_id", models.BigIntegerField(primary_key=True, serialize=False))]
        ),
        migrations.CreateModel(
            "Leaf",
            fields=[
                ("index", models.BigIntegerField(primary_key=True, serialize=False)),
                ("entry_id", models.BigIntegerField(unique=True)),
            ],
        ),
        migrations.CreateModel(
            "Tile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("level", models.PositiveSmallIntegerField()),
                ("index", models.BigIntegerField()),
                ("hashes", models.BinaryField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("level", "index"), name="ledger_tile_once")],
            },
        ),
        migrations.CreateModel(
            "Head",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("size", models.BigIntegerField(default=0)),
                ("root", models.BinaryField()),
                ("note", models.BinaryField(default=b"")),
                ("noted_size", models.BigIntegerField(default=0)),
                ("signed_at", models.DateTimeField(null=True)),
                ("held_by", models.CharField(blank=True, max_length=100)),
                ("held_until", models.DateTimeField(null=True)),
                ("trouble", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            "LogKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("verifier", models.TextField(unique=True)),
                ("added_at", models.DateTimeField()),
                ("retired_at", models.DateTimeField(null=True)),
                ("statement", models.TextField(blank=True)),
                ("lost", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            "Verification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("started_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("by", models.CharField(max_length=120)),
                ("stage", models.CharField(blank=True, max_length=20)),
                ("done", models.BigIntegerField(default=0)),
                ("total", models.BigIntegerField(default=0)),
                ("size", models.BigIntegerField(default=0)),
                ("records", models.BigIntegerField(default=0)),
                ("files", models.BigIntegerField(default=0)),
                ("troubles", models.JSONField(default=list)),
                ("count", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            "Departure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("drop", "file"),
                            ("mail", "mail"),
                            ("witness", "witness"),
                            ("stamp", "time-stamp"),
                        ],
                        max_length=8,
                    ),
                ),
                ("place", models.CharField(max_length=300)),
                ("size", models.BigIntegerField()),
                ("note", models.BinaryField()),
                ("receipt", models.BinaryField(default=b"")),
                ("stated_at", models.DateTimeField(null=True)),
                ("at", models.DateTimeField()),
                ("trouble", models.TextField(blank=True)),
            ],
            options={
                "indexes": [models.Index(fields=["kind", "place", "size"], name="ledger_departure_idx")],
            },
        ),
        migrations.RunPython(queue, migrations.RunPython.noop),
        migrations.RunPython(make_triggers, drop_triggers),
    ]
