"""Settings as evidence: one table says, clause by clause, on whom which settings must have been found in order."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, DateField, Exists, OuterRef, QuerySet, Subquery, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period
from zhengan.checks.algebra import Part, each
from zhengan.checks.populations import ORDERING, systems
from zhengan.checks.reading import note, records
from zhengan.checks.status import Status
from zhengan.checks.wording import Both
from zhengan.ledger.clock import TAIPEI

Rows = QuerySet[Any]

CHECK, BASELINE, ASSET = "operations.config_check", "operations.config_baseline", "assets.asset"
# Which machines of the inventory a platform of the baseline means.
MACHINES = {
    "pc": ("pc", "portable", "public_pc"),
    "server": ("server",),
    "network": ("network_device", "firewall"),
}
# A setting that an exception covers counts as in order.
IN_ORDER = ("ok", "fixed", "excepted")


def machines(*platforms: str) -> Rows:
    """Machines in use of these platforms."""
    subtypes = [subtype for platform in platforms for subtype in MACHINES[platform]]
    return records(ASSET).active().filter(category="hardware", subtype__in=subtypes)


def found(**wanted: Any) -> Rows:
    """What was last found, against items that are in force; `_day` is the day of it."""
    current = records(CHECK, BASELINE).filter(baseline__state="in_force", baseline__voided_at=None, **wanted)
    rows: Rows = current.annotate(_day=TruncDate("found_at", tzinfo=TAIPEI))
    return rows


@dataclass(frozen=True, kw_only=True)
class Demand:
    """What must have been found in order, and how recently.

    on        the rows that have the settings, and the word for them
    settings  each a category of the baseline, or a category and what the item sets
    within    a length of time, or the key of the parameter that says it
    """

    on: Callable[[], Rows]
    word: Both
    settings: tuple[tuple[str, ...], ...]
    within: str


_SYSTEMS = Both("使用中系統", "systems in use")
_DEVICES = Both("伺服器及網路設備", "servers and network devices")


def _exposed() -> Rows:
    return systems().filter(customer_facing=True, holds_personal_data=True)


def _issuing() -> Rows:
    """Systems for which passwords were handed over."""
    issues = records("access.credential_issue").filter(info_system=OuterRef("pk"))
    return systems().filter(Exists(issues))


DEMANDS: dict[str, tuple[Demand, ...]] = {
    "6.2.4.1": (
        Demand(on=lambda: machines("pc"), word=Both("電腦", "computers"), settings=(("screen_lock",),), within="P30D"),
    ),
    "7.3.1": (Demand(on=systems, word=_SYSTEMS, settings=(("password", "first_change"),), within="P1Y"),),
    "7.3.2": (Demand(on=systems, word=_SYSTEMS, settings=(("storage", "passwords"),), within="P1Y"),),
    "7.3.4": (
        Demand(
            on=_issuing,
            word=Both("核發密碼之系統", "systems with passwords handed over"),
            settings=(("password", "random"),),
            within="P1Y",
        ),
    ),
    "7.3.5": (Demand(on=systems, word=_SYSTEMS, settings=(("lockout", "tries"),), within="P1Y"),),
    "7.3.6": (
        Demand(
            on=lambda: systems().filter(digits_only_input=False),
            word=Both("可輸入文數字之系統", "systems that take more than digits"),
            settings=(("password", "length"), ("password", "mix")),
            within="P1Y",
        ),
    ),
    "7.3.7": (
        Demand(
            on=lambda: machines("server", "network"),
            word=_DEVICES,
            settings=(("default_account",), ("admin_access",)),
            within="default-credential-interval",
        ),
        Demand(
            on=systems,
            word=_SYSTEMS,
            settings=(("default_account",), ("admin_access",)),
            within="default-credential-interval",
        ),
    ),
    "7.5.3": (
        Demand(
            on=_exposed,
            word=Both("供客戶查詢個人資料之系統", "systems that show customers personal data"),
            settings=(("tls", "version"),),
            within="P7D",
        ),
    ),
    "8.4.1": (
        Demand(
            on=lambda: systems().exclude(test_environment=""),
            word=Both("設有測試環境之系統", "systems with a test environment"),
            settings=(("separation",),),
            within="P6M",
        ),
    ),
    "9.1.7": (
        Demand(on=lambda: machines("server", "network"), word=_DEVICES, settings=(("service",),), within="P30D"),
    ),
    "9.3.2": (
        Demand(
            on=lambda: systems().filter(kind="infrastructure"),
            word=Both("網路及目錄服務系統", "systems of the network and its directory"),
            settings=(("password", "length"), ("password", "mix"), ("password", "age")),
            within="P1Y",
        ),
    ),
    "9.4": (
        Demand(
            on=lambda: systems().filter(kind__in=ORDERING),
            word=Both("網路下單系統", "order systems"),
            settings=(("tls", "version"),),
            within="P7D",
        ),
    ),
    "13.1.2": (
        Demand(
            on=lambda: systems().filter(offered_as_cloud=True),
            word=Both("對外提供之雲端系統", "systems offered as a cloud"),
            settings=(("tls",),),
            within="P1Y",
        ),
    ),
    "13.4.3": (
        Demand(
            on=lambda: records("assets.iot_device").active(),
            word=Both("物聯網設備", "connected things"),
            settings=(("service",),),
            within="P1Y",
        ),
    ),
}


def settings_in_order(clause: str, *, on: date, p: Any) -> list[Part]:
    """Return the parts that the clause's row of the table demands: one for each setting."""
    return [_part(demand, setting, on=on, p=p) for demand in DEMANDS[clause] for setting in demand.settings]


def last_in_order(*settings: tuple[str, ...]) -> Combinable:
    """The day on which one of these settings was last found in order on a row (by its number), if none of it fails."""
    days = [_last_in_order(setting) for setting in settings]
    return days[0] if len(days) == 1 else Coalesce(*days)


def _last_in_order(setting: tuple[str, ...]) -> Case:
    own = _of(setting).filter(target=OuterRef("no"))
    newest = own.filter(state__in=IN_ORDER).order_by("-found_at").values("_day")
    return Case(
        When(~Exists(own.filter(state="failed")), then=Subquery(newest[:1])), default=None, output_field=DateField()
    )


def _of(setting: tuple[str, ...]) -> Rows:
    return found(**dict(zip(("baseline__category", "baseline__measure"), setting, strict=False)))


def _part(demand: Demand, setting: tuple[str, ...], *, on: date, p: Any) -> Part:
    every = Period(demand.within) if demand.within.startswith("P") else p.period(demand.within)
    rows = demand.on().annotate(_found=last_in_order(setting))
    note(CHECK, BASELINE)
    return (
        each(rows)
        .must_be_fresh(
            "_found",
            every=every,
            on=on,
            holds=_("“%(setting)s” was found in order on all %(population)s %(word)s within %(interval)s."),
            fails=_(
                "On %(exceptions)s of %(population)s %(word)s “%(setting)s” was not found in order within %(interval)s."
            ),
            setting=_word(setting),
            word=demand.word,
            interval=every,
        )
        .calm()
        .asking_when_empty(
            lambda: (
                Status.NOT_APPLICABLE if systems().exists() or machines(*MACHINES).exists() else Status.NO_DATA,
                _("There are no %(word)s."),
            )
        )
    )


def _word(setting: tuple[str, ...]) -> object:
    """What the setting is called: by what the item sets, or by its category."""
    name = ("category", "measure")[len(setting) - 1]
    return dict(records(BASELINE).model._meta.get_field(name).flatchoices)[setting[-1]]
