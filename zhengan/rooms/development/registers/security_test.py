"""Security tests: one run against one target, by which standard, what came out, and the review of the report."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.actor import Actor
from zhengan.kernel.fields import Many, link
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.models import EvidenceField
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register
from zhengan.ledger import clock
from zhengan.rooms.development import app_tests


class SecurityTest(Record):
    """One run of one test."""

    class Kind(models.TextChoices):
        VULNERABILITY_SCAN = "vulnerability_scan", _("Vulnerability scan")
        SOURCE_SCAN = "source_scan", _("Source scan")
        MOBILE_APP = "mobile_app", _("Test of a mobile app")
        PENETRATION = "penetration", _("Penetration test")
        INTEGRITY = "integrity", _("Integrity test")
        SUPPLIER_STATEMENT = "supplier_statement", _("Statement of the supplier")

    class Standard(models.TextChoices):
        MAS = "mas", _("MAS baseline for mobile apps")
        OWASP_MOBILE = "owasp_mobile", "OWASP Mobile Top 10"
        OWASP = "owasp", "OWASP Top 10"
        INTERNAL = "internal", _("Standard of the firm")
        CVE = "cve", _("Database of weaknesses")

    class By(models.TextChoices):
        INTERNAL = "internal", _("The firm itself")
        LAB = "lab", _("Accredited laboratory")
        EXTERNAL = "external", _("Somebody from outside")

    class Result(models.TextChoices):
        PASS = "pass", _("Passed")
        FAIL = "fail", _("Not passed")

    kind = models.CharField(_("kind of test"), max_length=20, choices=Kind.choices)
    info_system = link("assets.InfoSystem", _("system tested"))
    mobile_app_release = link(
        "development.MobileAppRelease",
        _("release of the app"),
        optional=True,
        help_text=_("Empty: the test speaks for the app on every platform."),
    )
    scope = models.TextField(_("scope of the test"))
    standard = models.CharField(_("standard of the test"), max_length=16, choices=Standard.choices)
    performed_by = models.CharField(_("performed by"), max_length=12, choices=By.choices)
    lab = link("suppliers.Supplier", _("laboratory"), optional=True)
    lab_accredited = models.BooleanField(_("accredited by TAF on that day"), default=False)
    tester = link("organization.Person", _("in charge of the test"), blank=True, help_text=_("Empty: yourself."))
    items_expected = models.PositiveIntegerField(_("items to be tested"), null=True, blank=True)
    items_tested = models.PositiveIntegerField(_("items tested"), null=True, blank=True)
    items_shown = Many(
        _("shown by the test"),
        choices=app_tests.Item.choices,
        blank=True,
        help_text=_("Of a mobile app: what the report shows to work."),
    )
    tested_on = models.DateField(_("tested on"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    result = models.CharField(_("result of the security test"), max_length=8, choices=Result.choices, blank=True)
    report = EvidenceField(_("report of the test"), null=True, blank=True)
    reviewer = link("organization.Person", _("report reviewed by"), optional=True)
    reviewed_on = models.DateField(_("report reviewed on"), null=True, blank=True)
    review_note = models.TextField(_("what the review found"), blank=True)

    told_with = ("info_system",)
    flow = Flow(
        initial="planned",
        moves=(
            Move(
                source="planned",
                target="tested",
                by=("named",),
                named="tester",
                asks=("tested_on", "result", "items_shown"),
                needs=("tested_on", "result"),
            ),
            Move(
                source="tested",
                target="reported",
                by=("named",),
                named="tester",
                asks=("report",),
                needs=("report",),
                label=_("Hand in the report"),
            ),
            Move(
                source="reported",
                target="reviewed",
                by=("security_officer",),
                not_same_as=("maker", "tester"),
                asks=("review_note",),
                stamp={"reviewer": "person", "reviewed_on": "today"},
                when=app_tests.not_comparable,
                label=_("Review the report"),
            ),
            Move(source="reported", target="tested", by=("security_officer",), reason=True, label=_("Send back")),
            Move(source="reviewed", target="closed", by=("security_officer",)),
        ),
    )

    class Meta:
        verbose_name = _("security test")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="planned") | Q(tested_on__isnull=False) & ~Q(result=""), name="securitytest_done"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("reported", "reviewed", "closed")) | Q(report__isnull=False),
                name="securitytest_report",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("reviewed", "closed")) | Q(reviewer__isnull=False, reviewed_on__isnull=False),
                name="securitytest_reviewed",
            ),
            models.CheckConstraint(condition=~Q(performed_by="lab") | Q(lab__isnull=False), name="securitytest_lab"),
            models.CheckConstraint(
                condition=Q(items_expected=None) | Q(items_tested=None) | Q(items_tested__lte=F("items_expected")),
                name="securitytest_items",
            ),
        ]
        indexes = [models.Index(fields=["kind", "info_system", "tested_on"], name="development_test_idx")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.info_system}"


class SecurityTests(Register):
    """Security tests."""

    code = "development.security_test"
    record = SecurityTest
    prefix = "SCT"
    title = _("Security tests")
    one = _("security test")
    purpose = _("One run of a test of one target: its scope, standard and report, and the review of that report.")
    columns = ("no", "kind", "info_system", "performed_by", "standard", "tested_on", "result", "state")
    search = ("scope", "info_system__name")
    filters = ("state", "kind", "info_system", "performed_by", "result", "tested_on")
    sections = (
        (_("Target"), ("kind", "info_system", "mobile_app_release", "scope")),
        (_("Standard and tester"), ("standard", "performed_by", "lab", "lab_accredited", "tester")),
        (
            _("Result and report"),
            ("items_expected", "items_tested", "items_shown", "tested_on", "valid_until", "result", "report"),
        ),
        (_("Review of the report"), ("reviewer", "reviewed_on", "review_note")),
    )
    makers = ("security_officer", "it_manager", "system_admin", "developer")
    dated = "tested_on"
    owner = "tester"
    keep = "P5Y"
    computed = ("lab_accredited",)

    def prepare(self, record: Any, actor: Actor) -> None:
        """Whoever plans it is in charge of it, unless somebody is named."""
        if record.tester_id is None:
            record.tester = actor.person

    def moving(self, record: Any, move: Move, actor: Actor) -> None:
        """Whether the laboratory was accredited is kept as it was on the day of the test."""
        if move.target == "tested":
            record.lab_accredited = record.lab is not None and record.lab.taf_accredited

    def validate(self, record: Any, lines: Any) -> None:
        """A laboratory is a laboratory; an app's release belongs to the system; days and numbers go together."""
        wrong: dict[str, Any] = {}
        if (record.performed_by == SecurityTest.By.LAB) != (record.lab is not None):
            wrong["lab"] = _now("A laboratory is named where one has tested, and only there.")
        elif record.lab is not None and "lab" not in record.lab.kind:
            wrong["lab"] = _now("This supplier is no laboratory.")
        release = record.mobile_app_release
        if release is not None and release.info_system_id != record.info_system_id:
            wrong["mobile_app_release"] = _now("That release is of another system.")
        if record.kind != SecurityTest.Kind.MOBILE_APP and (release is not None or record.items_shown):
            wrong["items_shown"] = _now("Only a test of a mobile app speaks for one.")
        if record.tested_on is not None and record.tested_on > clock.today():
            wrong["tested_on"] = _now("That day is still to come.")
        if record.tested_on and record.valid_until and record.valid_until < record.tested_on:
            wrong["valid_until"] = _now("The last day lies before the first.")
        if None not in (record.items_expected, record.items_tested) and record.items_tested > record.items_expected:
            wrong["items_tested"] = _now("More items are tested than were to be.")
        if wrong:
            raise ValidationError(wrong)
