"""Terms of contracts: which ones the policy demands of which contract."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ContractKind(models.TextChoices):
    """What a contract is about."""

    MAINTENANCE = "maintenance", _("Maintenance contract")
    OUTSOURCING = "outsourcing", _("Outsourcing contract")
    CLOUD_USE = "cloud_use", _("Use of a cloud")
    CLOUD_OFFER = "cloud_offer", _("Offer of a cloud")
    LICENSE = "license", _("Software licence")
    IOT = "iot", _("Purchase of things")
    MARKET_DATA = "market_data", _("Market data")
    CONSULTING = "consulting", _("Advice")
    LAB = "lab", _("Testing by a lab")
    CONNECTION = "connection", _("Connection")


class Term(models.TextChoices):
    """What a contract may have to say."""

    SECURITY_AGREEMENT = "security_agreement", _("Security agreement")
    AUDIT_RIGHT = "audit_right", _("Audit right")
    CONFIDENTIALITY = "confidentiality", _("Keeping secrets")
    DAMAGES = "damages", _("Damages")
    RESPONSIBILITY_SPLIT = "responsibility_split", _("Division of duties")
    SELECTION = "selection", _("Selection")
    AUDIT_MEASURES = "audit_measures", _("Audit measures")
    BACKUP = "backup", _("Backup arrangements")
    SERVICE_LEVEL = "service_level", _("Service level")
    RECOVERY_TIME = "recovery_time", _("Time to recover")
    COMPENSATING = "compensating", _("Compensating measures")
    LAW = "law", _("Legal compliance")
    RIGHTS_CONTROL = "rights_control", _("Control of rights")
    PROTECTION = "protection", _("Security protection")
    SERVICE_PROMISE = "service_promise", _("Service promise")
    UPDATE_YEARS = "update_years", _("Years of security updates")
    WEAKNESS_NOTICE = "weakness_notice", _("Notice of weaknesses")
    CODE_SECURITY = "code_security", _("Security of the code")
    ENCRYPTED_TRANSFER = "encrypted_transfer", _("Encrypted transfer")


PERSONAL_DATA = (Term.CONFIDENTIALITY, Term.DAMAGES, Term.RESPONSIBILITY_SPLIT)
OF_KIND = {
    ContractKind.OUTSOURCING: (Term.SECURITY_AGREEMENT, Term.AUDIT_RIGHT),
    ContractKind.CLOUD_USE: (
        Term.SELECTION,
        Term.AUDIT_MEASURES,
        Term.BACKUP,
        Term.SERVICE_LEVEL,
        Term.RECOVERY_TIME,
    ),
    ContractKind.CLOUD_OFFER: (Term.LAW, Term.RIGHTS_CONTROL, Term.RESPONSIBILITY_SPLIT, Term.PROTECTION),
}
# A recommendation (宜): asked for by the check of 13.4.4, but no reason to refuse a contract.
ADVISED_FOR_THINGS = (Term.SERVICE_PROMISE, Term.UPDATE_YEARS, Term.WEAKNESS_NOTICE)


def demanded(kind: str, *, personal_data: bool) -> tuple[Term, ...]:
    """Return the terms without which a contract is not approved (7.2.9, 8.1.2, 10.4.4, 13.1.1, 13.1.2)."""
    of_kind = OF_KIND.get(ContractKind(kind), ()) if kind else ()
    return tuple(dict.fromkeys((*of_kind, *(PERSONAL_DATA if personal_data else ()))))
