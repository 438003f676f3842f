"""設定: tongue, look, years, password, my offices, my calendar address; for officers mail log and trading days."""

import hashlib
import secrets
from importlib import metadata
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import password_validation, update_session_auth_hash
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Max, Min
from django.db.models.functions import ExtractYear
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from zhengan.catalogue import catalogue
from zhengan.checks import trading
from zhengan.faces.web import gate
from zhengan.faces.web.clause_words import said
from zhengan.faces.web.dates import show_date, show_time
from zhengan.faces.web.paging import paged
from zhengan.faces.web.places import number_url, role_title
from zhengan.faces.web.reach import actor_of
from zhengan.faces.web.views.personal import YEAR
from zhengan.faces.web.views.policy import said_edition
from zhengan.faces.web.views.signing_in import CUT_OFF
from zhengan.identity import factors, passwords, tries
from zhengan.identity.models import OfficeHeld, User
from zhengan.identity.offices import ACCOUNT_OFFICES
from zhengan.kernel import acts
from zhengan.kernel.accounts import directory
from zhengan.kernel.accounts import passwords as accounts
from zhengan.kernel.actor import Actor
from zhengan.kernel.errors import Refused
from zhengan.kernel.models import CalendarToken, Notification, TradingDay
from zhengan.ledger import clock

# Who looks after mail that does not arrive.
MAIL_READERS = ("ciso", "security_officer", "it_manager", "system_admin")
CALENDAR_SIZE = 512 * 1024


class LookForm(forms.Form):
    """How the pages look to this person."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=settings.LANGUAGES, required=False, widget=forms.RadioSelect
    )
    theme = forms.ChoiceField(
        label=gettext_lazy("Appearance"), choices=User.Theme.choices, required=False, widget=forms.RadioSelect
    )
    years = forms.ChoiceField(
        label=gettext_lazy("Years"), choices=User.Years.choices, required=False, widget=forms.RadioSelect
    )


class PasswordForm(forms.Form):
    """A new password; the rules are today's parameters."""

    current = forms.CharField(
        label=gettext_lazy("Present password"),
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=gettext_lazy("New password"),
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=gettext_lazy("New password again"),
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, user: User, data: Any = None) -> None:
        super().__init__(data)
        self.user = user
        self.is_wrong = False
        self.fields["new"].help_text = " ".join(password_validation.password_validators_help_texts())

    def clean(self) -> dict[str, Any]:
        """The present one is right, the new one another, twice the same, and as the policy demands."""
        given = super().clean() or {}
        current, new = given.get("current"), given.get("new")
        if current and not self.user.check_password(current):
            self.is_wrong = True
            self.add_error("current", _("This is not your present password."))
        if new and new != given.get("again"):
            self.add_error("again", _("The two do not agree."))
        if new and current and new == current:
            self.add_error("new", _("Take another one than before."))
        elif new and not self.is_wrong:
            try:
                password_validation.validate_password(new, self.user)
            except ValidationError as error:
                self.add_error("new", error)
        return given


class CalendarForm(forms.Form):
    """The exchange's list of days."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV or JSON with date and note, as the exchange publishes its closed days; UTF-8."),
        widget=forms.FileInput(attrs={"accept": ".csv,.json,text/csv,application/json"}),
    )

    def clean_file(self) -> str:
        """Return the text."""
        file = self.cleaned_data["file"]
        if file.size > CALENDAR_SIZE:
            raise ValidationError(_("The file is too large for a calendar."))
        try:
            text: str = file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise ValidationError(_("The file is not written in UTF-8.")) from None
        return text


def page(request: HttpRequest) -> HttpResponse:
    """Everything about me in one page."""
    actor = actor_of(request)
    user = actor.user
    form = LookForm(request.POST or None, initial={"language": user.language, "theme": user.theme, "years": user.years})
    if request.method == "POST" and form.is_valid():
        chosen = {name: value for name, value in form.cleaned_data.items() if value}
        User.objects.filter(pk=user.pk).update(**chosen)
        with translation.override(chosen.get("language", user.language)):
            messages.success(request, _("Saved."))
        response = HttpResponseRedirect(reverse("settings"))
        # The same on the sign-in page of this browser, where nobody is known yet.
        for cookie, name in ((settings.LANGUAGE_COOKIE_NAME, "language"), (settings.THEME_COOKIE_NAME, "theme")):
            if name in chosen:
                response.set_cookie(
                    cookie, chosen[name], max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
                )
        return response
    return _page(request, actor, look=form)


@never_cache
@sensitive_post_parameters("current", "new", "again")
def password(request: HttpRequest) -> HttpResponse:
    """Change the password; also where a first sign-in, or too old a password, leads to."""
    actor = actor_of(request)
    user = User.objects.get(pk=actor.user.pk)
    form = PasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        accounts.choose(user, form.cleaned_data["new"], by=actor, session=request.session.session_key or "")
        update_session_auth_hash(request, user)
        gate.prove(request, second=False)
        messages.success(request, _("The password is changed; other devices are signed out."))
        return HttpResponseRedirect(reverse("today"))
    if form.is_wrong:
        # A session left open is no place to find out a password either (7.3.5).
        source = gate.source_of(request, user, user.username)
        if gate.failed(request, source, user, tries.Limits.today()) is gate.Outcome.CUT:
            messages.error(request, str(CUT_OFF))
            return HttpResponseRedirect(reverse("sign-in"))
    status = 400 if request.method == "POST" else 200
    return render(
        request, "web/pages/password.html", {"form": form, "forced": user.must_change_password}, status=status
    )


@never_cache
@require_POST
def feed(request: HttpRequest) -> HttpResponse:
    """Make a new calendar address (the old one stops), or revoke it; the address is shown this once."""
    actor = actor_of(request)
    secret = ""
    with transaction.atomic():
        revoked = CalendarToken.objects.filter(user=actor.user, revoked_at=None).update(revoked_at=clock.now())
        if request.POST.get("act") == "make":
            secret = secrets.token_urlsafe(32)
            digest = hashlib.sha256(secret.encode()).hexdigest()
            CalendarToken.objects.create(user=actor.user, digest=digest, made_at=clock.now())
            acts.note("feed_made", by=actor)
        elif revoked:
            acts.note("feed_revoked", by=actor)
    if not secret:
        messages.success(request, _("The calendar address no longer works."))
        return HttpResponseRedirect(f"{reverse('settings')}#feed")
    address = request.build_absolute_uri(reverse("calendar-feed", args=[secret]))
    return _page(request, actor, feed_address=address)


def mail_log(request: HttpRequest) -> HttpResponse:
    """What went out by mail, what waits, and what went wrong."""
    actor = actor_of(request)
    if not actor.holds(*MAIL_READERS):
        raise Refused(_("Your offices do not allow this."), act="mail_log")
    notices = Notification.objects.filter(mail=True).select_related("user").order_by("-pk")
    if request.GET.get("state") == "waiting":
        notices = notices.filter(delivered_at=None)
    rows, pages = paged(request, notices)
    titles = (_("Time"), _("To"), _("Kind"), _("Title"), _("State"), _("Tries"))
    return render(
        request,
        "web/pages/mail_log.html",
        {
            "columns": [{"key": f"c{number}", "title": title} for number, title in enumerate(titles)],
            "rows": [_mail_row(one) for one in rows],
            "page": pages,
            "waiting": request.GET.get("state") == "waiting",
            "configured": bool(settings.EMAIL_HOST),
        },
    )


def trading_days(request: HttpRequest) -> HttpResponse:
    """Import the exchange's calendar: first a look at what it says, then the act."""
    actor = actor_of(request)
    if not actor.holds(*trading.MAKERS):
        raise Refused(_("Your offices do not allow this."), act="calendar_import")
    form = CalendarForm()
    preview: dict[str, Any] | None = None
    if request.method == "POST" and request.POST.get("act") == "import":
        name = request.POST.get("name", "")[:100]
        changed = trading.import_calendar(request.POST.get("text", "")[:CALENDAR_SIZE], source=name, by=actor)
        messages.success(request, _("Imported; %(n)s days of the calendar changed.") % {"n": changed})
        return HttpResponseRedirect(reverse("trading-days"))
    if request.method == "POST":
        form = CalendarForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                preview = _preview(form.cleaned_data["file"], str(getattr(request.FILES["file"], "name", "")))
            except trading.WrongCalendar as error:
                form.add_error("file", str(error.message))
    years = (
        TradingDay.objects.annotate(year=ExtractYear("day"))
        .values("year")
        .annotate(first=Min("day"), last=Max("day"), days=Count("pk"), source=Max("source"))
        .order_by("-year")
    )
    status = 400 if request.method == "POST" and not form.is_valid() else 200
    context = {"form": form, "preview": preview, "years": [_year(row) for row in years]}
    return render(request, "web/pages/trading_days.html", context, status=status)


def _page(request: HttpRequest, actor: Actor, *, look: LookForm | None = None, feed_address: str = "") -> HttpResponse:
    user = actor.user
    token = CalendarToken.objects.filter(user=user, revoked_at=None).first()
    return render(
        request,
        "web/pages/settings.html",
        {
            "look": look or LookForm(initial={"language": user.language, "theme": user.theme, "years": user.years}),
            "offices": [_office(one) for one in OfficeHeld.objects.filter(user=user).order_by("-from_on")],
            "token": token,
            "feed_address": feed_address,
            "password_changed_at": user.password_changed_at,
            "password_due_on": show_date(passwords.due_on(user)),
            "has_second": factors.has_any(user),
            "codes_left": factors.codes_left(user),
            "may_accounts": actor.holds(*ACCOUNT_OFFICES),
            "version": metadata.version("zhengan"),
            "edition": said_edition(),
            "document": said(catalogue(), "document"),
            "digest": catalogue().digest,
            "may_mail": actor.holds(*MAIL_READERS),
            "may_trading": actor.holds(*trading.MAKERS),
            "login": user.username,
        },
    )


def _office(one: OfficeHeld) -> dict[str, Any]:
    today = clock.today()
    return {
        "title": role_title(one.office),
        "from": show_date(one.from_on),
        "to": show_date(one.to_on),
        "now": one.from_on <= today and (one.to_on is None or one.to_on >= today),
        "source": _("directory group") if one.source in directory.ACTS else one.source,
        "url": number_url(one.source) if one.source else "",
    }


def _mail_row(one: Notification) -> dict[str, Any]:
    if one.delivered_at:
        state = {"kind": "state", "text": _("delivered"), "tone": "ok", "sub": show_time(one.delivered_at)}
    elif one.trouble:
        state = {"kind": "state", "text": _("failed"), "tone": "bad", "sub": one.trouble[:120]}
    else:
        state = {"kind": "state", "text": _("waiting"), "tone": "warn"}
    return {
        "id": one.pk,
        "cells": [
            {"text": show_time(one.at)},
            {"text": one.user.name, "sub": one.user.email or _("no e-mail address")},
            {"text": one.get_kind_display()},
            {"text": one.title, "url": one.url},
            state,
            {"text": one.tries},
        ],
    }


def _preview(text: str, name: str) -> dict[str, Any]:
    listed = trading.read(text)
    years = sorted({one.day.year for one in listed})
    return {
        "text": text,
        "name": name,
        "years": years,
        "closed": [{"day": show_date(one.day), "note": one.note} for one in listed if not one.trading],
        "open": [{"day": show_date(one.day), "note": one.note} for one in listed if one.trading],
    }


def _year(row: Any) -> dict[str, Any]:
    whole = (row["last"] - row["first"]).days + 1 == row["days"] and row["days"] >= 365
    return {
        "year": row["year"],
        "first": show_date(row["first"]),
        "last": show_date(row["last"]),
        "days": row["days"],
        "whole": whole,
        "source": row["source"],
    }
