"""What the website shows: inspected in time, and what had to go taken down at once."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhengan.checks.alerts import alerts, handled
from zhengan.checks.algebra import Part, there_is_recent
from zhengan.checks.declare import check
from zhengan.checks.populations import open_findings_in_time
from zhengan.checks.reading import records


@check("8.5.8")
def website_shows_nothing_confidential(on: date, p: Any) -> list[Part]:
    """The website's content was inspected in time; what had to go was taken down at once, findings are followed."""
    every = p.period("website-content-interval")
    return [
        there_is_recent(
            records("facilities.inspection").in_state("approved").filter(template="website_content"),
            when="inspected_on",
            every=every,
            on=on,
            holds=_("%(population)s inspections of the content of the website were approved within %(interval)s."),
            fails=_("No inspection of the content of the website was approved within %(interval)s."),
            soon=_("The content of the website must soon be inspected again (every %(interval)s)."),
            interval=every,
        ),
        handled(alerts(on, "page_changed").filter(action="removed"), p.period("immediate-tolerance"), on=on),
        open_findings_in_time("8.5.8", on=on),
    ]
