"""Rows of the room `channels` that many examples need."""

from typing import Any

from tests.checks.rows.assets import system
from tests.checks.rows.policy import document
from tests.checks.rows.writing import TODAY, ago, at, line, row


def api_client(*met: bool, **values: Any) -> Any:
    """A client of the API who was approved a while ago and met these criteria."""
    made = row(
        "channels.api_client",
        **{
            "state": "active",
            "risk_notice_signed_on": ago(60),
            "approved_on": ago(50),
            "key_expires_on": ago(-200),
            "stop_switch_tested_on": ago(50),
            **values,
        },
    )
    for one in met or (True,):
        line(made, "criteria", met=one)
    return made


def metrics(*dimensions: str, months: int = 12, every: int = 1, **values: Any) -> None:
    """Figures of the last months in these dimensions, all of which reach the standard."""
    given = {"info_system": values.pop("system", None) or system(), "standard": document("service_quality"), "ok": True}
    newest = 12 * TODAY.year + TODAY.month - 2
    for number in range(newest, newest - months, -every):
        for dimension in dimensions or ("security", "stability", "service"):
            month = f"{number // 12}-{number % 12 + 1:02}"
            row("channels.service_metric", **{**given, "period": month, "dimension": dimension, **values})


def social_page(**values: Any) -> Any:
    """An official page that shows whose it is, linked from the website with a prompt that was seen lately."""
    return row(
        "channels.social_account",
        **{
            "state": "active",
            "official": True,
            "firm_name_shown": True,
            "contact_shown": True,
            "link_on_site": True,
            "exit_prompt": True,
            "exit_prompt_checked_at": at(ago(3)),
            "privacy_reviewed_on": ago(100),
            **values,
        },
    )
