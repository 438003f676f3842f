"""Contracts: whether what the policy demands stands in those that are in force."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period
from zhengan.checks.algebra import Part, each
from zhengan.checks.declare import check
from zhengan.checks.populations import document_in_force, excepted, nothing_of_the_kind, reviewed, systems
from zhengan.checks.reading import lines, records
from zhengan.checks.status import Status
from zhengan.rooms.suppliers.terms import ADVISED_FOR_THINGS, OF_KIND, PERSONAL_DATA, ContractKind

CONTRACT, SUPPLIER = "suppliers.contract", "suppliers.supplier"
AUDITED_WITHIN = Period("P24M")
# What the maker of a closed program answers for: 10.4.10.1 to 10.4.10.4.
CODE_POINTS = 4


def in_force() -> Any:
    """Contracts in force."""
    return records(CONTRACT).in_force()


def with_terms(contracts: Any, terms: Iterable[str]) -> Any:
    """Keep the contracts in which all these terms are laid down."""
    return contracts.filter(has_terms(terms))


def has_terms(terms: Iterable[str]) -> Q:
    """A contract in which all these terms are laid down."""
    laid_down = lines(CONTRACT, "terms").filter(present=True, record=OuterRef("pk"))
    rule = Q()
    for term in terms:
        rule &= Q(Exists(laid_down.filter(term=term)))
    return rule


@check("7.2.9", "8.1.2")
def duties_of_vendors_are_divided(on: date, p: Any) -> list[Part]:
    """A document divides the duties; contracts on personal data, and those of files given out, have the three terms."""
    concerned = in_force().filter(personal_data=True)
    handling = records(SUPPLIER).active().filter(handles_personal_data=True)
    return [
        document_in_force("vendor_liability", on=on),
        each(concerned)
        .must(
            has_terms(PERSONAL_DATA),
            holds=_("All %(population)s contracts that involve personal data lay down secrecy, damages and duties."),
            fails=_(
                "%(exceptions)s of %(population)s contracts that involve personal data do not lay down secrecy, "
                "damages and duties."
            ),
        )
        .when_empty(Status.NOT_APPLICABLE, _("No contract in force involves personal data.")),
        each(handling)
        .must_have(
            concerned,
            by="supplier",
            holds=_("All %(population)s suppliers that handle personal data have such a contract."),
            fails=_("%(exceptions)s of %(population)s suppliers that handle personal data have no such contract."),
        )
        .when_empty(Status.NOT_APPLICABLE, _("No supplier handles personal data.")),
        each(records("privacy.personal_data_file").active().filter(Q(uses_vendor=True) | Q(cross_border=True)))
        .must(
            Q(contract__in=with_terms(in_force(), PERSONAL_DATA).values("pk")),
            holds=_("All %(population)s personal data files that others handle rest on such a contract in force."),
            fails=_("%(exceptions)s of %(population)s personal data files that others handle have no such contract."),
        )
        .when_empty(Status.NOT_APPLICABLE, _("No personal data file is handled by others.")),
    ]


@check("8.5.7", besides=("info_system",), unless_stated=True)
def prices_come_from_companies_that_the_exchange_lists(on: date, p: Any) -> list[Part]:
    """Every contract on market data in force is with a company that the exchange lists, looked at within a year."""
    sources = records(CONTRACT, SUPPLIER).in_force().filter(kind=ContractKind.MARKET_DATA)
    nobody_knows = _("No contract on market data is in force; state it where no live prices are shown.")
    return [
        each(sources)
        .must(
            Q(supplier__exchange_contracted=True),
            holds=_("All %(population)s contracts on market data are with companies that the exchange lists."),
            fails=_("%(exceptions)s of %(population)s contracts on market data are not with companies it lists."),
        )
        .when_empty(Status.NO_DATA, nobody_knows),
        each(sources)
        .must_be_fresh(
            "supplier__evaluated_on",
            every=Period("P1Y"),
            on=on,
            holds=_("That was looked at within a year for all %(population)s of them."),
            fails=_("That was not looked at within a year for %(exceptions)s of %(population)s of them."),
            soon=_("That must soon be looked at again for %(warnings)s of %(population)s of them."),
        )
        .when_empty(Status.NO_DATA, nobody_knows),
    ]


@check("10.4.4")
def outsourcing_is_under_contract(on: date, p: Any) -> list[Part]:
    """Every outsourcer has a contract with security agreement and right to audit; each of high risk was audited."""
    firms = records(SUPPLIER)
    sound = with_terms(in_force().filter(kind=ContractKind.OUTSOURCING), OF_KIND[ContractKind.OUTSOURCING])
    outsourcers = firms.active().filter(kind__has="outsourcer")
    audits = records("assurance.audit").in_state("reported", "closed").filter(kind="supplier")
    return [
        nothing_of_the_kind(
            firms,
            each(outsourcers).must_have(
                sound,
                by="supplier",
                holds=_("All %(population)s outsourcers have a contract with security agreement and right to audit."),
                fails=_(
                    "%(exceptions)s of %(population)s outsourcers have no contract in force with security agreement "
                    "and right to audit."
                ),
            ),
            _("Nothing is outsourced."),
        ),
        nothing_of_the_kind(
            firms,
            each(outsourcers.filter(risk_tier="high")).must_recur(
                audits,
                by="supplier",
                done="reported_on",
                every=AUDITED_WITHIN,
                on=on,
                holds=_("All %(population)s outsourcers of high risk were audited within %(interval)s."),
                fails=_(
                    "%(exceptions)s of %(population)s outsourcers of high risk were not audited within %(interval)s."
                ),
                soon=_("%(warnings)s of %(population)s outsourcers of high risk must soon be audited again."),
                interval=AUDITED_WITHIN,
            ),
            _("No outsourcer is of high risk."),
        ),
    ]


@check("10.4.10.5")
def makers_of_closed_code_answer_for_it(on: date, p: Any) -> list[Part]:
    """Every system without source has a contract on the security of its code, and a statement on all four points."""
    running = systems()
    closed = each(running.filter(source_available=False))
    stated = records("development.security_test").in_state("reviewed", "closed")
    points = (
        closed.must_have(
            with_terms(in_force(), ("code_security",)),
            by="info_system",
            holds=_("All %(population)s systems without source have a contract with terms on the code."),
            fails=_("%(exceptions)s of %(population)s systems without source have no contract with terms on the code."),
        ),
        closed.must_recur(
            stated.filter(kind="supplier_statement", result="pass", items_tested__gte=CODE_POINTS),
            by="info_system",
            done="tested_on",
            every=Period("P1Y"),
            on=on,
            holds=_("Of all %(population)s systems without source the maker answered for the code within 12 months."),
            fails=_(
                "Of %(exceptions)s of %(population)s systems without source nobody answered for the code in a year."
            ),
            soon=_("Of %(warnings)s of %(population)s systems without source the maker must soon answer again."),
        ),
    )
    return [nothing_of_the_kind(running, one, _("The source of all systems in use is at hand.")) for one in points]


@check("13.1.1", unless_stated=True)
def use_of_the_cloud_is_ruled_and_under_contract(on: date, p: Any) -> list[Part]:
    """Where systems run in the cloud there are rules, contracts with all terms or an exception, and a yearly review."""
    cloud = systems().filter(built_by="cloud")
    sound = in_force().filter(kind=ContractKind.CLOUD_USE)
    sound = sound.filter(has_terms(OF_KIND[ContractKind.CLOUD_USE]) | excepted("cloud_gap", on=on))
    used = (
        each(cloud)
        .must_have(
            sound,
            by="info_system",
            holds=_(
                "All %(population)s systems in the cloud have a contract with the terms demanded, or an exception."
            ),
            fails=_(
                "%(exceptions)s of %(population)s systems in the cloud have no contract with the terms demanded, nor "
                "an exception."
            ),
        )
        .when_empty(Status.NO_DATA, _("No system in use runs in the cloud; state every year that none is used."))
    )
    if not cloud.exists():
        return [used]
    return [
        used,
        document_in_force("cloud_use", on=on),
        reviewed("cloud", every=p.period("cloud-review-interval"), on=on),
    ]


@check("13.4.4", besides=("iot_device",))
def things_are_bought_with_promises(on: date, p: Any) -> Part:
    """Every contract on buying things promises service, years of updates and notice of weaknesses."""
    contracts = records(CONTRACT)
    return nothing_of_the_kind(
        contracts,
        each(contracts.in_state("approved", "in_force", "expired").filter(kind=ContractKind.IOT)).must(
            has_terms(ADVISED_FOR_THINGS),
            holds=_("All %(population)s purchases of things promise service, updates and notice of weaknesses."),
            fails=_(
                "%(exceptions)s of %(population)s purchases of things do not promise service, updates and notice of "
                "weaknesses."
            ),
        ),
        _("No thing was bought."),
    )
