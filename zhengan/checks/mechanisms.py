"""Security mechanisms as evidence: one of a kind is in place, found working, and was verified in time."""

from datetime import date
from typing import Any

from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from zhengan.checks.algebra import Part, each, start_of
from zhengan.checks.reading import records
from zhengan.checks.status import Status

CONTROL = "network.security_control"


def mechanisms(*kinds: str) -> QuerySet[Any]:
    """Mechanisms of these kinds that are in place, whether they work or not; `_expected` is when they show life."""
    expected = ExpressionWrapper(F("last_verified_at") + F("heartbeat_interval"), output_field=DateTimeField())
    in_place = records(CONTROL).in_state("operating", "degraded")
    found: QuerySet[Any] = in_place.filter(kind__in=kinds).annotate(_expected=expected)
    return found


def works(on: date) -> Q:
    """A mechanism that was found working, and verified in time."""
    return Q(state="operating", test_ok=True, _expected__gte=start_of(on))


def working(*kinds: str, on: date) -> QuerySet[Any]:
    """Mechanisms of these kinds that work."""
    return mechanisms(*kinds).filter(works(on))


def operates(kind: str, *, on: date) -> Part:
    """At least one mechanism of the kind is in place, and each of them works."""
    return (
        each(mechanisms(kind))
        .must(
            works(on),
            holds=_("%(population)s mechanisms “%(kind)s” are in place, work, and were verified in time."),
            fails=_(
                "%(exceptions)s of %(population)s mechanisms “%(kind)s” do not work, or were not verified in time."
            ),
            kind=kind_word(kind),
        )
        .when_empty(Status.NOT_MET, _("No mechanism “%(kind)s” is in place."))
    )


def protected_by(kind: str, *, on: date) -> Q:
    """Whether a system is protected by a mechanism of the kind that works: its own, or one for all systems."""
    found = working(kind, on=on)
    return Q(Exists(found.filter(info_system=OuterRef("pk")))) | Q(Exists(found.filter(info_system=None)))


def each_protected(systems: QuerySet[Any], kind: str, *, on: date) -> Part:
    """Each of the systems is protected by a mechanism of the kind that works."""
    return each(systems).must(
        protected_by(kind, on=on),
        holds=_("All %(population)s systems are protected by a mechanism “%(kind)s” that works."),
        fails=_("%(exceptions)s of %(population)s systems are not protected by a mechanism “%(kind)s” that works."),
        kind=kind_word(kind),
    )


def kind_word(kind: str) -> object:
    """What the kind of mechanism is called."""
    return dict(records(CONTROL).model._meta.get_field("kind").flatchoices)[kind]
