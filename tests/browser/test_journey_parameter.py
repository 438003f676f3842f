"""Journey B: a longer password is demanded the minute its revision is approved; a softer one is refused."""

from playwright.sync_api import expect

OFFICER, CHIEF, EMPLOYEE = "林雅婷", "簡宏達", "何家瑋"


def propose(page, value):
    page.goto("/policy/parameter/new/")
    key = page.locator("[name=key]")
    key.select_option("password-min-length")
    page.locator("[name=value]").fill(value)
    page.locator("[name=reason]").fill("提升密碼強度。")
    if not page.locator("[name=effective_on]").input_value():
        in_taipei = "new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10)"
        page.locator("[name=effective_on]").fill(page.evaluate(in_taipei))
    page.get_by_role("button", name="儲存").first.click()


def test_a_longer_password_is_demanded_at_once(firm, visit):
    officer, chief = visit(firm), visit(firm)
    page = officer.signed_in(OFFICER)
    propose(page, "5")
    refusal = page.get_by_text("七（三）6").first
    expect(refusal).to_be_visible()
    assert "/new/" in page.url, "nothing was written"

    propose(page, "12")
    page.wait_for_url("**/PRM-*/")
    record = page.url
    expect(page.get_by_role("button", name="核准")).to_have_count(0)

    chief.signed_in(CHIEF)
    chief.page.goto(record)
    approve = chief.page.locator("#approval button[value=approve]")
    if approve.count():
        approve.click()
    else:
        chief.page.get_by_role("button", name="核准").first.click()
    expect(chief.page.get_by_text("生效").first).to_be_visible()

    page.goto("/settings/password/")
    page.locator("input[type=password]").nth(0).fill("whatever")
    page.locator("input[type=password]").nth(1).fill("Zx9-qwpe7tu")
    page.locator("input[type=password]").nth(2).fill("Zx9-qwpe7tu")
    page.get_by_role("button", name="變更密碼").click()
    expect(page.get_by_text("至少 12 個字元").first).to_be_visible()
