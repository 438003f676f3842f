"""Exceptions: a departure from a clause, approved for one thing, with what makes up for it, until a day."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import catalogue
from zhengan.kernel.fields import Reference, link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register
from zhengan.ledger import clock

_DECIDERS = ("ciso", "it_manager", "business_owner")


def _ended(record: Any) -> str | None:
    """What would have ended by now cannot be approved any more: ask again."""
    return _now("The time asked for is over already.") if record.valid_until < clock.today() else None


class ApprovedException(Record):
    """One departure from one clause for one thing."""

    class Kind(models.TextChoices):
        NON_BUSINESS_USE = "non_business_use", _("Use for other than business")
        UNPATCHED = "unpatched", _("Weakness not patched")
        BASELINE = "baseline", _("Off the baseline")
        SOURCE_CODE = "source_code", _("Source code in production")
        RESTRICTED_PRODUCT = "restricted_product", _("Restricted product in use")
        IOT_NO_UPDATE = "iot_no_update", _("Thing that cannot be updated")
        REAL_TEST_DATA = "real_test_data", _("Real data in a test")
        CLOUD_GAP = "cloud_gap", _("Cloud that lacks something")
        SHARED_ACCOUNT = "shared_account", _("Account of several people")
        OTHER = "other", _("Other")

    kind = models.CharField(_("kind of exception"), max_length=20, choices=Kind.choices)
    clause = models.CharField(_("clause"), max_length=20, help_text=_("Its number in the policy, e.g. 8.2.4."))
    subject_ref = Reference(_("thing excepted"), help_text=_("Number of the record: an account, an asset, a contract."))
    reason = models.TextField(_("reason for the exception"))
    compensating_control = models.TextField(_("compensating control"))
    responsible = link("organization.Person", _("answers for it"))
    valid_from = models.DateField(_("holds from"))
    valid_until = models.DateField(_("holds until"))
    risk = link("assurance.Risk", _("risk assessed"), optional=True)

    flow = Flow(
        initial="draft",
        moves=(
            Move(source="draft", target="submitted", by=("maker",)),
            Move(
                source="submitted",
                target="approved",
                by=_DECIDERS,
                not_same_as=("maker", "responsible"),
                when=_ended,
            ),
            Move(
                source="submitted",
                target="rejected",
                by=_DECIDERS,
                not_same_as=("maker", "responsible"),
                approval=False,
                reason=True,
            ),
            Move(source="approved", target="expired", by=("system",), on="valid_until", past=True),
            Move(source="approved", target="revoked", by=("ciso",), reason=True, label=_("Revoke the exception")),
        ),
    )

    class Meta:
        verbose_name = _("exception")
        indexes = [models.Index(fields=["kind", "subject_ref", "state"], name="assurance_exception_idx")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.subject_ref}"


class Exceptions(Register):
    """Approved exceptions."""

    code = "assurance.exception"
    record = ApprovedException
    prefix = "EXC"
    title = _("Approved exceptions")
    one = _("exception")
    purpose = _(
        "A departure from a clause for one thing, with a compensating control, approved by somebody else, that ends by "
        "itself on its day."
    )
    columns = ("no", "kind", "clause", "subject_ref", "responsible", "valid_until", "state")
    search = ("clause", "subject_ref", "reason", "compensating_control")
    filters = ("state", "kind", "clause", "responsible", "valid_until")
    sections = (
        (_("Exception"), ("kind", "clause", "subject_ref", "reason")),
        (_("What makes up for it"), ("compensating_control", "responsible", "risk")),
        (_("Term of the exception"), ("valid_from", "valid_until")),
    )
    makers = (
        "security_officer",
        "it_manager",
        "system_admin",
        "network_admin",
        "developer",
        "business_owner",
        "general_affairs",
    )
    dated = "valid_from"
    due = "valid_until"
    owner = "responsible"
    keep = "P5Y"
    keep_from = "valid_until"

    def validate(self, record: Any, lines: Any) -> None:
        """The clause exists; the days are in order."""
        wrong: dict[str, Any] = {}
        if record.clause not in catalogue().clauses:
            wrong["clause"] = _now("No such clause: %(points)s.") % {"points": record.clause}
        if record.valid_until < record.valid_from:
            wrong["valid_until"] = _now("The last day lies before the first.")
        if wrong:
            raise ValidationError(wrong)
