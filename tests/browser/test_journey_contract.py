"""Journey: a contract without the right to audit is not approved; with it the contract is in force."""

import re

from playwright.sync_api import Page, expect

from tests.browser.hand import approve, day, fill, may_not_approve, press, save, send_back, state

SECURITY, HEAD_OF_IT = "林雅婷", "王建民"
CLAUSE = "10.4.4"
AUDIT = "稽核"


def lay_down(page: Page, contract: str, *, but: str = "") -> None:
    """Say in which article each of the demanded terms stands; all but one."""
    page.goto(f"{contract}edit/")
    rows = page.locator("[data-lines=terms] tbody tr", has=page.locator("select"))
    for place in range(rows.count()):
        row = rows.nth(place)
        term = row.locator("select option:checked").inner_text()
        if term.strip("— ") and not (but and but in term):
            row.locator("input[type=checkbox][name$=present]").check()
            row.locator("input[name$=article]").fill(f"第 {place + 5} 條")
    save(page)


def test_a_contract_lacks_a_term_and_is_approved_with_it(firm, visit, tmp_path):
    assert firm.clause(CLAUSE)["exceptions"] == 1
    paper = tmp_path / "契約書.txt"
    paper.write_text("契約書", encoding="utf-8")
    author, head = visit(firm), visit(firm)
    page, chief = author.signed_in(SECURITY), head.signed_in(HEAD_OF_IT)
    page.goto("/suppliers/contract/new/")
    fill(
        page, supplier="卓群市調", kind="outsourcing", title="客戶問卷作業委外新約", scope="客戶滿意度問卷寄送及統計。"
    )
    fill(page, signed_on=day(-1), start_on=day(), end_on=day(365), owner=HEAD_OF_IT, file=str(paper))
    save(page)
    contract = page.url
    expect(page.get_by_text(re.compile(AUDIT)).first).to_be_visible()
    lay_down(page, contract, but=AUDIT)
    press(page, "送審")
    state(page, "送審")
    may_not_approve(page, contract)

    chief.goto(contract)
    chief.locator("#approval button[value=approve]").click()
    expect(chief.get_by_role("alert").filter(has_text=AUDIT)).to_be_visible()
    chief.goto(contract)
    state(chief, "送審")
    send_back(chief, "缺稽核權條款，請與廠商議定。")

    lay_down(page, contract)
    press(page, "送審")
    approve(chief, contract)
    state(chief, "生效")
    assert firm.clause(CLAUSE)["exceptions"] == 0
