"""Policies and controlled documents: one row per version of every controlled document; the topic ties each document that a clause demands to that clause."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhengan.kernel.fields import Many
from zhengan.kernel.flow import Flow, Move
from zhengan.kernel.models import EvidenceField
from zhengan.kernel.record import Record
from zhengan.kernel.register import Register


class PolicyDocument(Record):
    """One version of one controlled document."""

    class DocType(models.TextChoices):
        POLICY = "policy", _("Policy text")
        RULE = "rule", _("Rules")
        PROCEDURE = "procedure", _("Procedure")
        STANDARD = "standard", _("Standard")
        PLAN = "plan", _("Plan")
        MANUAL = "manual", _("Manual")
        FORM = "form", _("Form")
        TEMPLATE = "template", _("Contract template")

    class Topic(models.TextChoices):
        SECURITY_POLICY = "security_policy", _("Information security policy")
        MANAGEMENT_RULES = "management_rules", _("Management rules and guidelines")
        INCIDENT_REPORTING = "incident_reporting", _("Incident reporting and handling")
        DISCIPLINE = "discipline", _("Discipline for breaches")
        DUTIES_SPLIT = "duties_split", _("Division of IT and business duties")
        CLASSIFICATION = "classification", _("Classification standard")
        ASSET_CHANGE = "asset_change", _("Asset change procedure")
        DISPOSAL = "disposal", _("Equipment disposal procedure")
        ACCESS_POLICY = "access_policy", _("Access control policy of a system")
        PROGRAM_ACCESS = "program_access", _("Written control of program access")
        TOKEN_CUSTODY = "token_custody", _("Custody and use of signing tokens")
        PERSONAL_DATA = "personal_data", _("Personal data protection")
        VENDOR_LIABILITY = "vendor_liability", _("Division of duties with vendors")
        PASSWORD_RESET = "password_reset", _("Identity check on forgotten passwords")
        CUSTOM_PASSWORD_SLIP = "custom_password_slip", _("Custom e-slip delivery")
        EVIDENCE = "evidence", _("Digital evidence procedure")
        REPORT_CONTROL = "report_control", _("Control of confidential reports")
        MEDIA_HANDLING = "media_handling", _("Handling of confidential media")
        RESTORE_TEST = "restore_test", _("Restore test procedure")
        OPERATIONS = "operations", _("Operating procedures")
        CAPACITY = "capacity", _("Capacity assessment procedure")
        PRIVILEGED_ACCOUNT = "privileged_account", _("Privileged account rules")
        REMOTE_ACCESS = "remote_access", _("Remote access rules")
        EMAIL_USE = "email_use", _("Rules on use of e-mail")
        CERTIFICATE_DELIVERY = "certificate_delivery", _("Certificate delivery")
        API_SERVICE = "api_service", _("API service rules")
        SERVICE_QUALITY = "service_quality", _("Order service quality standard")
        DATA_VERIFICATION = "data_verification", _("Verification of processing")
        SOFTWARE_CONTROL = "software_control", _("Software and library control")
        SYSTEM_DOCUMENT = "system_document", _("System documents and manuals")
        CONTINUITY_PROCEDURE = "continuity_procedure", _("Continuity management procedure")
        CONTINUITY_PLAN = "continuity_plan", _("Continuity plan")
        DDOS = "ddos", _("DDoS defence and response")
        CLOUD_USE = "cloud_use", _("Rules as cloud user")
        CLOUD_OFFER = "cloud_offer", _("Controls as cloud provider")
        SOCIAL_USE = "social_use", _("Rules on social media")
        SOCIAL_OFFICIAL = "social_official", _("Rules on official social media")
        MOBILE_COMPANY = "mobile_company", _("Rules on company mobile devices")
        MOBILE_OWN = "mobile_own", _("Rules on own devices")
        IOT = "iot", _("Rules on IoT")
        OTHER = "other", _("Other")

    doc_no = models.CharField(_("document number"), max_length=200)
    title = models.CharField(_("document title"), max_length=200)
    doc_type = models.CharField(_("doc type"), max_length=12, choices=DocType.choices)
    topic = models.CharField(_("topic"), max_length=20, choices=Topic.choices)
    version = models.CharField(_("version"), max_length=200)
    body = models.TextField(_("text"))
    covered_points = Many(_("covered points"), blank=True)
    owner_unit = models.ForeignKey("organization.Unit", models.PROTECT, verbose_name=_("owner unit"), related_name="+")
    author = models.ForeignKey("organization.Person", models.PROTECT, verbose_name=_("author"), related_name="+")
    change_summary = models.TextField(_("change summary"), blank=True)
    effective_on = models.DateField(_("in force from"))
    approved_by = models.ForeignKey("organization.Person", models.PROTECT, verbose_name=_("approved by (office)"), related_name="+", null=True, blank=True)
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    next_review_due = models.DateField(_("next review due"))
    supersedes = models.ForeignKey("policy.PolicyDocument", models.PROTECT, verbose_name=_("supersedes version"), related_name="+", null=True, blank=True)
    info_system = models.ForeignKey("assets.InfoSystem", models.PROTECT, verbose_name=_("applies to system"), related_name="+", null=True, blank=True)
    file = EvidenceField(_("file"), null=True, blank=True)

    flow = Flow(
        initial="draft",
        moves=(
            Move(source="draft", target="submitted", by=("maker",)),
            Move(source="submitted", target="draft", by=("ciso", "it_manager", "president",)),
            Move(source="submitted", target="approved", by=("ciso", "it_manager", "compliance",), not_same_as=("maker",)),  # any doc_type except policy
            Move(source="submitted", target="approved", by=("president",), not_same_as=("maker",)),  # doc_type policy - the president alone (14)
            Move(source="approved", target="in_force", by=("system",)),  # on effective_on
            Move(source="in_force", target="superseded", by=("system",)),  # when the next version takes effect
            Move(source="in_force", target="withdrawn", by=("ciso",), not_same_as=("maker",)),
        ),
    )

    class Meta:
        verbose_name = _("controlled document")

    def __str__(self) -> str:
        return f"{self.title} {self.version}"


class PolicyDocuments(Register):
    """Policies and controlled documents."""

    code = "policy.policy_document"
    record = PolicyDocument
    prefix = "DOC"
    title = _("Policies and controlled documents")
    one = _("controlled document")
    purpose = _("One row per version of every controlled document; the topic ties each document that a clause demands to that clause.")
    columns = ("doc_no", "title", "doc_type", "topic", "version", "effective_on", "next_review_due", "state")
    search = ("doc_no", "title", "change_summary")
    filters = ("state", "doc_type", "topic", "owner_unit")
    makers = ("ciso", "security_officer", "it_manager", "business_owner", "compliance", "hr", "general_affairs")
    dated = "effective_on"
    due = "next_review_due"
    owner = "author"
    keep = "P5Y"
