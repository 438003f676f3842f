"""Documents: the policy itself, the rules under it, and what they have to cover."""

from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from zhengan.checks.algebra import Part, each, there_is
from zhengan.checks.declare import check
from zhengan.checks.populations import document_in_force, documents
from zhengan.checks.reading import note, records
from zhengan.checks.status import Status
from zhengan.identity.models import OfficeHeld

POLICY = "policy.policy_document"


@check("1.1", waits_for=("obligation",))
def policy_stands(on: date, p: Any) -> Part:
    """The policy is in force; its legal bases are followed up once obligations are kept."""
    return document_in_force("security_policy", on=on)


@check("2.1.1", waits_for=("risk",))
def policy_protects_every_asset(on: date, p: Any) -> list[Part]:
    """The policy covers the clause, and every asset in use is rated for confidentiality, integrity, availability."""
    return [
        document_in_force("security_policy", on=on, covers=("2.1.1",)),
        each(records("assets.asset").active()).must(
            Q(confidentiality__gt=0, integrity__gt=0, availability__gt=0),
            holds=_("All %(population)s assets in use are rated for confidentiality, integrity and availability."),
            fails=_("%(exceptions)s of %(population)s assets in use lack a rating."),
        ),
    ]


@check("2.2.2", waits_for=("review",))
def rules_are_evaluated(on: date, p: Any) -> list[Part]:
    """No document under the policy is past the day of its evaluation."""
    rules = records(POLICY).in_force().exclude(topic="security_policy")
    return [
        each(rules)
        .must_not_be_past(
            "next_review_due",
            on=on,
            holds=_("None of %(population)s documents under the policy is past its evaluation."),
            fails=_("%(exceptions)s of %(population)s documents under the policy are past their evaluation."),
            soon=_("%(warnings)s of %(population)s documents under the policy are to be evaluated within 30 days."),
        )
        .no_duty()
    ]


@check("14")
def policy_is_approved_by_the_president(on: date, p: Any) -> list[Part]:
    """The policy in force was approved by the president of that day, not later than it took effect."""
    note("organization.person", "organization.appointment")
    president = OfficeHeld.objects.filter(
        Q(to_on=None) | Q(to_on__gte=OuterRef("approved_on")),
        office="president",
        user=OuterRef("approved_by__user"),
        from_on__lte=OuterRef("approved_on"),
    )
    in_force = documents("security_policy", on)
    return [
        there_is(in_force, holds=_("The policy is in force."), fails=_("No policy is in force.")),
        each(in_force).must(
            Q(Exists(president)) & Q(approved_on__lte=F("effective_on")),
            holds=_("The policy was approved by the president before it took effect."),
            fails=_(
                "The policy in force was not approved by who was president on that day, or only after it took effect."
            ),
        ),
        each(
            records(POLICY).filter(
                topic="security_policy", state__in=("in_force", "superseded"), supersedes__isnull=False
            )
        )
        .must(
            Q(supersedes__voided_at=None),
            holds=_("All %(population)s earlier versions of the policy are kept."),
            fails=_("%(exceptions)s of %(population)s earlier versions of the policy were voided."),
        )
        .when_empty(Status.NOT_APPLICABLE, _("The policy in force is the first version.")),
    ]
