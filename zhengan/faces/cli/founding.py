"""`zhengan init`: an empty installation becomes one in which the first two people can sign in."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.utils.translation import gettext as _

from zhengan.catalogue import catalogue
from zhengan.faces.cli.acting import nobody_named
from zhengan.faces.cli.paper import print_table
from zhengan.identity import offices
from zhengan.kernel import acts
from zhengan.kernel.accounts import passwords
from zhengan.kernel.errors import NotPossible
from zhengan.kernel.register import register
from zhengan.ledger import clock

# Long enough to appoint everybody properly; then the founders have what their appointments give them.
FOUNDING = timedelta(days=30)
# Human resources enters people and proposes appointments, the president approves them: nobody alone can do both.
FOUNDERS = ("president", "hr")


def prepare() -> None:
    """Bring the tables up to date, and look over policy and declarations; a mistake there stops it."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("check", fail_level="WARNING", verbosity=0)
    book = catalogue()
    print(f"{settings.HOME}")
    print(_("%(document)s: %(count)d clauses") % {"document": book.document, "count": len(book.clauses)})


@transaction.atomic
def found(people: dict[str, str]) -> None:
    """Enter the first unit and its people, give them their offices for a month, and print their passwords once.

    `people` is `staff number=name` by office. Raises NotPossible when there are people already.
    """
    persons: Any = register("organization.person")
    if persons.record.objects.exists():
        raise NotPossible(_("There are people already; appoint them there."))
    by = nobody_named()
    today = clock.today()
    unit = acts.create(
        register("organization.unit"), {"code": "HQ", "name": _("Head office"), "kind": "headquarters"}, by=by
    )
    rows = []
    for office, told in people.items():
        staff_no, _equals, name = told.partition("=")
        person = acts.create(
            persons,
            {
                "staff_no": staff_no.strip(),
                "name": name.strip() or staff_no.strip(),
                "kind": "officer" if office == "president" else "employee",
                "unit": unit,
                "unit_function": "business" if office == "president" else "support",
                "job_title": catalogue().roles[office].title,
                "grade": "head" if office == "president" else "staff",
                "uses_it": True,
                "joined_on": today,
            },
            by=by,
        )
        user = person.user
        password = passwords.issue(user, by=by)
        acts.note("found", by=by, register=persons.code, record_no=person.no, body={"office": office})
        offices.grant(user, office, from_on=today, to_on=today + FOUNDING, source="found")
        rows.append((user.username, person.name, catalogue().roles[office].title, password))
    print_table([_("Login"), _("Name"), _("Office"), _("Password, valid once")], rows)
    print(_("Appoint everybody within %(days)d days: then these offices end.") % {"days": FOUNDING.days})
