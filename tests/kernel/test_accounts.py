"""Acts on accounts: a second person always, two people for the two halves, everything told, everything at once."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests import make
from tests.cast import JOINED_ON, OUTSIDE, Cast
from tests.conftest import NOW
from zhengan.identity import factors as identity_factors
from zhengan.identity import offices, tries
from zhengan.identity.keeping import Factor, PasswordRequest, Session
from zhengan.identity.models import OfficeHeld
from zhengan.identity.offices import needs_second_factor
from zhengan.identity.signing_in import PasswordBackend
from zhengan.kernel import acts, guard
from zhengan.kernel.accounts import ending, factors, passwords, proof
from zhengan.kernel.accounts.standing import may_see
from zhengan.kernel.actor import Actor
from zhengan.kernel.errors import NotPossible, Refused
from zhengan.kernel.models import CalendarToken, Notification
from zhengan.ledger import clock
from zhengan.ledger.models import Entry

GOOD = "Kx7!violet-harbour-92"


def in_use(cast: Cast, name: str):
    user = cast.user(name)
    passwords.choose(user, GOOD, by=cast.actor(name))
    return user


def told(user) -> list[str]:
    return list(Notification.objects.filter(user=user).order_by("pk").values_list("title", flat=True))


# -- passwords ---------------------------------------------------------------------------------------------------------


def test_a_first_password_opens_once_and_expires_unused(cast: Cast):
    person = make.person(cast)
    shown = passwords.issue(person.user, by=cast.actor("hr"))
    user = person.user
    user.refresh_from_db()
    assert user.check_password(shown)
    assert user.must_change_password
    assert shown not in str(Entry.objects.latest("pk").payload.body)
    backend = PasswordBackend()
    assert backend.user_can_authenticate(user)
    with clock.standing_at(NOW + timedelta(days=4)):
        assert not backend.user_can_authenticate(user)
    passwords.choose(user, GOOD, by=Actor.of(user, via="web"))
    with clock.standing_at(NOW + timedelta(days=4)):
        assert backend.user_can_authenticate(user)


def test_nobody_issues_his_own(cast: Cast):
    with pytest.raises(Refused):
        passwords.issue(cast.user("system_admin"), by=cast.actor("system_admin"), method="face", remark="x")


def test_who_has_nothing_to_do_with_it_is_refused(cast: Cast):
    with pytest.raises(Refused):
        passwords.issue(cast.user("employee"), by=cast.actor("auditor"), method="face", remark="x")


def test_a_supervisor_may_for_his_own_people_alone(cast: Cast):
    acts.change(cast.employee, {"supervisor": cast.business_owner}, by=cast.actor("hr"))
    user = cast.people["employee"].user
    user = type(user).objects.select_related("person__supervisor").get(pk=user.pk)
    assert may_see(user, cast.actor("business_owner"))
    assert not may_see(cast.user("auditor"), cast.actor("business_owner"))
    passwords.issue(user, by=cast.actor("business_owner"), method="face", remark="x")


def test_an_account_in_use_needs_the_way_the_identity_was_confirmed(cast: Cast):
    user = in_use(cast, "employee")
    for method in ("", "mail"):
        with pytest.raises(NotPossible):
            passwords.issue(user, by=cast.actor("system_admin"), method=method)


def test_human_resources_cannot_open_a_privileged_account_in_use(cast: Cast):
    for name in ("president", "it_manager"):
        with pytest.raises(Refused):
            passwords.issue(in_use(cast, name), by=cast.actor("hr"), method="face", remark="x")
    assert passwords.issue(in_use(cast, "employee"), by=cast.actor("hr"), method="face", remark="x")


def test_issuing_opens_the_login_ends_sessions_closes_the_request_and_is_told(cast: Cast):
    user = in_use(cast, "employee")
    browser = cast.client("employee")
    limits = tries.Limits.today()
    for number in range(15):
        tries.failed(tries.Source(user.username, f"192.0.2.{number}"), limits)
    passwords.ask(user.username, address="192.0.2.9")
    passwords.issue(user, by=cast.actor("system_admin"), method="phone", remark="回撥分機 2210")
    asked = PasswordRequest.objects.get(user=user)
    assert (asked.state, asked.method, asked.decided_by) == ("confirmed", "phone", cast.user("system_admin"))
    assert tries.locked_until(tries.Source(user.username, "192.0.2.99"), limits) is None
    assert browser.get("/").status_code == 302
    entry = Entry.objects.filter(act="password_issue").latest("pk")
    assert entry.payload.body["method"] == "phone"
    assert entry.actor_name == cast.user("system_admin").name
    assert len(told(user)) == 3  # changed, asked for, issued


def test_the_database_refuses_a_request_confirmed_by_the_person_himself(cast: Cast):
    user = cast.user("employee")
    for wrong in ({"decided_by": user, "state": "confirmed", "method": "face"}, {"state": "confirmed"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PasswordRequest.objects.create(user=user, at=NOW, **wrong)


def test_asking_tells_those_who_decide_and_nobody_learns_whether_there_is_such_a_login(cast: Cast):
    passwords.ask("A203", address="192.0.2.9")
    passwords.ask("a203", address="192.0.2.9")
    passwords.ask("nobody-here", address="192.0.2.9")
    assert PasswordRequest.objects.count() == 1
    assert any("曾雅文" in title for title in told(cast.user("system_admin")))
    noted = list(Entry.objects.filter(act="password_ask").order_by("pk").values_list("record_no", flat=True))
    assert noted[:2] == ["a203", "a203"]
    assert noted[2].startswith("?")


def test_a_request_is_turned_down_with_a_reason_or_lapses(cast: Cast):
    user, by = cast.user("employee"), cast.actor("system_admin")
    with pytest.raises(NotPossible):
        passwords.refuse(user, by=by, reason="非本人")
    passwords.ask(user.username, address="")
    with pytest.raises(NotPossible):
        passwords.refuse(user, by=by, reason=" ")
    passwords.refuse(user, by=by, reason="非本人")
    passwords.ask(user.username, address="")
    with clock.standing_at(NOW + timedelta(days=8)):
        assert ending.clear() >= 1
    assert not PasswordRequest.objects.filter(state="open").exists()


def test_the_last_days_of_a_password_are_told(cast: Cast):
    user = in_use(cast, "employee")
    assert passwords.days_left(user) is None
    with clock.standing_at(NOW + timedelta(days=87)):
        assert passwords.days_left(user) == 5
    user.password_changed_at = None
    assert passwords.days_left(user) is None


# -- second factors ----------------------------------------------------------------------------------------------------


def app(cast: Cast, name: str) -> Factor:
    factor = identity_factors.begin_app(cast.user(name))
    Factor.objects.filter(pk=factor.pk).update(confirmed=True)
    return factor


def test_nobody_opens_both_halves_of_one_person(cast: Cast):
    user = in_use(cast, "auditor")
    app(cast, "auditor")
    passwords.issue(user, by=cast.actor("system_admin"), method="face", remark="x")
    with pytest.raises(Refused):
        factors.reset(user, by=cast.actor("system_admin"), reason="遺失")
    assert factors.reset(user, by=cast.actor("it_manager"), reason="遺失") == 1
    with pytest.raises(Refused):
        passwords.issue(user, by=cast.actor("it_manager"), method="face", remark="x")
    with clock.standing_at(NOW + timedelta(days=31)):
        passwords.issue(user, by=cast.actor("it_manager"), method="face", remark="x")


def test_a_reset_needs_another_person_a_reason_and_ends_sessions(cast: Cast):
    user = in_use(cast, "auditor")
    app(cast, "auditor")
    for by in (cast.actor("auditor"), cast.actor("employee"), cast.actor("hr")):
        with pytest.raises(Refused):
            factors.reset(user, by=by, reason="遺失")
    with pytest.raises(NotPossible):
        factors.reset(user, by=cast.actor("system_admin"), reason=" ")
    cast.client("auditor")
    factors.reset(user, by=cast.actor("system_admin"), reason="遺失")
    assert not Session.objects.filter(user=user).exists()
    assert "李志豪" in told(user)[-1]


def test_the_last_one_is_not_laid_down_where_the_offices_need_one(cast: Cast):
    with pytest.raises(NotPossible):
        factors.remove(app(cast, "it_manager"), by=cast.actor("it_manager"))
    factors.remove(app(cast, "auditor"), by=cast.actor("auditor"))


def test_a_passkey_belongs_to_one_person(cast: Cast):
    factors.add_passkey(b"x", "id", 0, name="", by=cast.actor("auditor"))
    with pytest.raises(NotPossible):
        factors.add_passkey(b"x", "id", 0, name="", by=cast.actor("employee"))


@pytest.mark.parametrize(
    ("held", "local", "needs"),
    [
        ({"all_staff"}, False, False),
        ({"all_staff", "committee"}, False, False),
        ({"all_staff", "auditor"}, True, False),
        ({"all_staff", "auditor"}, False, True),
        *(({"all_staff", office}, True, True) for office in sorted(offices.PRIVILEGED)),
    ],
)
def test_of_whom_a_second_factor_is_wanted(held: set[str], local: bool, needs: bool):
    assert needs_second_factor(frozenset(held), local=local) is needs


# -- proof -------------------------------------------------------------------------------------------------------------


def test_what_weighs_heavily_is_refused_without_fresh_proof(cast: Cast):
    person = make.person(cast)
    proposed = make.appointment(cast, "operator", person, state="proposed")
    stale = Actor.of(cast.user("ciso"), via="web", proved_at=NOW - timedelta(minutes=11))
    for by in (Actor.of(cast.user("ciso"), via="web"), Actor.of(cast.user("ciso"), via="api"), stale):
        with pytest.raises(proof.ProofNeeded):
            acts.move(proposed, "in_force", by=by)
    acts.move(proposed, "in_force", by=cast.actor("ciso"))


def test_a_shell_and_the_software_have_nothing_to_show(cast: Cast):
    assert proof.is_proven(Actor.of(cast.user("ciso"), via="cli"))
    assert proof.is_proven(Actor.system())


# -- ending ------------------------------------------------------------------------------------------------------------


def test_moving_ends_sessions_addresses_and_rights_the_same_minute(cast: Cast):
    appointed = make.appointment(cast, "operator", cast.operator)
    user = cast.user("operator")
    browser = cast.client("operator")
    CalendarToken.objects.create(user=user, digest="x", made_at=NOW)
    acts.change(cast.operator, {"unit": cast.units["brokerage"]}, by=cast.actor("hr"))
    assert browser.get("/").status_code == 302
    assert offices.offices_of(user, on=clock.today()) == {"all_staff"}
    assert not CalendarToken.objects.filter(user=user, revoked_at=None).exists()
    appointed.refresh_from_db()
    assert appointed.state == "ended"
    assert cast.user("operator").is_active


def test_another_change_ends_nothing(cast: Cast):
    browser = cast.client("operator")
    acts.change(cast.operator, {"job_title": "資深操作員"}, by=cast.actor("hr"))
    assert browser.get("/").status_code == 200
    assert OfficeHeld.objects.filter(user=cast.user("operator"), to_on=None).exists()


@pytest.mark.parametrize("missing", ["contract_end_on", "scope_from_on", "scope_to_on", "scope_chapters"])
@pytest.mark.parametrize("kind", ["outsourced", "examiner"])
def test_somebody_from_outside_is_bounded_in_the_form(cast: Cast, kind: str, missing: str):
    empty = "" if missing == "scope_chapters" else None
    with pytest.raises(ValidationError) as refused:
        make.person(cast, kind=kind, **(OUTSIDE | {missing: empty}))
    assert missing in refused.value.message_dict


@pytest.mark.parametrize("chapters", ["99", "7 x", "7.1"])
def test_chapters_are_those_of_the_policy(cast: Cast, chapters: str):
    with pytest.raises(ValidationError):
        make.person(cast, kind="examiner", **(OUTSIDE | {"scope_chapters": chapters}))


def test_a_scope_is_in_order(cast: Cast):
    with pytest.raises(ValidationError):
        make.person(cast, kind="examiner", **(OUTSIDE | {"scope_to_on": date(2019, 1, 1)}))


@pytest.mark.parametrize("missing", ["contract_end_on", "scope_from_on", "scope_to_on", "scope_chapters"])
def test_somebody_from_outside_is_bounded_in_the_database(cast: Cast, missing: str):
    empty = "" if missing == "scope_chapters" else None
    with pytest.raises(IntegrityError), transaction.atomic(), guard.writing():
        type(cast.contractor).objects.filter(pk=cast.contractor.pk).update(**{missing: empty})


def test_somebody_from_outside_signs_in_within_his_days_alone(cast: Cast):
    user, backend = cast.user("contractor"), PasswordBackend()
    assert (user.from_on, user.until_on) == (JOINED_ON, OUTSIDE["contract_end_on"])
    for day, may in ((date(2020, 1, 1), False), (date(2027, 6, 30), True), (date(2027, 7, 1), False)):
        with clock.standing_at(NOW.replace(year=day.year, month=day.month, day=day.day)):
            assert backend.user_can_authenticate(user) is may
            assert (backend.get_user(user.pk) is not None) is may
