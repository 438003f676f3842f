"""The inventory of information assets: classes, owners, ratings, and what every asset must carry."""

from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period
from zhengan.checks.algebra import Part, each, start_of, there_is_recent, together
from zhengan.checks.declare import check
from zhengan.checks.populations import (
    PERSON,
    SYSTEM,
    document_in_force,
    excepted,
    in_office,
    is_here,
    reviewed,
    reviews,
    rule_rested_on,
    systems,
)
from zhengan.checks.reading import records
from zhengan.checks.statements import statements
from zhengan.checks.status import Status
from zhengan.checks.wording import listed

ASSET = "assets.asset"
PORTABLE, COMPUTERS = ("portable",), ("pc", "portable")
CLASSED = ("confidential", "sensitive")
YEAR = Period("P1Y")
# Contracts by which data leaves the house or comes in.
EXCHANGING = ("connection", "outsourcing", "cloud_use")
# What 5.2.2 names, each with the subtypes that count as it.
NAMED = {
    "database": ("database",),
    "manual": ("manual",),
    "os": ("os",),
    "application": ("application",),
    "tool": ("tool",),
    "server": ("server", "pc", "portable", "public_pc"),
    "network_device": ("network_device", "firewall"),
    "storage": ("storage",),
}


def assets(*joined: str) -> QuerySet[Any]:
    """Assets in use, also those that are just being repaired."""
    return records(ASSET, *joined).in_state("active", "repair")


class Choices:
    """Choices of a field of the inventory, as people call them."""

    def __init__(self, field: str, codes: list[str]) -> None:
        labels = dict(records(ASSET).model._meta.get_field(field).flatchoices)
        self._labels = [labels[code] for code in codes]

    def zh(self) -> str:
        """In Chinese."""
        return listed((str(label) for label in self._labels), "zh-hant")

    def en(self) -> str:
        """In English."""
        return listed((str(label) for label in self._labels), "en")


@check("5.1.1")
def five_classes_are_kept(on: date, p: Any) -> Part:
    """Every asset belongs to one of the five classes, and none of the five is empty."""
    classes = list(dict(records(ASSET).model.Category.choices))
    used = set(assets().order_by().values_list("category", flat=True).distinct())
    empty = [code for code in classes if code not in used]
    return together(
        assets(),
        hold=not empty,
        holds=_("The %(population)s assets in use are entered in all five classes."),
        fails=_("Of the %(population)s assets in use none is entered in these classes: %(empty)s."),
        empty=Choices("category", empty),
    ).when_empty(Status.NO_DATA, _("No asset is entered yet."))


@check("5.1.2")
def owners_classify(on: date, p: Any) -> Part:
    """Every asset was classified by its owner or by the owner of its system."""
    return each(assets(SYSTEM)).must(
        Q(classified_on__isnull=False)
        & (Q(classified_by=F("owner")) | Q(classified_by=F("info_system__business_owner"))),
        holds=_("All %(population)s assets in use were classified by their owner or the owner of their system."),
        fails=_(
            "%(exceptions)s of %(population)s assets in use were not classified by their owner or the owner of their "
            "system."
        ),
    )


@check("5.1.3")
def classed_assets_say_how_to_be_handled(on: date, p: Any) -> list[Part]:
    """Every asset and every report of a year classed confidential or sensitive says how it may be used."""
    reports = records("operations.report_run").filter(due_at__gte=start_of(Period("P1Y").before(on)))
    return [
        each(assets().filter(classification__in=CLASSED)).must(
            ~Q(handling=""),
            holds=_("All %(population)s confidential or sensitive assets say how they are handled."),
            fails=_(
                "%(exceptions)s of %(population)s confidential or sensitive assets do not say how they are handled."
            ),
        ),
        each(reports.filter(classification__in=CLASSED))
        .must(
            ~Q(access_rule=""),
            holds=_("All %(population)s confidential or sensitive reports name the rule on their use."),
            fails=_("%(exceptions)s of %(population)s confidential or sensitive reports name no rule on their use."),
        )
        .when_empty(Status.NO_DATA, _("No confidential or sensitive report is entered.")),
    ]


@check("5.2.1")
def inventory_names_owner_and_class(on: date, p: Any) -> list[Part]:
    """Every system in use has assets entered, and every asset has a name, a class and an owner who is here."""
    return [
        each(systems()).must_have(
            assets(),
            by="info_system",
            holds=_("All %(population)s systems in use have assets entered."),
            fails=_("%(exceptions)s of %(population)s systems in use have no asset entered."),
        ),
        each(assets(PERSON)).must(
            ~Q(name="") & ~Q(classification="") & is_here(on, "owner__"),
            holds=_("All %(population)s assets in use have a name, a class and an owner who is with the firm."),
            fails=_(
                "%(exceptions)s of %(population)s assets in use lack a name, a class or an owner who is with the firm."
            ),
        ),
    ]


@check("5.2.2")
def named_kinds_of_assets_are_managed(on: date, p: Any) -> list[Part]:
    """Each kind of asset that the policy names is entered (or stated not to exist), with owner, class and handling."""
    named = assets().filter(subtype__in=[code for codes in NAMED.values() for code in codes])
    used = set(named.order_by().values_list("subtype", flat=True).distinct())
    lacking = [kind for kind, codes in NAMED.items() if used.isdisjoint(codes)]
    excused = bool(lacking) and statements("5.2.2", on=on).filter(valid_until__gte=on).exclude(answer="fails").exists()
    return [
        together(
            named,
            hold=not lacking or excused,
            holds=_("Every kind of asset that the policy names is entered, or stated not to exist."),
            fails=_("Kinds of assets that the policy names are not entered: %(lacking)s."),
            lacking=Choices("subtype", lacking),
        ).when_empty(Status.NO_DATA, _("No asset is entered yet.")),
        each(named).must(
            ~Q(handling=""),
            holds=_("All %(population)s of these assets have an owner, a class and say how they are handled."),
            fails=_("%(exceptions)s of %(population)s of these assets do not say how they are handled."),
        ),
    ]


@check("5.2.3")
def assets_are_verified(on: date, p: Any) -> list[Part]:
    """Every asset was verified within the interval set, and the inventory as a whole reviewed within a year."""
    every = p.period("asset-verification-interval")
    verified = each(assets()).must_be_fresh(
        "last_verified_on",
        every=every,
        on=on,
        holds=_("All %(population)s assets in use were verified within %(interval)s."),
        fails=_("%(exceptions)s of %(population)s assets in use were not verified within %(interval)s."),
        soon=_("%(warnings)s of %(population)s assets in use must soon be verified again (every %(interval)s)."),
        interval=every,
    )
    return [verified, reviewed("asset_inventory", every=YEAR, on=on)]


@check("5.3.1")
def classification_has_a_standard(on: date, p: Any) -> list[Part]:
    """A classification standard is in force, rests on a rule from outside, and was reviewed within a year."""
    return [
        document_in_force("classification", on=on),
        rule_rested_on("5.3.1"),
        reviewed("classification", every=YEAR, on=on),
    ]


@check("5.3.2", besides=("risk",))
def class_fits_the_ratings(on: date, p: Any) -> Part:
    """No asset is classed lower than its highest rating, unless a reason is recorded."""
    rated = assets().annotate(_highest=Greatest("confidentiality", "integrity", "availability"))
    return each(rated).must(
        ~Q(remark="")
        | Q(classification="confidential", _highest__gt=0)
        | Q(classification="sensitive", _highest__in=(1, 2))
        | Q(classification="general", _highest=1),
        holds=_("All %(population)s assets in use are classed as high as their ratings, or say why not."),
        fails=_(
            "%(exceptions)s of %(population)s assets in use are classed lower than their ratings, without a reason."
        ),
    )


@check("5.3.3")
def personal_data_is_not_general(on: date, p: Any) -> list[Part]:
    """Every asset has one of the three classes, and nothing of a system with personal data is classed general."""
    told = records("privacy.personal_data_file").active().filter(info_system=OuterRef("info_system"))
    return [
        each(assets()).must(
            Q(classification__in=(*CLASSED, "general")),
            holds=_("All %(population)s assets in use have one of the three classes."),
            fails=_("%(exceptions)s of %(population)s assets in use have none of the three classes."),
        ),
        each(assets(SYSTEM).filter(Q(info_system__holds_personal_data=True) | Q(Exists(told))))
        .must_not(
            Q(classification="general"),
            holds=_("None of the %(population)s assets of systems with personal data is classed general."),
            fails=_("%(exceptions)s of %(population)s assets of systems with personal data are classed general."),
        )
        .when_empty(Status.NO_DATA, _("No asset belongs to a system with personal data.")),
    ]


@check("5.3.4", unless_stated=True)
def foreign_classes_are_mapped(on: date, p: Any) -> Part:
    """For every contract by which classed data is exchanged, the other firm's classes were compared with ours."""
    exchanged = records("suppliers.contract").in_force().filter(personal_data=True, kind__in=EXCHANGING)
    return (
        each(exchanged)
        .must_have(
            reviews("classification"),
            by="subject_ref",
            to="no",
            holds=_("For all %(population)s contracts that exchange classed data the classes were compared."),
            fails=_(
                "For %(exceptions)s of %(population)s contracts that exchange classed data nobody compared the classes."
            ),
        )
        .when_empty(
            Status.NO_DATA, _("No contract exchanges classed data; state every year that no such scheme is used.")
        )
    )


@check("5.3.5")
def systems_are_tiered(on: date, p: Any) -> list[Part]:
    """Every system in use has a tier with its reason, looked at again within a year, and so was the list as a whole."""
    return [
        each(systems()).must(
            Q(tier__in=("core", "non_core")) & ~Q(tier_reason=""),
            holds=_("All %(population)s systems in use have a tier with its reason."),
            fails=_("%(exceptions)s of %(population)s systems in use have no tier, or none with a reason."),
        ),
        each(systems()).must_be_fresh(
            "tier_reviewed_on",
            every=Period("P1Y"),
            on=on,
            holds=_("The tiers of all %(population)s systems in use were reviewed within 12 months."),
            fails=_("The tiers of %(exceptions)s of %(population)s systems in use were not reviewed within 12 months."),
            soon=_("The tiers of %(warnings)s of %(population)s systems in use must be reviewed within 30 days."),
        ),
        reviewed("system_tier", every=YEAR, on=on),
    ]


@check("9.1.4")
def important_equipment_is_in_charge_of_somebody(on: date, p: Any) -> Part:
    """Every important hardware or software asset has a custodian who is here and appointed as host custodian."""
    important = assets(PERSON).filter(category__in=("hardware", "software"), important=True)
    return each(important).must(
        Q(Exists(in_office(on, "host_custodian").filter(person=OuterRef("custodian")))),
        holds=_("All %(population)s important hardware and software assets have an appointed custodian."),
        fails=_("%(exceptions)s of %(population)s important hardware and software assets have no appointed custodian."),
    )


@check("9.2.7")
def trading_avoids_restricted_products(on: date, p: Any) -> list[Part]:
    """No asset or mechanism of a trading system is a restricted product without an exception that still runs."""
    trading = assets(SYSTEM).filter(info_system__kind__in=("online_trading", "host_link"))
    controls = records("network.security_control", SYSTEM).in_state("operating", "degraded")
    return [
        each(trading).must_not(
            Q(restricted_product=True) & ~excepted("restricted_product", on=on),
            holds=_(
                "None of the %(population)s assets of trading systems is a restricted product without an exception."
            ),
            fails=_(
                "%(exceptions)s of %(population)s assets of trading systems are restricted products without an "
                "exception."
            ),
        ),
        each(controls.filter(Q(info_system=None) | Q(info_system__kind__in=("online_trading", "host_link"))))
        .must_not(
            Q(restricted_product=True) & ~excepted("restricted_product", on=on),
            holds=_("None of the %(population)s mechanisms before trading systems is a restricted product."),
            fails=_("%(exceptions)s of %(population)s mechanisms before trading systems are restricted products."),
        )
        .when_empty(Status.NO_DATA, _("No mechanism before trading systems is entered.")),
    ]


@check("10.4.3")
def software_is_licensed(on: date, p: Any) -> list[Part]:
    """Every software asset states its licence, none is installed more often than licensed, and a stock-take saw it."""
    software = assets().filter(category="software")
    return [
        each(software).must(
            ~Q(license_basis=""),
            holds=_("All %(population)s software assets state their licence."),
            fails=_("%(exceptions)s of %(population)s software assets state no licence."),
        ),
        each(software.filter(license_count__isnull=False))
        .must_not(
            Q(installed_count__gt=F("license_count")),
            holds=_("None of %(population)s counted licences is exceeded."),
            fails=_("%(exceptions)s of %(population)s counted licences are exceeded."),
        )
        .when_empty(Status.NOT_APPLICABLE, _("No software is licensed by number.")),
        there_is_recent(
            records("facilities.inspection").in_state("approved").filter(template="license"),
            when="inspected_on",
            every=Period("P1Y"),
            on=on,
            holds=_("%(population)s inspections of licences were approved within 12 months."),
            fails=_("No inspection of licences was approved within 12 months."),
            soon=_("Licences must soon be inspected again."),
        ),
    ]
