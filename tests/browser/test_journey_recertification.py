"""Journey A: from 不符合 on 七（一）3.(6) over the three systems to 符合, with nobody approving his own work."""

import json
import re
import sqlite3

import pytest
from playwright.sync_api import expect

CLAUSE = "/policy/7.1.3.6/"
OWNER, OFFICER, CHIEF, HEAD_OF_IT, ADMIN = "郭怡廷", "林雅婷", "簡宏達", "王建民", "張志豪"
SYSTEMS = {"API": "程式交易 API", "SGN": "電子簽署及憑證系統", "WEB": "公司官方網站"}
IDLE = 60


def number_of(page):
    return re.search(r"RCT-\d+-\d+", page.url).group()


def decide_lines(page):
    """Keep what is used, take away what is not; every row that is mine to decide."""
    selects = page.locator("select[name$='-decision']")
    for place in range(selects.count()):
        select = selects.nth(place)
        name = select.get_attribute("name")
        row = page.locator(f"tr:has([name='{name}'])")
        idle = [int(text) for text in row.locator("td.num").all_inner_texts() if text.strip().isdigit()][1:]
        unused = not idle or idle[0] > IDLE
        select.select_option("revoke" if unused else "keep")
        reason = "久未使用，收回權限。" if unused else "業務仍有需要。"
        page.locator(f"[name='{name.replace('-decision', '-reason')}']").fill(reason)


def save_lines(page):
    page.locator("form:has(select[name$='-decision']) button.primary").first.click()
    expect(page.locator(".msg.good, .msg.ok, [role=status]").first).to_be_visible()


def test_three_overdue_reviews_become_met(firm, visit, tmp_path):
    before = firm.clause("7.1.3.6")
    assert (before["status"], before["population"], before["exceptions"]) == ("not_met", 45, 3)
    assert before["sentence_zh"].startswith("45 個使用中系統中，3 個")

    officer, owner = visit(firm), visit(firm)
    page = officer.signed_in(OFFICER)
    page.goto(CLAUSE)
    expect(page.get_by_text("45 個使用中系統中，3 個").first).to_be_visible()
    for name in SYSTEMS.values():
        expect(page.get_by_role("link", name=name).first).to_be_visible()

    reviews = {code: start_review(officer, code, name) for code, name in SYSTEMS.items()}
    owner.signed_in(OWNER)
    for code, no in reviews.items():
        own_account_is_not_hers(owner, no)
        owner.page.goto(f"/access/recertification/{no}/")
        decide_lines(owner.page)
        save_lines(owner.page)
        assert code

    chief = visit(firm)
    chief.signed_in(CHIEF)
    for no in reviews.values():
        chief.page.goto(f"/access/recertification/{no}/")
        if chief.page.locator("select[name$='-decision']").count():
            decide_lines(chief.page)
            save_lines(chief.page)

    for no in reviews.values():
        owner.page.goto(f"/access/recertification/{no}/")
        owner.page.get_by_role("button", name="送審").first.click()
        expect(owner.page.get_by_text("送審").first).to_be_visible()

    self_approval_is_refused_everywhere(firm, officer, reviews["SGN"])

    head = visit(firm)
    head.signed_in(HEAD_OF_IT)
    for no in reviews.values():
        head.page.goto(f"/access/recertification/{no}/")
        expect(head.page.locator("#approval")).to_be_visible()
        head.page.locator("#approval button[value=approve]").click()
        expect(head.page.locator("#approval button[value=approve]")).to_have_count(0)

    admin = visit(firm)
    admin.signed_in(ADMIN)
    for code in SYSTEMS:
        bring_in_next_export(firm, admin.page, code, tmp_path)

    after = firm.clause("7.1.3.6")
    assert after["status"] == "met", after
    page.goto(CLAUSE)
    expect(page.get_by_text("45 個使用中系統均於 6 個月內完成權限清查").first).to_be_visible()
    page.goto(f"/access/recertification/{reviews['SGN']}/?tab=trail")
    for word in (OFFICER, OWNER, HEAD_OF_IT):
        expect(page.get_by_text(word).first).to_be_visible()


def start_review(officer, code, name):
    """Open the campaign of a system from the clause, or find the one that is open already."""
    page = officer.page
    page.goto(f"/access/recertification/?state=deciding&q={name}")
    waiting = page.get_by_role("link", name=re.compile(r"RCT-\d+-\d+"))
    if waiting.count():
        waiting.first.click()
        page.wait_for_url("**/RCT-*/")
        return number_of(page)
    page.goto(CLAUSE)
    row = page.locator("li", has=page.get_by_role("link", name=name)).first
    row.get_by_role("link", name="新增權限清查").click()
    page.get_by_role("button", name="儲存").first.click()
    page.wait_for_url("**/RCT-*/")
    assert code
    return number_of(page)


def own_account_is_not_hers(owner, no):
    owner.page.goto(f"/access/recertification/{no}/")
    own = owner.page.locator("tr", has_text=OWNER)
    for place in range(own.count()):
        assert own.nth(place).locator("select").count() == 0, "her own account is offered to her"


def self_approval_is_refused_everywhere(firm, officer, no):
    page = officer.page
    page.goto(f"/access/recertification/{no}/")
    expect(page.locator("button[value=approve]")).to_have_count(0)
    expect(page.get_by_text("不得核准自己的作業").first).to_be_visible()
    token = page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    headers = {"X-CSRFToken": token, "Referer": firm.url, "Origin": firm.url}
    web = page.request.post(
        f"/access/recertification/{no}/decide/", form={"act": "approve", "csrfmiddlewaretoken": token}, headers=headers
    )
    assert web.status == 403
    api = page.request.post(f"/api/access/recertification/{no}/moves/approved/", data={"reason": ""}, headers=headers)
    assert api.status == 403
    assert "不得核准自己的作業" in json.dumps(api.json(), ensure_ascii=False)
    cli = firm.cli("access", "recertification", "move", no, "approved", "--as", "r0418")
    assert cli.returncode == 3, cli.stdout + cli.stderr
    with sqlite3.connect(firm.home / "zhengan.sqlite3") as database, pytest.raises(sqlite3.IntegrityError):
        database.execute(
            "UPDATE access_recertification SET state = 'approved', checker_id = maker_id WHERE no = ?", [no]
        )


def bring_in_next_export(firm, page, code, tmp_path):
    file = tmp_path / f"{code}.csv"
    done = firm.cli("demo", "export-accounts", code, str(file))
    assert done.returncode == 0, done.stderr
    page.goto("/access/account/import/")
    page.locator("input[type=file]").first.set_input_files(file)
    page.locator("form:has(input[type=file]) button[type=submit]").first.click()
    page.wait_for_load_state("networkidle")
    reason = page.locator("#id_reason")
    if reason.count():
        reason.fill("依權限清查結果更新。")
    page.locator("form:has(input[name=digest]) button.primary").click()
    page.wait_for_load_state("networkidle")
    expect(page.locator("input[name=digest]")).to_have_count(0)
