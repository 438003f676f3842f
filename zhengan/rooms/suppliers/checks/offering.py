"""The cloud that the firm itself offers: whether it does, and the controls that it then needs."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhengan.checks.algebra import Part, there_is
from zhengan.checks.declare import check
from zhengan.checks.populations import document_in_force, systems
from zhengan.checks.settings import settings_in_order
from zhengan.checks.status import Status


@check("13.1.2", besides=("contract",))
def offer_of_the_cloud_has_rules(on: date, p: Any) -> list[Part]:
    """Where the firm offers a cloud, controls are in force and its transfers encrypted; others are not concerned."""
    running = systems()
    offered = there_is(
        running.filter(offered_as_cloud=True),
        holds=_("%(population)s systems in use are offered as a cloud."),
        fails=_("No system in use is offered as a cloud."),
    ).when_empty(
        Status.NOT_APPLICABLE if running.exists() else Status.NO_DATA, _("No system in use is offered as a cloud.")
    )
    if not offered.population.exists():
        return [offered]
    return [offered, document_in_force("cloud_offer", on=on), *settings_in_order("13.1.2", on=on, p=p)]
