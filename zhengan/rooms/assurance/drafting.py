"""The draft of the yearly declaration: what the records of the year show, told before anybody words it."""

from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from zhengan.catalogue import Period, catalogue
from zhengan.checks.algebra import DAY, start_of
from zhengan.checks.models import ClauseVerdict
from zhengan.checks.status import Status
from zhengan.checks.wording import ZH, listed
from zhengan.kernel.register import known


def drafted(year: int, *, until: date) -> str:
    """Return the text in Chinese, in which it is disclosed: verdicts as they stand, the year's audits and incidents.

    A heading is no clause of its own here: only what has nothing under it is counted.
    """
    leaves = {clause.id for clause in catalogue().clauses.values() if not clause.children}
    status = dict(ClauseVerdict.objects.filter(clause__in=leaves).values_list("clause", "status"))
    broken = [one for one in catalogue().clauses if status.get(one) == Status.NOT_MET]
    unseen = [one for one in leaves if status.get(one, Status.NO_DATA) == Status.NO_DATA]
    with translation.override(ZH):
        lines = [
            _("Declaration on the whole of information security in the year %(year)s.") % {"year": year - 1911},
            _("Of %(all)s clauses of the policy, %(broken)s are not met and %(unseen)s cannot be judged from records.")
            % {"all": len(leaves), "broken": len(broken), "unseen": len(unseen)},
        ]
        if broken:
            lines.append(_("Not met: %(cites)s.") % {"cites": listed(map(_cited, broken), ZH)})
        lines.append(
            _("In the year there were %(incidents)s incidents and %(audits)s audits; %(findings)s findings are open.")
            % _counts(until=until)
        )
    return "\n".join(lines)


def _cited(clause: str) -> str:
    return catalogue().clause(clause).cite


def _counts(*, until: date) -> dict[str, int]:
    """How many incidents and audits the twelve months had that end with `until`, and how many findings are open."""
    first, last = Period("P1Y").before(until) + DAY, until + DAY
    wanted: dict[str, tuple[str, dict[str, Any]]] = {
        "incidents": (
            "incidents.incident",
            {"discovered_at__gte": start_of(first), "discovered_at__lt": start_of(last)},
        ),
        "audits": ("assurance.audit", {"reported_on__gte": first, "reported_on__lt": last}),
        "findings": ("assurance.finding", {"state__in": ("open", "planned", "done")}),
    }
    return {
        name: sum(one.record.objects.live().filter(**rule).count() for one in known([code]))
        for name, (code, rule) in wanted.items()
    }
