"""Rules of access: the documents that say who may do what, and how passwords and tokens are kept."""

from collections import defaultdict
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from zhengan.checks.algebra import Part, each
from zhengan.checks.declare import check
from zhengan.checks.populations import document_for_each_system, documents, enabled_accounts, systems
from zhengan.checks.reading import lines, records
from zhengan.checks.status import Status


@check("7")
def every_system_has_a_known_access_policy(on: date, p: Any) -> list[Part]:
    """Every system in use has an access policy and grants in force, and every such policy was made known and read."""
    receipts = lines("policy.notice", "receipts").filter(record=OuterRef("pk"))
    read = receipts.filter(Q(read_at__isnull=False) | Q(signed_at__isnull=False))
    told = (
        records("policy.notice").in_state("published", "withdrawn").filter(document=OuterRef("pk")).filter(Exists(read))
    )
    return [
        document_for_each_system("access_policy", on=on),
        each(documents("access_policy", on))
        .must(
            Q(Exists(told)),
            holds=_("All %(population)s access policies in force were made known and read."),
            fails=_(
                "%(exceptions)s of %(population)s access policies in force were not made known, or nobody has read "
                "them."
            ),
        )
        .when_empty(Status.NOT_MET, _("No access policy is in force.")),
        each(systems()).must(
            _has(grants()),
            holds=_("All %(population)s systems in use have rules of who may do what."),
            fails=_("%(exceptions)s of %(population)s systems in use have no rules of who may do what."),
        ),
    ]


@check("7.1.3.1", "8.3.1")
def access_to_programs_is_written_down(on: date, p: Any) -> list[Part]:
    """Every system in use has a written control of the access to its programs, with rules that follow from it."""
    described = grants().filter(object_type="program", document__isnull=False)
    return [
        document_for_each_system("program_access", on=on),
        each(systems()).must(
            _has(described),
            holds=_("All %(population)s systems in use have rules on programs, tied to their description."),
            fails=_("%(exceptions)s of %(population)s systems in use have no rules on programs tied to a description."),
        ),
    ]


@check("7.1.3.3", "8.3.5", besides=("config_check",))
def rights_are_those_of_the_rules(on: date, p: Any) -> Part:
    """Every role of an enabled account that is no customer's is granted by a rule, or by a request approved for it."""
    accounts = enabled_accounts().exclude(kind="customer")
    asked = records("access.access_request").in_state("approved", "executed", "closed")
    return (
        each(accounts)
        .must_not(
            _beyond_the_rules(accounts) & ~Q(access_request__in=asked.values("no")),
            holds=_("The roles of all %(population)s enabled accounts are granted by rules or requests."),
            fails=_("The roles of %(exceptions)s of %(population)s enabled accounts are granted by nothing."),
        )
        .when_empty(Status.NO_DATA, _("No account is known yet."))
    )


def grants() -> QuerySet[Any]:
    """Grants in force."""
    return records("access.access_rule").in_force().filter(kind="grant")


def _has(rules: QuerySet[Any]) -> Q:
    """A system for which there is such a rule: its own, or one for all systems."""
    return Q(Exists(rules.filter(info_system=OuterRef("pk")))) | Q(Exists(rules.filter(info_system=None)))


def _beyond_the_rules(accounts: QuerySet[Any]) -> Q:
    """Accounts with a role that no rule grants on their system; two queries over kinds of them, not over rows."""
    granted: dict[int | None, set[str]] = defaultdict(set)
    for system, role in grants().values_list("info_system", "business_role"):
        granted[system].add(role)
    beyond: dict[int, list[tuple[str, ...]]] = defaultdict(list)
    for system, roles in accounts.order_by().values_list("info_system", "roles").distinct():
        if not set(roles) <= granted[None] | granted[system]:
            beyond[system].append(roles)
    found = Q(pk=None)
    for system, several in beyond.items():
        found |= Q(info_system=system, roles__in=several)
    return found
