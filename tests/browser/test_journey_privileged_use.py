"""Journey: a privileged account is used after consent alone, and looked at afterwards by somebody else."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from zhengan.ledger import clock

ADMINISTRATOR, HEAD_OF_IT, SECURITY = "張志豪", "王建民", "林雅婷"


def moment(page, name, when):
    page.locator(f"[name={name}]").fill(when.astimezone(clock.TAIPEI).strftime("%Y-%m-%dT%H:%M"))


def test_a_privileged_account_is_used_with_consent_and_looked_at_afterwards(firm, visit):
    administrator, head, security = visit(firm), visit(firm), visit(firm)
    page = administrator.signed_in(ADMINISTRATOR)
    page.goto("/access/privileged-use/new/")
    page.locator("[name=account]").fill("adm-r0567.web")
    page.locator("[name=layer]").select_option("os")
    page.locator("[name=purpose]").fill("緊急套用安全性更新")
    moment(page, "planned_from", datetime.now(UTC) - timedelta(minutes=5))
    moment(page, "planned_to", datetime.now(UTC) + timedelta(hours=2))
    page.get_by_role("button", name="儲存").first.click()
    page.wait_for_url("**/PRU-*/")
    record = page.url
    page.get_by_role("button", name="送審").first.click()
    expect(page.locator("#approval")).to_be_visible()
    expect(page.locator("#approval button[value=approve]")).to_have_count(0)
    # Before consent nothing begins, not even past the button.
    page.goto(f"{record}move/in_use/")
    assert "PRU-" in page.url
    page.goto(record)
    expect(page.get_by_text("送審").first).to_be_visible()
    expect(page.get_by_role("button", name="開始使用")).to_have_count(0)

    head.signed_in(HEAD_OF_IT)
    head.page.goto(record)
    head.page.locator("#approval button[value=approve]").click()
    expect(head.page.locator("#approval")).to_have_count(0)
    expect(head.page.get_by_role("button", name="開始使用")).to_have_count(0)

    page.goto(record)
    page.get_by_role("button", name="開始使用").first.click()
    page.get_by_role("link", name="結束使用").first.click()
    page.locator("[name=work_done]").fill("已更新並重新啟動，服務正常。")
    page.locator("form button[type=submit]", has_text="結束使用").first.click()
    page.wait_for_url("**/PRU-*/")
    expect(page.get_by_text("已更新並重新啟動").first).to_be_visible()
    expect(page.locator("#approval button[value=approve]")).to_have_count(0)

    security.signed_in(SECURITY)
    security.page.goto(record)
    security.page.locator("#approval button[value=approve]").click()
    expect(security.page.get_by_text("已檢視").first).to_be_visible()
