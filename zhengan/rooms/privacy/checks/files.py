"""Personal data: rules in force, and every system that holds some told of in a file that is confirmed each year."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period
from zhengan.checks.algebra import Part, each
from zhengan.checks.declare import check
from zhengan.checks.populations import document_in_force, rule_rested_on, systems
from zhengan.checks.reading import records

FILE = "privacy.personal_data_file"
TOLD = ~Q(purpose="") & ~Q(legal_basis="") & ~Q(retention_rule="") & Q(manager__isnull=False)


def files() -> QuerySet[Any]:
    """Personal data files in use."""
    return records(FILE).active()


@check("7.2.6")
def personal_data_has_rules_and_is_told_of(on: date, p: Any) -> list[Part]:
    """Rules rest on the law; every system with personal data has a file that is whole and confirmed in a year."""
    return [
        document_in_force("personal_data", on=on),
        rule_rested_on("7.2.6"),
        each(systems().filter(holds_personal_data=True)).must_have(
            files().filter(TOLD),
            by="info_system",
            holds=_("All %(population)s systems with personal data are told of in a personal data file."),
            fails=_("%(exceptions)s of %(population)s systems with personal data are told of in no such file."),
        ),
        each(files()).must_be_fresh(
            "confirmed_on",
            every=Period("P1Y"),
            on=on,
            holds=_("All %(population)s personal data files were confirmed within 12 months."),
            fails=_("%(exceptions)s of %(population)s personal data files were not confirmed within 12 months."),
            soon=_("%(warnings)s of %(population)s personal data files must soon be confirmed again."),
        ),
    ]
