"""Journey: a rule of the firewall is asked for, approved by another, and entered; a temporary one ends by itself."""

import time
from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from zhengan.ledger import clock

ADMINISTRATOR, HEAD_OF_IT = "黃冠宇", "王建民"
# The software looks every minute for what is due.
WITHIN = 90


def ask(page):
    """Ask for a change of the firewall and submit it; returns its address."""
    page.goto("/development/change-request/new/")
    page.locator("[name=kind]").select_option("firewall")
    page.locator("[name=info_system]").fill("FWL")
    page.locator("[name=title]").fill("暫時開放駐點人員至測試主機")
    page.locator("[name=reason]").fill("驗收測試。")
    page.locator("[name=risk_note]").fill("僅限單一位址與服務。")
    page.locator("[name=rollback_plan]").fill("停用規則。")
    planned = datetime.now(UTC).astimezone(clock.TAIPEI) + timedelta(hours=1)
    page.locator("[name=planned_at]").fill(planned.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_role("button", name="儲存").first.click()
    page.wait_for_url("**/CHG-*/")
    page.get_by_role("button", name="送審").first.click()
    expect(page.locator("#approval")).to_be_visible()
    return page.url


def enter(page, like, change, until):
    """Enter a rule by hand, on the device and between the zones of another one."""
    page.goto("/network/firewall-rule/new/")
    page.locator("[name=device]").fill(like["device"])
    for name in ("from_zone", "to_zone"):
        page.locator(f"[name={name}]").select_option(like[name])
    page.locator("[name=rule_no]").fill("7001")
    page.locator("[name=source_address]").fill("10.50.3.7")
    page.locator("[name=destination_address]").fill("10.30.1.5")
    page.locator("[name=service]").fill("tcp/22")
    page.locator("[name=action]").select_option("allow")
    page.locator("[name=change_request]").fill(change)
    page.locator("[name=expires_on]").fill(until.isoformat())
    page.get_by_role("button", name="儲存").first.click()


def test_a_rule_is_asked_for_and_approved_and_a_temporary_one_ends(firm, visit):
    administrator, head = visit(firm), visit(firm)
    page = administrator.signed_in(ADMINISTRATOR)
    page.goto("/network/firewall-rule/")
    known = page.locator("a[href*='/network/firewall-rule/FWR-']").first.get_attribute("href")
    page.goto(f"{known}edit/")
    like = {name: page.locator(f"[name={name}]").input_value() for name in ("device", "from_zone", "to_zone")}

    asked = ask(page)
    change = asked.rstrip("/").rsplit("/", 1)[1]
    expect(page.locator("#approval button[value=approve]")).to_have_count(0)
    # Its term is over: what is entered now must be gone within a minute or so.
    yesterday = datetime.now(UTC).astimezone(clock.TAIPEI).date() - timedelta(days=1)
    enter(page, like, change, yesterday)
    expect(page.get_by_text("九（二）5").first).to_be_visible()
    assert "/new/" in page.url, "nothing was written"

    head.signed_in(HEAD_OF_IT)
    head.page.goto(asked)
    head.page.locator("#approval button[value=approve]").click()
    expect(head.page.locator("#approval")).to_have_count(0)

    enter(page, like, change, yesterday)
    page.wait_for_url("**/FWR-*/")
    rule = page.url
    expect(page.get_by_text(change).first).to_be_visible()
    end = time.monotonic() + WITHIN
    while time.monotonic() < end and not page.get_by_text("停用", exact=True).count():
        page.wait_for_timeout(2000)
        page.goto(rule)
    expect(page.get_by_text("停用", exact=True).first).to_be_visible()
    page.goto(f"{rule}?tab=trail")
    expect(page.get_by_text("停用").first).to_be_visible()
