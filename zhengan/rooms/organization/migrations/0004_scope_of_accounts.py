"""The accounts of people from outside are told the scope that their records had all along."""

from django.db import migrations

NAMES = ("scope_from_on", "scope_to_on", "scope_chapters")


def tell(apps, _schema_editor):
    """Copy the scope from the person to the account."""
    outside = apps.get_model("organization", "Person").objects.filter(kind__in=("outsourced", "examiner"))
    for person in outside.select_related("user"):
        for name in NAMES:
            setattr(person.user, name, getattr(person, name))
        person.user.save(update_fields=NAMES)


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0006_scope"),
        ("organization", "0003_undertakings_changes_meetings"),
    ]

    operations = [migrations.RunPython(tell, migrations.RunPython.noop)]
