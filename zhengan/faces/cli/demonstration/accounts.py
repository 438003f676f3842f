"""Six thousand accounts as the systems report them, and the half-yearly reviews in which owners decide on each one."""

from collections import defaultdict
from datetime import date, timedelta
from functools import partial
from hashlib import sha256
from typing import Any

from zhengan.faces.cli.demonstration import cast, firm, outsourced, rights, story, trading
from zhengan.faces.cli.demonstration.stage import Stage
from zhengan.kernel import acts
from zhengan.kernel.acts import fill_lines
from zhengan.kernel.register import register

# Days back: the reviews of this half-year began so long ago, a few systems each day; the last ones 190 days before.
ROUND, HALF_YEAR = 20, 190
# Imports between the rounds, of the systems that were in the first.
BETWEEN = (125, 60)
IMPORTER = "張志豪"
# The system whose accounts are the cards of the machine room, and when its doors were reviewed.
DOORS, DOORS_AGO = "DOR", 100
# The system whose administrators are under review now.
ADMINISTERED = "ORD"
# Accounts of people long gone, in each system; so many that all systems together show six thousand.
FORMER = 9
# A system with so many users is used by the whole staff.
EVERYBODY = 330

_ROLES = (("查詢",), ("查詢", "交易"), ("查詢", "覆核"), ("查詢", "報表"), ("查詢", "維護"))
_KEEP = (
    "每季申報時使用，業務仍有需要。",
    "備援人員帳號，演練時使用。",
    "年度結帳使用，保留至結帳後。",
    "留職停薪同仁預定復職，暫予保留。",
)
_REVOKE = ("職務調整，已無使用需要。", "久未使用且無業務需要。", "專案結束。")


def plan(stage: Stage) -> None:
    """Plan the first round, of the systems that customers use; the second, of all; and the switching off of leavers.

    In the second round the systems of the story are imported, but nobody finds the time to review them.
    """
    groups: dict[int, list[dict[str, str]]] = defaultdict(list)
    for number, row in enumerate(firm.table()):
        groups[ROUND - number // 4].append(row)
    for ago, rows in groups.items():
        early = [row["code"] for row in rows if "customer" in row["flags"].split() and row["code"] not in story.OVERDUE]
        late = [row["code"] for row in rows if row["code"] in story.OVERDUE]
        if early:
            _plan_round(stage, ago + HALF_YEAR, early)
        for code in late:
            _plan_round(stage, story.OVERDUE[code], [code])
        _plan_round(stage, ago, [row["code"] for row in rows if row["code"] not in late])
        if late:
            stage.plan(stage.at(stage.day(ago), 7, 40), partial(_import, stage, late))
    for ago in BETWEEN:
        stage.plan(stage.at(stage.day(ago), 7, 50), lambda: _import(stage, list(stage.accounts)))
    stage.plan(stage.at(stage.day(12), 9, 45), lambda: _open(stage, [story.REOPENED]))
    for leaver in story.leavers(stage):
        stage.plan(stage.at(leaver.left_on, 17, 30), partial(_switch_off_leaver, stage, leaver))
    for one in outsourced.ended():
        stage.plan(stage.at(stage.day(-one.ends_in), 17, 30), partial(switch_off, stage, one.staff_no))
    _plan_other_rights(stage)


def _plan_other_rights(stage: Stage) -> None:
    """The cards that open the machine room, reviewed this half-year; and administrators, which waits for approval."""
    stage.plan(stage.at(stage.day(DOORS_AGO), 7, 20), lambda: _import(stage, [DOORS]))
    stage.plan(stage.at(stage.day(DOORS_AGO), 9, 20), lambda: _review(stage, [DOORS], subject="door"))
    privileged = partial(_review, stage, [ADMINISTERED], subject="privileged", approved=False)
    stage.plan(stage.at(stage.day(9), 9, 50), privileged)


def _plan_round(stage: Stage, ago: int, codes: list[str]) -> None:
    day = stage.day(ago)
    stage.plan(stage.at(day, 7, 30), lambda: _import(stage, codes))
    stage.plan(stage.at(day, 9, 30), lambda: _review(stage, codes))


def _import(stage: Stage, codes: list[str]) -> None:
    """Bring in what systems report: all accounts the first time, what is new after that."""
    first = [code for code in codes if code not in stage.accounts]
    if first:
        _first_import(stage, first)
    again = [code for code in codes if code not in first]
    if again:
        _next_import(stage, again)


# -- imports ----------------------------------------------------------------------------------------------------------


def _first_import(stage: Stage, codes: list[str]) -> None:
    """Bring in the accounts of systems as they stand, one file for all of them."""
    today = stage.now.date()
    rows = {code: _first_rows(stage, code, today) for code in codes}
    every = [row for code in codes for row in rows[code]]
    made = stage.create_many(
        "access.account", every, by=stage.by(IMPORTER, via="cli"), source_file=_digest(codes, today)
    )
    for code in codes:
        stage.accounts[code], made = made[: len(rows[code])], made[len(rows[code]) :]


def _first_rows(stage: Stage, code: str, today: date) -> list[dict[str, Any]]:
    system = stage.systems[code]
    row = next(one for one in firm.table() if one["code"] == code)
    admins = [stage.named[name] for name in ("張志豪", "曾偉倫", "黃冠宇")]
    staff = firm.active(stage)
    wanted = min(int(row["users"]), len(staff))
    users = _users(stage, system, staff, wanted)
    rows = [_personal(stage, system, person, today, number) for number, person in enumerate(users)]
    rows += [_privileged(system, person, today) for person in admins]
    rows += [_service(stage, system, name, today) for name in ("svc-batch", "svc-backup", "svc-monitor", "opr-shared")]
    return rows + [_former(system, number, today) for number in range(FORMER)]


def _users(stage: Stage, system: Any, staff: list[Any], count: int) -> list[Any]:
    """The owner and the maintainer, somebody who is to leave where his account is to be forgotten, and others."""
    needed = [system.business_owner, system.maintainer]
    needed += [story.person_of(stage, one) for one in story.leavers(stage) if system.code in one.kept]
    needed += outsourced.working_on(stage, system.code)
    known = {one.pk for one in needed}
    inside = [one for one in staff if one.kind != "outsourced" or count >= EVERYBODY]
    others = [one for one in inside if one.pk not in known]
    first = list({one.pk: one for one in needed}.values())
    if count >= EVERYBODY:
        return first + others
    return first + stage.random.sample(others, count - len(first))


def _base(system: Any, login: str, kind: str, created_on: date) -> dict[str, Any]:
    return {"info_system": system, "login": login, "kind": kind, "enabled": True, "created_on": created_on}


def _personal(stage: Stage, system: Any, person: Any, today: date, number: int) -> dict[str, Any]:
    """An account of one person; a few are not used for long, nowhere in the systems whose review is overdue."""
    long_here = person.joined_on < stage.start and person.name not in cast.NAMES
    idle = number % 47 == 45 and system.code not in story.OVERDUE and long_here
    created = max(person.joined_on, today - timedelta(days=1500 - number))
    sso = idle or (system.kind == "infrastructure" and number % 3 == 0) or number % 5 == 0
    seen = min(today, stage.left_on.get(person.staff_no, today))
    used = seen - timedelta(days=(100 + number % 60) if idle else number % 50 if seen == today else 1)
    changed = seen - timedelta(days=number % 60 if seen == today else 9)
    kind = "outsourced" if person.kind == "outsourced" else "personal"
    return _base(system, person.staff_no.lower(), kind, created) | {
        "person": person,
        "auth_method": "sso" if sso else "password",
        "mfa": system.internet_facing,
        "roles": _ROLES[number % 5],
        "last_login_on": max(used, created),
        "password_changed_on": None if sso else max(changed, created + timedelta(days=1)),
    }


def _privileged(system: Any, person: Any, today: date) -> dict[str, Any]:
    return _base(system, f"adm-{person.staff_no.lower()}.{system.code.lower()}", "privileged", today - timedelta(days=900)) | {
        "person": person, "is_admin": True, "auth_method": "mfa", "mfa": True, "roles": ("系統管理",),
        "last_login_on": today - timedelta(days=rights.USES_SINCE + 5),
        "password_changed_on": today - timedelta(days=20),
    }  # fmt: skip


def _service(stage: Stage, system: Any, name: str, today: date) -> dict[str, Any]:
    return _base(system, f"{name}-{system.code.lower()}", "shared" if "shared" in name else "service", today - timedelta(days=1200)) | {
        "custodian": stage.named["曾偉倫"], "auth_method": "certificate", "roles": ("批次",),
        "last_login_on": today - timedelta(days=1),
    }  # fmt: skip


def _former(system: Any, number: int, today: date) -> dict[str, Any]:
    created = today - timedelta(days=2000 + number * 30)
    return _base(system, f"x{system.code.lower()}{number:03}", "personal", created) | {
        "enabled": False, "auth_method": "password", "roles": ("查詢",),
        "last_login_on": created + timedelta(days=700), "password_changed_on": created + timedelta(days=690),
    }  # fmt: skip


def _next_import(stage: Stage, codes: list[str]) -> None:
    """Bring in what systems report now: who used them since, whose password is new, and the accounts of newcomers."""
    changed: list[Any] = []
    new: list[Any] = []
    for code in codes:
        known = stage.accounts[code]
        changed += [(account, _news(stage, account), None) for account in known if _in_use(stage, account)]
        new += _newcomers(stage, code)
    _bring_in(stage, codes, changed, new=new)


def _in_use(stage: Stage, account: Any) -> bool:
    """Whether somebody signed in since the last import."""
    return bool(account.enabled) and account.no not in stage.idle


def _news(stage: Stage, account: Any) -> dict[str, Any]:
    today, dice, newest = stage.now.date(), stage.random, 30
    if account.person is not None and account.person.staff_no in stage.gone:
        # Who has left changed his password shortly before: a forgotten account is one flaw, not two.
        today, newest = stage.left_on[account.person.staff_no], 9
    values: dict[str, Any] = {"last_login_on": today - timedelta(days=dice.randrange(1, 20))}
    if account.kind == "privileged":
        # Used with a slip alone, ever since there are slips.
        on_paper = min(today - timedelta(days=1), stage.day(rights.USES_SINCE + 5))
        values["last_login_on"] = stage.signed_in.get(account.no, on_paper)
    if account.auth_method in ("password", "mfa"):
        values["password_changed_on"] = today - timedelta(days=dice.randrange(1, newest))
    return values


def _newcomers(stage: Stage, code: str) -> list[Any]:
    """Accounts of those who joined since, on the systems that everybody uses."""
    known = stage.accounts[code]
    if len(known) <= 300:
        return []
    had = {account.person_id for account in known}
    joined = [person for person in firm.active(stage) if person.pk not in had]
    system, today = stage.systems[code], stage.now.date()
    return [(_personal(stage, system, person, today, 1 + number % 40), {}) for number, person in enumerate(joined)]


def _bring_in(stage: Stage, codes: list[str], changed: list[Any], *, new: Any = ()) -> None:
    acts.bring_in(
        register("access.account"),
        new,
        changed,
        by=stage.by(IMPORTER, via="cli"),
        source_file=_digest(codes, stage.now.date()),
    )


def _digest(codes: list[str], day: date) -> str:
    return sha256(f"{' '.join(codes)} {day}".encode()).hexdigest()


def _switch_off_leaver(stage: Stage, leaver: story.Leaver) -> None:
    switch_off(stage, stage.left[leaver], kept=leaver.kept)


def switch_off(stage: Stage, staff_no: str, *, kept: tuple[str, ...] = ()) -> None:
    """Switch a leaver's accounts off the same day; some are forgotten."""
    found = [
        account
        for code, accounts in stage.accounts.items()
        if code not in kept
        for account in accounts
        if account.enabled and account.person is not None and account.person.staff_no == staff_no
    ]
    for fresh, account in zip(acts.move_many(found, "disabled", by=stage.by("曾偉倫")), found, strict=True):
        account.enabled, account.state, account.version = fresh.enabled, fresh.state, fresh.version


# -- reviews ----------------------------------------------------------------------------------------------------------


def _open(stage: Stage, codes: list[str], subject: str = "accounts") -> list[Any]:
    rows = [{"subject": subject, "info_system": stage.systems[code]} for code in codes]
    return stage.create_many("access.recertification", rows, by=stage.by("江承翰"), source="manual")


def _review(stage: Stage, codes: list[str], *, subject: str = "accounts", approved: bool = True) -> None:
    campaigns = _open(stage, codes, subject)
    day = trading.on_or_before(stage.now.date() + timedelta(days=4))
    stage.plan(stage.at(day, 15, 0), lambda: _decide_all(stage, codes, campaigns, approved=approved))


def _decide_all(stage: Stage, codes: list[str], campaigns: list[Any], *, approved: bool) -> None:
    """Each owner decides and submits his own; the next trading day all are approved and carried out."""
    for campaign in campaigns:
        _decide(stage, campaign)
    for owner in dict.fromkeys(campaign.decider.name for campaign in campaigns):
        own = [campaign for campaign in campaigns if campaign.decider.name == owner]
        acts.move_many(own, "submitted", by=stage.by(owner))
    if not approved:
        return
    approval = trading.next_trading(stage.now.date())
    stage.plan(stage.at(approval, 14, 0), lambda: acts.move_many(campaigns, "approved", by=stage.by("林雅婷")))
    stage.plan(stage.at(approval, 18, 30), lambda: _carry_out(stage, codes, campaigns))


def _decide(stage: Stage, campaign: Any) -> None:
    """The owner decides line by line; on his own account the head of security does."""
    cast_people = {stage.named[name].pk for name in cast.NAMES}
    revoked = 0
    own: dict[int, dict[str, str]] = {}
    others: dict[int, dict[str, str]] = {}
    for number, line in enumerate(campaign.lines.order_by("pk")):
        decision = {"decision": "keep"}
        if line.idle_days is None or line.idle_days > 90:
            if line.holder_id is not None:
                stage.idle.add(line.item_ref)
            decision["reason"] = _KEEP[number % 4]
        elif revoked < 2 and number % 23 == 19 and line.holder_id not in (None, *cast_people):
            decision = {"decision": "revoke", "reason": _REVOKE[number % 3]}
            revoked += 1
        (own if line.holder_id == campaign.decider_id else others)[line.pk] = decision
    fill_lines(campaign, "lines", others, by=stage.by(campaign.decider.name))
    if own:
        fill_lines(campaign, "lines", own, by=stage.by("簡宏達"))


def _carry_out(stage: Stage, codes: list[str], campaigns: list[Any]) -> None:
    """The next import shows that what was revoked is switched off, which completes the reviews."""
    revoked = {
        no
        for campaign in campaigns
        for no in campaign.lines.filter(decision="revoke").values_list("item_ref", flat=True)
    }
    changed = [
        (account, {"enabled": False}, None)
        for code in codes
        for account in stage.accounts[code]
        if account.no in revoked
    ]
    _bring_in(stage, codes, changed)
