"""Topics: the documents that the policy demands, and the points that some of them have to contain."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import catalogue


class Topic(models.TextChoices):
    """What a controlled document is about; the catalogue says which clauses demand one on each topic."""

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


def demanded_points(topic: str) -> tuple[str, ...]:
    """Return the clauses that say, one by one, what a document of this topic has to contain (e.g. 13.2.1.1)."""
    book = catalogue()
    parents = [book.clause(one) for one in book.topics[topic].clauses]
    return tuple(child for parent in parents if parent.parent is not None for child in parent.children)
