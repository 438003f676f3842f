"""Suppliers and the cloud: whether the clauses concern the firm, and the documents they demand."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhengan.checks.algebra import Part, there_is
from zhengan.checks.declare import check
from zhengan.checks.populations import document_in_force, systems
from zhengan.checks.status import Status


@check("7.2.9", "8.1.2", waits_for=("contract", "personal_data_file"))
def duties_of_vendors_are_divided(on: date, p: Any) -> Part:
    """A document that divides the duties between the firm and its vendors is in force."""
    return document_in_force("vendor_liability", on=on)


@check("10.4.10.5", waits_for=("contract", "security_test"))
def firms_with_foreign_code(on: date, p: Any) -> Part:
    """Whether the firm runs systems whose source it does not have; a firm without is not concerned."""
    running = systems()
    return there_is(
        running.filter(source_available=False),
        holds=_("The source of %(population)s systems in use is not at hand."),
        fails=_("The source of all systems in use is at hand."),
    ).when_empty(
        Status.NOT_APPLICABLE if running.exists() else Status.NO_DATA, _("The source of all systems in use is at hand.")
    )


@check("13.1.1", waits_for=("contract", "review", "exception"), unless_stated=True)
def use_of_the_cloud_has_rules(on: date, p: Any) -> list[Part]:
    """Where systems run in the cloud, rules on using it are in force; that none does has to be stated every year."""
    cloud = systems().filter(built_by="cloud")
    used = there_is(
        cloud,
        holds=_("%(population)s systems in use run in the cloud."),
        fails=_("No system in use runs in the cloud; state every year that none is used."),
    ).when_empty(Status.NO_DATA, _("No system in use runs in the cloud; state every year that none is used."))
    return [used, document_in_force("cloud_use", on=on)] if cloud.exists() else [used]


@check("13.1.2", waits_for=("config_check", "contract"))
def offer_of_the_cloud_has_rules(on: date, p: Any) -> list[Part]:
    """Where the firm offers systems as a cloud, controls are in force; a firm that does not is not concerned."""
    running = systems()
    offered = there_is(
        running.filter(offered_as_cloud=True),
        holds=_("%(population)s systems in use are offered as a cloud."),
        fails=_("No system in use is offered as a cloud."),
    ).when_empty(
        Status.NOT_APPLICABLE if running.exists() else Status.NO_DATA, _("No system in use is offered as a cloud.")
    )
    return [offered, document_in_force("cloud_offer", on=on)] if offered.population.exists() else [offered]
