"""Journey: the yearly declaration is drafted, frozen, signed by four accounts, passed by the board and disclosed."""

import re

from playwright.sync_api import expect

OFFICER, CISO, AUDITOR, PRESIDENT, CHAIR, COMPLIANCE = "林雅婷", "簡宏達", "蔡淑芬", "劉明德", "范正忠", "周文凱"
SIGN = "簽署聲明書"
# A year before the product came: it is declared late, and the record says so.
YEAR = "2024"


def draft(page):
    """Draft the declaration and leave its text to the software; returns its address."""
    page.goto("/assurance/declaration/new/")
    page.locator("[name=fiscal_year]").fill(YEAR)
    page.locator("[name=fiscal_year_end]").fill(f"{YEAR}-12-31")
    page.get_by_role("button", name="儲存").first.click()
    page.wait_for_url("**/DCL-*/")
    expect(page.get_by_text("113 年度資訊安全整體執行情形").first).to_be_visible()
    return page.url


def press(page, name):
    """Press the button of a step, and the one that confirms it where something is asked on the way."""
    page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).first.click()
    page.wait_for_load_state("networkidle")
    asked = page.locator("form button.primary", has_text=name)
    if re.search(r"/move/", page.url) and asked.count():
        asked.first.click()
        page.wait_for_load_state("networkidle")


def may_sign(page):
    return page.get_by_role("button", name=SIGN).or_(page.get_by_role("link", name=SIGN)).count() > 0


def today(page):
    return page.evaluate("new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10)")


def test_a_declaration_is_signed_by_four_passed_and_disclosed(firm, visit, tmp_path):
    officer, ciso = visit(firm), visit(firm)
    page = officer.signed_in(OFFICER)
    address = draft(page)
    assert not may_sign(page)

    ciso.signed_in(CISO)
    ciso.page.goto(address)
    press(ciso.page, "凍結內容並送交簽署")
    expect(ciso.page.get_by_text("簽署中").first).to_be_visible()

    page.goto(f"{address}edit/")
    page.locator("[name=body]").fill("一切良好。")
    page.get_by_role("button", name="儲存").first.click()
    expect(page.get_by_text("此內容已凍結供簽署").first).to_be_visible()
    assert "/edit/" in page.url, "nothing was written"

    for name in (AUDITOR, CISO, PRESIDENT, CHAIR):
        signer = ciso if name == CISO else visit(firm)
        if name != CISO:
            signer.signed_in(name)
            expect(signer.page.get_by_text(f"{YEAR} 年度聲明書").first).to_be_visible()
        signer.page.goto(address)
        assert may_sign(signer.page), name
        press(signer.page, SIGN)
        assert not may_sign(signer.page), f"{name} signs once"
    chair = signer.page
    expect(chair.get_by_text("已簽署").first).to_be_visible()

    chair.goto(f"{address}move/board_passed/")
    chair.locator("[name=board_passed_on]").fill(today(chair))
    chair.locator("form button.primary").first.click()
    expect(chair.get_by_text("董事會通過").first).to_be_visible()

    receipt = tmp_path / "receipt.txt"
    receipt.write_text("公開資訊觀測站申報回條", encoding="utf-8")
    compliance = visit(firm)
    page = compliance.signed_in(COMPLIANCE)
    page.goto(f"{address}move/disclosed/")
    page.locator("[name=disclosed_on]").fill(today(page))
    page.locator("form button.primary").first.click()
    expect(page.get_by_text("此步驟必填").or_(page.get_by_text("這個欄位是必須的")).first).to_be_visible()
    page.locator("[name=disclosed_on]").fill(today(page))
    page.locator("[name=disclosure_receipt]").set_input_files(receipt)
    page.locator("form button.primary").first.click()
    page.wait_for_url("**/DCL-*/")
    expect(page.get_by_text("已揭露").first).to_be_visible()
    for name in (AUDITOR, CISO, PRESIDENT, CHAIR):
        expect(page.get_by_text(name).first).to_be_visible()
    page.goto(f"{address}?tab=trail")
    expect(page.get_by_text("已揭露").first).to_be_visible()
