"""Accounts: what the systems say is taken as it is; differences to the last import show."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from tests import make
from zhengan.kernel import acts
from zhengan.kernel.errors import NotPossible
from zhengan.kernel.register import register
from zhengan.ledger import clock

ACCOUNTS = register("access.account")


def row(system, login, **values):
    return {
        "info_system": system,
        "login": login,
        "kind": "personal",
        "enabled": True,
        "auth_method": "password",
    } | values


def bring_in(cast, *, new=(), changed=(), gone=()):
    return acts.bring_in(
        ACCOUNTS,
        [(one, {}) for one in new],
        [(*one, None) for one in changed],
        by=cast.actor("system_admin"),
        source_file="f" * 64,
        gone=gone,
    )


def test_an_import_loses_no_row_however_poor(cast):
    system = make.info_system(cast)
    bring_in(cast, new=[row(system, "svc", kind="service"), row(system, "old", enabled=False)])
    kept = {one.login: one for one in ACCOUNTS.record.objects.all()}
    assert (kept["svc"].state, kept["old"].state) == ("active", "disabled")
    assert {one.imported_at for one in kept.values()} == {clock.now()}
    assert kept["svc"].source == "import"


def test_what_vanished_from_its_system_can_no_longer_sign_in(cast):
    account = make.account(cast, make.info_system(cast))
    assert bring_in(cast, gone=[account]) == (0, 0, 1)
    account.refresh_from_db()
    assert (account.state, account.enabled) == (ACCOUNTS.gone_state, False)
    assert ACCOUNTS.gone_within == "info_system"


def test_what_comes_back_in_an_import_is_shown_as_it_is(cast):
    account = make.account(cast, make.info_system(cast), state="disabled")
    assert not account.enabled
    bring_in(cast, changed=[(account, {"enabled": True})])
    account.refresh_from_db()
    assert (account.state, account.enabled) == ("active", True)


def test_what_was_removed_stays_removed_unless_it_works(cast):
    account = make.account(cast, make.info_system(cast), state="removed")
    bring_in(cast, changed=[(account, {"enabled": False})])
    account.refresh_from_db()
    assert account.state == "removed"


def test_people_enable_an_account_only_on_a_request(cast):
    account = make.account(cast, make.info_system(cast), state="disabled")
    by = cast.actor("system_admin")
    with pytest.raises(ValidationError) as refused:
        acts.move(account, "active", by=by)
    assert "access_request" in refused.value.message_dict
    other = make.access_request(cast, info_system=account.info_system, person=cast.operator)
    draft = make.access_request(cast, info_system=account.info_system, state="draft")
    for no in ("ARQ-2026-0999", other.no, draft.no):
        with pytest.raises(NotPossible):
            acts.move(account, "active", by=by, values={"access_request": no})
    asked = make.access_request(cast, info_system=account.info_system)
    assert acts.move(account, "active", by=by, values={"access_request": asked.no}).enabled


def test_a_login_stands_once_in_a_system(cast):
    system = make.info_system(cast)
    make.account(cast, system, login="root")
    make.account(cast, make.info_system(cast), login="root")
    with pytest.raises(ValidationError):
        make.account(cast, system, login="root")


@pytest.mark.parametrize(
    ("used", "created", "enabled", "idle"),
    [
        (91, 400, True, True),
        (90, 400, True, False),
        (1, 400, True, False),
        (None, 91, True, True),
        (None, 10, True, False),
        (None, None, True, True),
        (400, 400, False, False),
    ],
)
def test_which_accounts_are_idle(cast, used, created, enabled, idle):
    def ago(days):
        return None if days is None else clock.today() - timedelta(days=days)

    make.account(cast, make.info_system(cast), last_login_on=ago(used), created_on=ago(created), enabled=enabled)
    assert ACCOUNTS.record.objects.live().idle(days=90, on=clock.today()).exists() is idle


def test_everybody_sees_his_own_accounts(cast):
    system = make.info_system(cast)
    mine = make.account(cast, system, person=cast.employee)
    make.account(cast, system, person=cast.operator)
    assert list(ACCOUNTS.visible_to(ACCOUNTS.record.objects.all(), cast.actor("employee"))) == [mine]


def test_the_list_is_in_the_order_of_the_logins_where_nobody_asks_otherwise(cast):
    system = make.info_system(cast)
    for login in ("mary", "adam", "zoe", "bob"):
        make.account(cast, system, login=login)
    page = cast.client("system_admin").get("/access/account/").text
    places = [page.index(f">{login}<") for login in ("adam", "bob", "mary", "zoe")]
    assert places == sorted(places)
