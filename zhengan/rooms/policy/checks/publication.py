"""Publication: what has to be made known, to whom, and the proof that it was."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from zhengan.catalogue import Period, catalogue
from zhengan.checks.algebra import Part, each, there_is, there_is_recent
from zhengan.checks.declare import check
from zhengan.checks.populations import document_in_force, documents, topic_word
from zhengan.checks.reading import lines, records
from zhengan.checks.status import Status
from zhengan.ledger.clock import TAIPEI

DOCUMENT, NOTICE = "policy.policy_document", "policy.notice"
PUBLISH_WITHIN = timedelta(days=14)
READ_WITHIN = timedelta(days=30)


def published(**wanted: Any) -> QuerySet[Any]:
    """Notices that went out, also those taken down since."""
    return records(NOTICE).in_state("published", "withdrawn").filter(published_at__isnull=False, **wanted)


def read_by_all(notices: QuerySet[Any], rate: Any) -> QuerySet[Any]:
    """Notices whose receipts were read (or signed) at that rate; a notice without receipts proves nothing."""
    read = Q(receipts__read_at__isnull=False) | Q(receipts__signed_at__isnull=False)
    # In hundredths of a per cent, so that both engines reckon in whole numbers.
    return (
        notices.annotate(
            _receipts=Count("receipts", distinct=True), _read=Count("receipts", filter=read, distinct=True)
        )
        .annotate(_of_all=F("_receipts") * int(rate * 100), _of_read=F("_read") * 10000)
        .filter(_receipts__gt=0, _of_read__gte=F("_of_all"))
    )


@check("2.2.3", besides=("supplier",))
def documents_are_made_known(on: date, p: Any) -> list[Part]:
    """Every document in force was announced to the staff within 14 days, and read at the rate set within 30."""
    in_force = records(DOCUMENT).in_force()
    # Days are taken off the time of publishing, so that both engines compare dates with dates.
    counted_back = TruncDate(
        ExpressionWrapper(F("published_at") - PUBLISH_WITHIN, output_field=DateTimeField()), tzinfo=TAIPEI
    )
    in_time = (
        published(kind="document", audience__has="staff", document=OuterRef("pk"))
        .annotate(_counted=counted_back)
        .filter(_counted__lte=OuterRef("effective_on"))
    )
    rate = p.percent("notice-read-rate")
    old_enough = published(
        kind="document", audience__has="staff", document__state="in_force", published_at__date__lte=on - READ_WITHIN
    )
    return [
        each(in_force.filter(effective_on__lt=on - PUBLISH_WITHIN)).must(
            Q(Exists(in_time)),
            holds=_("All %(population)s documents in force were announced to the staff within 14 days."),
            fails=_(
                "%(exceptions)s of %(population)s documents in force were not announced to the staff within 14 days."
            ),
        ),
        each(old_enough)
        .must(
            Q(pk__in=read_by_all(old_enough, rate).values("pk")),
            holds=_("All %(population)s announcements older than 30 days were read by %(rate)s%% or more."),
            fails=_(
                "%(exceptions)s of %(population)s announcements older than 30 days were read by less than %(rate)s%%."
            ),
            rate=rate,
        )
        .when_empty(Status.NO_DATA, _("No announcement of a document is 30 days old yet.")),
    ]


@check("9.1.3")
def staff_is_kept_aware(on: date, p: Any) -> Part:
    """A notice on awareness or threats was published within the last three months."""
    return there_is_recent(
        published(kind__in=("awareness", "threat", "phishing"), audience__has="staff"),
        when="published_at",
        every=Period("P3M"),
        on=on,
        holds=_("%(population)s notices on network security were published to the staff within 3 months."),
        fails=_("No notice on network security was published to the staff within 3 months."),
        soon=_("The last notice on network security to the staff is soon 3 months old."),
    ).no_duty()


@check("9.6.5")
def mail_rules_are_known(on: date, p: Any) -> list[Part]:
    """Rules on the use of e-mail are in force and every recipient of their notice has read them."""
    return [document_in_force("email_use", on=on), made_known("email_use", on=on)]


def made_known(topic: str, *, on: date) -> Part:
    """Every document of the topic in force has a published notice whose receipts are all read or signed."""
    unread = lines(NOTICE, "receipts").filter(record=OuterRef("pk"), read_at=None, signed_at=None)
    told = published(document=OuterRef("pk"), audience__has="staff").filter(
        Exists(lines(NOTICE, "receipts").filter(record=OuterRef("pk"))), ~Exists(unread)
    )
    return (
        each(documents(topic, on))
        .must(
            Q(Exists(told)),
            holds=_("All %(population)s documents on “%(topic)s” were announced, and all recipients have read them."),
            fails=_("%(exceptions)s of %(population)s documents on “%(topic)s” were not announced or not read by all."),
            topic=topic_word(topic),
        )
        .when_empty(Status.NOT_MET, _("No document on “%(topic)s” is in force."))
    )


@check("13.2.1")
def social_media_rules_are_known(on: date, p: Any) -> list[Part]:
    """Rules on social media are in force, cover what the policy asks for, and were made known to the staff."""
    return [
        document_in_force("social_use", on=on, covers=catalogue().clause("13.2.1").children),
        made_known("social_use", on=on),
    ]


@check("13.2.1.1")
def business_data_on_social_media_is_defined(on: date, p: Any) -> Part:
    """The rules on social media say which business data may be shared."""
    return document_in_force("social_use", on=on, covers=("13.2.1.1",))


@check("13.2.1.2")
def private_and_official_use_are_told_apart(on: date, p: Any) -> Part:
    """The rules on social media tell private from official use."""
    return document_in_force("social_use", on=on, covers=("13.2.1.2",))


@check("13.2.3", unless_stated=True)
def official_pages_have_rules(on: date, p: Any) -> Part:
    """Rules on official social media are in force and cover what the policy asks for."""
    return document_in_force("social_official", on=on, covers=catalogue().clause("13.2.3").children)


@check("13.3.1", unless_stated=True)
def company_devices_have_rules(on: date, p: Any) -> Part:
    """Rules on company mobile devices are in force and cover what the policy asks for, where there are any."""
    return _rules_on_devices("company", "13.3.1", on=on)


@check("13.3.2", unless_stated=True)
def own_devices_have_rules(on: date, p: Any) -> Part:
    """Rules on own mobile devices are in force and cover what the policy asks for, where any is admitted."""
    return _rules_on_devices("own", "13.3.2", on=on)


def _rules_on_devices(ownership: str, clause: str, *, on: date) -> Part:
    """Where devices are entered, but none of these, the clause does not apply; otherwise the rules are demanded."""
    devices = records("assets.mobile_device").exclude(state="rejected")
    if devices.exists() and not devices.filter(ownership=ownership).exists():
        none = _("Mobile devices are entered, but none of this kind.")
        return there_is(devices.none(), holds=none, fails=none).when_empty(Status.NOT_APPLICABLE, none)
    return document_in_force(f"mobile_{ownership}", on=on, covers=catalogue().clause(clause).children)
