"""Continuity: the procedure, who is in charge of plans, training, standby and defence."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period
from zhengan.checks.algebra import Part, each, there_is_recent
from zhengan.checks.declare import check
from zhengan.checks.mechanisms import each_protected, working
from zhengan.checks.populations import document_in_force, office_is_held, open_findings_in_time, systems
from zhengan.checks.reading import records
from zhengan.checks.status import Status


@check("11.1.1", waits_for=("continuity_plan",))
def planning_has_a_procedure_and_somebody_in_charge(on: date, p: Any) -> list[Part]:
    """A procedure for continuity is in force and somebody is in charge of plans."""
    return [document_in_force("continuity_procedure", on=on), office_is_held("plan_owner", on=on)]


@check("11.1.3", waits_for=("continuity_plan", "drill"))
def plan_is_written_and_trained(on: date, p: Any) -> list[Part]:
    """A plan is in force as a document, and training on it was held within a year."""
    return [
        document_in_force("continuity_plan", on=on),
        there_is_recent(
            records("organization.training").in_state("confirmed").filter(kind="continuity"),
            when="held_on",
            every=Period("P1Y"),
            on=on,
            holds=_("%(population)s trainings on continuity were held within 12 months."),
            fails=_("No training on continuity was held within 12 months."),
            soon=_("The last training on continuity is soon 12 months old."),
        ),
    ]


@check("11.2", waits_for=("drill", "continuity_plan"))
def findings_of_drills_are_put_right(on: date, p: Any) -> Part:
    """No finding on drills is open past its day."""
    return open_findings_in_time("11.2", on=on).when_empty(Status.NO_DATA, _("No finding was raised on this."))


@check("11.3.2", waits_for=("continuity_plan",))
def changes_of_plans_are_in_charge_of_somebody(on: date, p: Any) -> Part:
    """Somebody is appointed to control changes of plans."""
    return office_is_held("plan_change_controller", on=on)


@check("11.5", waits_for=("drill",))
def trading_hosts_have_a_standby(on: date, p: Any) -> Part:
    """Every trading host names its standby, and that works."""
    return each(systems().filter(kind__in=("host_link", "online_trading"))).must(
        Q(Exists(working("standby", on=on).filter(no=OuterRef("standby")))),
        holds=_("All %(population)s trading hosts in use name a standby that works."),
        fails=_("%(exceptions)s of %(population)s trading hosts in use name no standby that works."),
    )


@check("11.6", waits_for=("drill",))
def ddos_has_a_procedure(on: date, p: Any) -> list[Part]:
    """A procedure against DDoS attacks is in force; important systems that the internet reaches are protected."""
    return [
        document_in_force("ddos", on=on),
        each_protected(systems().filter(internet_facing=True, important=True), "ddos", on=on),
    ]
