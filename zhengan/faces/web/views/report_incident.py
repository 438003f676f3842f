"""The public incident report: without account, on a phone, in under a minute (policy 2.1.4.1: report at once)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from zhengan.faces.web import carried
from zhengan.faces.web.dates import show_time
from zhengan.faces.web.once import once
from zhengan.faces.web.places import number_url
from zhengan.identity.models import User
from zhengan.kernel import acts
from zhengan.kernel.actor import Actor
from zhengan.kernel.models import Notification
from zhengan.kernel.register import register
from zhengan.ledger import clock
from zhengan.ledger.models import Entry

INCIDENTS = "incidents.incident"
AT_MOST, WITHIN = 10, timedelta(hours=1)
FILES, FILE_SIZE = 5, 10 * 1024 * 1024
# A clock that runs a little ahead is no lie.
AHEAD = timedelta(minutes=10)
SESSION_KEY = "reported_incident"

# What people see first, in their words; the rest of the register's kinds follows under "other".
KINDS = {
    "phishing": ("mail", gettext_lazy("Odd mail")),
    "malware": ("room-network", gettext_lazy("Virus")),
    "intrusion": ("user", gettext_lazy("Account misused")),
    "leak": ("room-privacy", gettext_lazy("Data leaked")),
    "loss": ("room-assets", gettext_lazy("Device lost")),
    "outage": ("room-operations", gettext_lazy("System down")),
    "tamper": ("edit", gettext_lazy("Data altered")),
    "other": ("help", gettext_lazy("Not sure")),
}
# What a file of an accepted kind begins with: nothing that runs is taken, whatever its name says.
_BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"%PDF-")
_CONTAINERS = ((b"RIFF", b"WEBP"), (b"", b"ftyphei"), (b"", b"ftypmif1"), (b"", b"ftypavif"))


class ManyFiles(forms.FileInput):
    """A file input for several files."""

    allow_multiple_selected = True


class ReportForm(forms.Form):
    """What somebody who noticed something can say in a minute."""

    description = forms.CharField(
        label=gettext_lazy("What happened?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "placeholder": gettext_lazy("What did you see, on which machine?")}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What kind of thing?"),
        required=False,
        choices=[(code, said) for code, (_i, said) in KINDS.items()],
    )
    happened_at = forms.DateTimeField(
        label=gettext_lazy("When"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    system = forms.CharField(label=gettext_lazy("Which system or device"), required=False, max_length=120)
    personal_data = forms.BooleanField(label=gettext_lazy("Personal data may be involved"), required=False)
    name = forms.CharField(
        label=gettext_lazy("Your name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    contact = forms.CharField(
        label=gettext_lazy("How to reach you"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Extension, telephone or e-mail; may stay empty."),
    )

    def clean_happened_at(self) -> Any:
        """Nothing is reported before it happened."""
        moment = self.cleaned_data["happened_at"]
        if moment > clock.now() + AHEAD:
            raise ValidationError(_("This lies in the future."))
        return moment


@login_not_required
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    """The form, and taking it in."""
    user = request.user if isinstance(request.user, User) else None
    if request.method != "POST":
        start = {"happened_at": clock.now(), "name": user.name if user else "", "contact": user.email if user else ""}
        return _show(request, ReportForm(initial=start))
    if request.POST.get("website"):  # a field no person sees: a program filled it in
        return HttpResponseRedirect(reverse("incident-thanks"))
    if user is None and _too_many(request):
        return render(request, "web/pages/report_too_many.html", {"hours": 1}, status=429)
    form = ReportForm(request.POST)
    # A stranger chooses again: what he sends is stored with a report that is counted, or not at all.
    sent = request.FILES if user is None else carried.files_of(request, many=("files",))
    files = sent.getlist("files")
    problem = wrong_files(files)
    if not form.is_valid() or problem:
        there = {} if problem or user is None else carried.shown(request, sent)
        return _show(request, form, file_error=problem, there=there.get("files", []), status=400)

    def work() -> str:
        request.session[SESSION_KEY] = _take_in(request, form.cleaned_data, files)
        return reverse("incident-thanks")

    return once(request, work)


@login_not_required
@never_cache
def thanks(request: HttpRequest) -> HttpResponse:
    """The number, who was told, which clocks run, and what to do until somebody calls."""
    no = request.session.get(SESSION_KEY, "")
    incident = register(INCIDENTS).record.objects.filter(no=no).first() if no else None
    told: list[str] = []
    clocks: list[dict[str, Any]] = []
    if incident is not None:
        told = list(
            Notification.objects.filter(record_no=no).order_by("pk").values_list("user__name", flat=True).distinct()
        )
        clocks = [{"title": one.label, "at": show_time(one.deadline)} for one in incident.clocks if one.met_at is None]
    return render(
        request,
        "web/pages/report_thanks.html",
        {
            "no": no,
            "incident": incident,
            # An outsider learns that people were told, the firm's own people also who.
            "told": list(dict.fromkeys(told)) if request.user.is_authenticated else [],
            "told_count": len(set(told)),
            "clocks": clocks,
            "url": number_url(no) if no and request.user.is_authenticated else "",
        },
    )


def wrong_files(files: list[Any]) -> str:
    """Return why the files cannot be taken, or nothing: photographs and PDF only, judged by what is in them."""
    if len(files) > FILES:
        return _("At most %(n)s files.") % {"n": FILES}
    for file in files:
        if file.size > FILE_SIZE:
            return _("“%(name)s” is larger than 10 MB.") % {"name": file.name}
        head = file.read(32)
        file.seek(0)
        if not (
            head.startswith(_BEGINNINGS)
            or any(head.startswith(first) and head[4:].find(then) in range(9) for first, then in _CONTAINERS)
        ):
            return _("“%(name)s” is neither a picture nor a PDF.") % {"name": file.name}
    return ""


def _take_in(request: HttpRequest, said: dict[str, Any], files: list[Any]) -> str:
    """Write the incident and its pictures in one transaction; returns the number.

    Who is signed in reports in his own name; for all others the software writes it down, with the name they gave.
    """
    one = register(INCIDENTS)
    actor: Actor | None = getattr(request, "actor", None)
    by = actor if actor is not None else replace(Actor.system(via="web"), address=_address(request))
    kinds: Any = next(field for field in one.fields if field.name == "kind")
    description = said["description"]
    if said["system"]:
        description += "\n" + _("System or device: %(what)s") % {"what": said["system"]}
    values = {
        "reporter_name": said["name"],
        "reporter_contact": said["contact"],
        "discovered_at": min(said["happened_at"], clock.now()),
        "suspected": True,
        "kind": said["kind"] if said["kind"] in dict(kinds.flatchoices) else "other",
        "description": description,
        "personal_data": said["personal_data"],
    }
    with transaction.atomic():
        incident = acts.create(one, values, by=by)
        for file in files:
            acts.attach(incident, file, by=by)
    no: str = incident.no
    return no


def _too_many(request: HttpRequest) -> bool:
    """Whether this address has sent enough reports without signing in for an hour; counted in the ledger."""
    return (
        Entry.objects.filter(
            act="create",
            register=INCIDENTS,
            via="web",
            address=_address(request),
            at__gte=clock.now() - WITHIN,
        ).count()
        >= AT_MOST
    )


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def _show(
    request: HttpRequest, form: ReportForm, *, file_error: str = "", there: Sequence[Any] = (), status: int = 200
) -> HttpResponse:
    chosen = form["kind"].value() or ""
    context = {
        "form": form,
        "kinds": [
            {"code": code, "icon": icon, "title": title, "chosen": code == chosen}
            for code, (icon, title) in KINDS.items()
        ],
        "file_error": file_error,
        "carried": there,
    }
    return render(request, "web/pages/report_incident.html", context, status=status)
