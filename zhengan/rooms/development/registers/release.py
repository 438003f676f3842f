"""Releases: each update of a production library, by an authorised releaser, for an approved change, with its hash."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.checks.populations import in_office
from zhengan.kernel.fields import Digest, Reference, link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.record import Line, Record
from zhengan.kernel.register import Register, register
from zhengan.ledger import clock
from zhengan.rooms.development.weaknesses import grave

CHANGED_WITH_LEAVE = ("approved", "implemented", "verified", "closed")


def _not_authorised(record: Any) -> str | None:
    """Only an appointed releaser brings a program into a production library (10.3.1)."""
    if not in_office(clock.today(), "release_manager").filter(person=record.releaser).exists():
        return _now("%(person)s is not appointed to release programs (10.3.1).") % {"person": record.releaser}
    return None


def _not_releasable(record: Any) -> str | None:
    """The change is approved, source form has leave, and the releaser is appointed (10.3.1, 10.3.2, 10.4.5)."""
    if record.change_request.state not in CHANGED_WITH_LEAVE:
        return _now("The change %(no)s is not approved (10.4.5).") % {"no": record.change_request.no}
    if record.form in Release.AS_SOURCE and not record.exception:
        return _now("What runs as source needs the number of an approved exception (10.3.2).")
    return _not_secure(record) or _not_authorised(record)


def _not_secure(record: Any) -> str | None:
    """A new system was analysed, and no grave weakness of the system is left as it is (10.1.1, 10.4.10.1)."""
    system = record.info_system
    sheets = register("development.security_requirement").record.objects.live().filter(info_system=system)
    if system.state == "planned" and not sheets.in_state("approved", "verified").exists():
        return _now("The security requirements of this new system are not approved (10.1.1).")
    weaknesses = register("development.vulnerability").record.objects.live().filter(info_system=system)
    worst = weaknesses.filter(grave(), exception="").order_by("due_on").first()
    if worst is not None:
        return _now("The weakness %(no)s is neither fixed nor excepted (10.4.10).") % {"no": worst.no}
    return None


class Release(Record):
    """One update of one production library."""

    class Form(models.TextChoices):
        OBJECT = "object", _("Object program")
        SOURCE = "source", _("Source program")
        SCRIPT = "script", _("Interpreted program")
        CONFIG = "config", _("Configuration")

    AS_SOURCE = (Form.SOURCE, Form.SCRIPT)

    info_system = link("assets.InfoSystem", _("system"))
    change_request = link("development.ChangeRequest", _("change request"))
    version_no = models.CharField(_("version of the program"), max_length=40)
    library = models.CharField(_("program library"), max_length=80)
    security_program = models.BooleanField(_("security control program"), default=False)
    form = models.CharField(_("form of the program"), max_length=12, choices=Form.choices)
    sha256 = Digest(_("digest (SHA-256)"))
    signature = models.CharField(_("signature"), max_length=200, blank=True)
    deployed_sha256 = Digest(_("digest found in production"), blank=True)
    deployed_checked_at = models.DateTimeField(_("compared in production at"), null=True, blank=True)
    developer = link("organization.Person", _("developer"))
    releaser = link("organization.Person", _("releaser"))
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)
    exception = Reference(_("leave to run as source"), blank=True, help_text=_("Number of the exception (10.3.2)."))

    flow = Flow(
        initial="prepared",
        moves=(
            Move(
                source="prepared",
                target="approved",
                by=("it_manager",),
                not_same_as=("maker", "developer"),
                when=_not_releasable,
            ),
            # Carrying out what somebody else approved; but never by whoever wrote the program.
            Move(
                source="approved",
                target="released",
                by=("named",),
                named="releaser",
                not_same_as=("developer",),
                approval=False,
                stamp={"released_at": "now"},
                when=_not_authorised,
            ),
            Move(source="released", target="rolled_back", by=("named",), named="releaser", reason=True),
        ),
    )

    class Meta:
        verbose_name = _("release")
        constraints = [
            models.CheckConstraint(condition=~Q(releaser=F("developer")), name="release_releaser_not_developer"),
            models.CheckConstraint(
                condition=Q(state__in=("prepared", "approved")) | Q(released_at__isnull=False), name="release_when"
            ),
        ]
        indexes = [models.Index(fields=["info_system", "library", "released_at"], name="development_release_idx")]

    def __str__(self) -> str:
        return f"{self.library} {self.version_no}"


class ReleaseComponent(Line):
    """One library of others that the program was built with."""

    record = models.ForeignKey(Release, models.CASCADE, related_name="components")
    name = models.CharField(_("name of the component"), max_length=120)
    version = models.CharField(_("version built with"), max_length=40)
    latest_version = models.CharField(_("latest version"), max_length=40, blank=True)
    latest_seen_on = models.DateField(_("latest version seen on"), null=True, blank=True)
    update_ready_on = models.DateField(_("updated build ready on"), null=True, blank=True)
    known_weakness = models.BooleanField(_("known to be weak"), default=False)
    license = models.CharField(_("licence"), max_length=60, blank=True)

    class Meta(Line.Meta):
        verbose_name = _("component")
        verbose_name_plural = _("components")

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class Releases(Register):
    """Releases."""

    code = "development.release"
    record = Release
    prefix = "REL"
    title = _("Releases to production")
    one = _("release")
    purpose = _(
        "Each update of a production library: by an authorised releaser, for which change, in which form, with its "
        "digest and the libraries it was built with."
    )
    columns = ("no", "info_system", "library", "version_no", "form", "releaser", "released_at", "state")
    search = ("library", "version_no", "sha256")
    filters = ("state", "info_system", "form", "security_program", "released_at")
    sections = (
        (_("Program"), ("info_system", "change_request", "library", "version_no", "security_program", "form")),
        (_("Integrity"), ("sha256", "signature", "exception")),
        (_("Making and releasing"), ("developer", "releaser", "released_at")),
        (_("Comparison in production"), ("deployed_sha256", "deployed_checked_at")),
    )
    makers = ("developer", "system_admin", "it_manager")
    key = ("info_system", "library", "version_no")
    dated = "released_at"
    owner = "releaser"
    keep = "P5Y"
    stays_open = ("deployed_sha256", "deployed_checked_at")

    def validate(self, record: Any, lines: Any) -> None:
        """One system and one kind with the change; two people; a comparison has its time."""
        wrong: dict[str, Any] = {}
        change = record.change_request
        if change.info_system_id != record.info_system_id:
            wrong["change_request"] = _now("That change is of another system.")
        elif record.security_program != (change.kind == change.Kind.SECURITY_PROGRAM):
            wrong["security_program"] = _now("Security programs are changed by a change of that kind (10.1.4).")
        if record.releaser_id in {record.developer_id, change.developer_id}:
            wrong["releaser"] = _now("Nobody releases his own program (10.3.1).")
        if bool(record.deployed_sha256) != bool(record.deployed_checked_at):
            wrong["deployed_checked_at"] = _now("Say when it was compared, and what was found.")
        elif record.deployed_checked_at and record.deployed_checked_at > clock.now():
            wrong["deployed_checked_at"] = _now("That time is still to come.")
        rows = (lines or {}).get("components", ())
        if any(row.get("latest_version") and not row.get("latest_seen_on") for row in rows):
            wrong["__all__"] = _now("Say for each newer version on which day it was seen.")
        if wrong:
            raise ValidationError(wrong)
