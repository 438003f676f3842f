"""Mobile apps and source code: whether the clauses concern the firm at all; the rest waits for releases and tests."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from zhengan.checks.algebra import Part, each
from zhengan.checks.declare import check
from zhengan.checks.populations import system_kinds_in_use
from zhengan.checks.reading import records
from zhengan.checks.wording import Both


@check("10.4.11.1.a", "10.4.11.1.d", waits_for=("mobile_app_release",))
@check("10.4.11.2.b", waits_for=("mobile_app_release", "security_test"))
@check("10.4.11.3.a", waits_for=("security_test", "mobile_app_release"))
def firms_with_an_app(on: date, p: Any) -> Part:
    """Whether the firm has an app; a firm without one is not concerned."""
    return system_kinds_in_use("mobile_app", what=Both("行動應用程式", "mobile app"))


@check("10.4.11.2.a", waits_for=("mobile_app_release", "security_test"))
def logs_of_apps_are_closed_to_others(on: date, p: Any) -> list[Part]:
    """Every app of the firm has a log that is kept and closed to others; a firm without an app is not concerned."""
    apps = firms_with_an_app(on, p)
    logs = records("logs.log_source").in_state("active", "silent").filter(kind="mobile_api", access_restricted=True)
    if not apps.population.exists():
        return [apps]
    return [
        apps,
        each(apps.population).must(
            Q(Exists(logs.filter(info_system=OuterRef("pk")))),
            holds=_("The logs of all %(population)s apps are kept and closed to others."),
            fails=_("The logs of %(exceptions)s of %(population)s apps are not kept, or not closed to others."),
        ),
    ]
