"""People from outside: their rights have an end and a scope, neither of which may be open (7.1.3.4)."""

from typing import Any

from django.utils.translation import gettext as _now

from zhengan.catalogue import catalogue
from zhengan.identity.scope import chapters_of


def open_ends(record: Any) -> dict[str, str]:
    """What is missing or wrong of the bounds of somebody from outside."""
    wrong = {}
    if record.contract_end_on is None:
        wrong["contract_end_on"] = _now("Somebody from outside needs the day on which the contract ends (7.1.3.4).")
    for name in ("scope_from_on", "scope_to_on"):
        if getattr(record, name) is None:
            wrong[name] = _now("Somebody from outside needs a scope that ends.")
    if not wrong and record.scope_to_on < record.scope_from_on:
        wrong["scope_to_on"] = _now("The scope ends before it begins.")
    chapters = chapters_of(record.scope_chapters)
    unknown = sorted(chapters - {one for one in catalogue().clauses if "." not in one})
    if not chapters:
        wrong["scope_chapters"] = _now("Say which chapters of the policy this person has to do with.")
    elif unknown:
        wrong["scope_chapters"] = _now("The policy has no chapter %(no)s.") % {"no": ", ".join(unknown)}
    return wrong
