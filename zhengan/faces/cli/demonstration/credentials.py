"""Passwords and certificates handed over in the year: told by the systems for customers, by hand for staff."""

from datetime import timedelta
from functools import partial
from typing import Any

from zhengan.faces.cli.demonstration import story, trading
from zhengan.faces.cli.demonstration.stage import Stage
from zhengan.kernel import acts

ISSUE = "access.credential_issue"
CUSTOMER_SERVICE, OWNER, ADMINISTRATOR, OTHER_ADMINISTRATOR = "余光明", "潘惠玲", "張志豪", "曾偉倫"
# Once a month the systems that open accounts tell what they handed over.
MONTHS = 12
# days ago, who forgot a password, on which system
_STAFF = ((210, "何家瑋", "CRM"), (96, "詹秀美", "ERP"), (19, "曾美惠", "ORD"))
_CUSTOMERS = ((172, "B22****031"), (88, "F12****578"), (27, "A28****904"))
# Newcomers with a first password; the last one never used it.
_NEW = ((140, "李佩珊", "SCM"), (61, "杜世傑", "DBM"), (16, "施宇涵", "PAM"))


def plan(stage: Stage) -> None:
    """Plan what customers got, month by month, and what staff and customers asked for."""
    for month in range(MONTHS):
        stage.plan(stage.at(stage.day(20 + 30 * month), 18, 20), partial(_import, stage, month))
    for ago, who, code in _STAFF:
        stage.plan(stage.at(stage.day(ago), 9, 20), partial(_reset_staff, stage, who, code))
    for ago, who in _CUSTOMERS:
        stage.plan(stage.at(stage.day(ago), 13, 10), partial(_reset_customer, stage, who))
    for ago, who, code in _NEW:
        stage.plan(
            stage.at(stage.day(ago), 8, 50), partial(_first, stage, who, code, used=(ago, who, code) != _NEW[-1])
        )


def _import(stage: Stage, month: int) -> None:
    """Two e-slips and a certificate; once the phone's leg is missing, once nobody stands for a reset."""
    rows = [_slip(stage, month, 1, lame=month == story.SLIP_WITHOUT_OTP), _slip(stage, month, 2, lame=False)]
    rows.append(_told(stage, "certificate", f"C11****{month + 310}", "SGN", "video"))
    if month == story.RESET_BY_NOBODY:
        rows.append(_told(stage, "customer_reset", "D17****662", "CTI", "callback"))
    by = stage.by(CUSTOMER_SERVICE, via="cli")
    stage.create_many(ISSUE, rows, by=by, source="import", source_file=f"{month:064x}")


def _slip(stage: Stage, month: int, number: int, *, lame: bool) -> dict[str, Any]:
    sent = stage.now - timedelta(minutes=40)
    return _told(stage, "slip_general", f"A12****{month * 7 + number + 100}", "OPN", "registered_otp") | {
        "otp_sent_at": None if lame else sent, "otp_phone_registered": not lame, "slip_sent_at": sent,
        "slip_encrypted": True, "slip_email_registered": True, "first_changed_at": stage.now - timedelta(minutes=5),
    }  # fmt: skip


def _told(stage: Stage, kind: str, recipient: str, code: str, method: str) -> dict[str, Any]:
    """What a system says that handed something over by itself."""
    return {
        "kind": kind, "recipient": recipient, "info_system": stage.systems[code], "identity_method": method,
        "identity_checked_at": stage.now - timedelta(hours=1), "delivered_at": stage.now - timedelta(minutes=30),
    }  # fmt: skip


def _reset_staff(stage: Stage, who: str, code: str) -> None:
    values = {
        "kind": "staff_reset", "recipient": who, "info_system": stage.systems[code], "identity_method": "supervisor",
    }  # fmt: skip
    _hand_over(stage, values, asked=ADMINISTRATOR, confirmed=OTHER_ADMINISTRATOR, handed=OTHER_ADMINISTRATOR)


def _reset_customer(stage: Stage, who: str) -> None:
    values = {
        "kind": "customer_reset", "recipient": who, "info_system": stage.systems["ORD"], "identity_method": "in_person",
    }  # fmt: skip
    _hand_over(stage, values, asked=CUSTOMER_SERVICE, confirmed=OWNER, handed=CUSTOMER_SERVICE)


def _first(stage: Stage, who: str, code: str, *, used: bool) -> None:
    values = {
        "kind": "staff_initial", "recipient": who, "info_system": stage.systems[code], "identity_method": "supervisor",
    }  # fmt: skip
    _hand_over(stage, values, asked=ADMINISTRATOR, confirmed=ADMINISTRATOR, handed=ADMINISTRATOR, used=used)


def _hand_over(
    stage: Stage, values: dict[str, Any], *, asked: str, confirmed: str, handed: str, used: bool = True
) -> None:
    """Ask, confirm who it is, hand over; the next trading day it was changed, or its time runs out."""
    made = stage.create(ISSUE, values, by=stage.by(asked))
    made = acts.move(made, "verified", by=stage.by(confirmed))
    made = acts.move(made, "issued", by=stage.by(handed))

    def changed() -> None:
        acts.change(made, {"first_changed_at": stage.now}, by=stage.by(handed))

    if used:
        stage.plan(stage.at(trading.next_trading(stage.now.date()), 9, 5), changed)
    else:
        over = made.expires_on + timedelta(days=1)
        stage.plan(stage.at(over, 0, 5), lambda: acts.move(made, "expired", by=stage.system))
