"""The recurring departures of checkpoints: to folder, witnesses, time-stamping service, and the auditor's mail."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

from zhengan.identity.offices import holders
from zhengan.kernel.sweeps import sweep
from zhengan.ledger import checkpoints, clock, departures, keys
from zhengan.ledger.core.checkpoint import Checkpoint
from zhengan.ledger.core.note import Note
from zhengan.ledger.models import Departure, Entry, Verification

AUDITORS = ("chief_auditor", "auditor")
MOST_ACTS = 12


@sweep("ledger_drop", every=timedelta(hours=1))
def drop() -> int:
    """Write the newest checkpoint into the folder, when there is a new one."""
    return int(bool(settings.LEDGER_DROP) and departures.drop(Path(settings.LEDGER_DROP)) is not None)


@sweep("ledger_witness", every=timedelta(minutes=5))
def ask_witnesses() -> int:
    """Have every witness cosign the newest checkpoint."""
    return sum(departures.to_witness(key, address) is not None for key, address in departures.witnesses())


@sweep("ledger_stamp", every=timedelta(days=1))
def ask_for_stamp() -> int:
    """Have the time-stamping service state that the newest checkpoint was there."""
    if not (settings.LEDGER_TSA and settings.LEDGER_TSA_ROOTS):
        return 0
    return int(departures.stamp(settings.LEDGER_TSA, Path(settings.LEDGER_TSA_ROOTS)) is not None)


@sweep("ledger_mail", every=timedelta(days=1))
def mail_auditors() -> int:
    """Send the auditors the newest checkpoint and what happened since the last one; returns to how many."""
    if not settings.EMAIL_HOST:
        return 0
    return sum(_mail(address, language) for address, language in _auditors())


def _auditors() -> list[tuple[str, str]]:
    """The addresses that get the digest, with their language: as configured, or of those who hold the offices."""
    if settings.LEDGER_MAIL:
        return [(one.strip(), settings.LANGUAGE_CODE) for one in settings.LEDGER_MAIL.split(",") if one.strip()]
    people = {user for office in AUDITORS for user in holders(office, on=clock.today()) if user.email}
    return sorted((user.email, user.language) for user in people)


def _mail(address: str, language: str) -> int:
    def send(signed: bytes, head: Checkpoint) -> tuple[bytes, None]:
        last = Departure.objects.filter(kind=Departure.Kind.MAIL, place=address, trouble="").order_by("-pk").first()
        with translation.override(language):
            message = EmailMessage(
                subject=_("Ledger checkpoint: %(size)d entries") % {"size": head.size},
                body=_digest(signed, since=last),
                to=[address],
            )
        message.attach(f"checkpoint-{head.size:012d}.txt", departures.cosigned(signed), "text/plain")
        message.attach("keys.txt", "".join(f"{key}\n" for key in keys.verifiers()), "text/plain")
        message.send()
        return b"", None

    sent = departures.send(Departure.Kind.MAIL, address, send)
    return int(sent is not None and not sent.trouble)


def _digest(signed: bytes, *, since: Departure | None) -> str:
    """The text of the mail: what to keep, what happened since the last one, and what the last verification found."""
    acts = Entry.objects.filter(at__gt=since.at) if since is not None else Entry.objects.all()
    counts = Counter(act.partition(":")[0] for act in acts.values_list("act", flat=True).iterator())
    run = Verification.objects.exclude(ended_at=None).order_by("-pk").first()
    lines = [
        _("Keep this message. With it you can prove later that nothing recorded until now was rewritten."),
        "",
        Note.parse(signed).text.rstrip("\n"),
        "",
        _("Entries since the last message: %(count)d") % {"count": counts.total()},
        *(f"  {count:>7}  {act}" for act, count in counts.most_common(MOST_ACTS)),
        "",
    ]
    if run is None:
        lines.append(_("No verification was carried out yet."))
    elif run.count:
        lines.append(_("The last verification found %(count)d places that do not hold.") % {"count": run.count})
    else:
        lines.append(_("The last verification found all %(size)d entries in order.") % {"size": run.size})
    lines += ["", _("To verify an export with the attached checkpoint: zhengan_verify.py FOLDER --seen FILE --key KEY")]
    return "\n".join(lines)


def newest() -> bytes:
    """Return the newest checkpoint with the cosignatures that came back for it."""
    return departures.cosigned(checkpoints.sign())
