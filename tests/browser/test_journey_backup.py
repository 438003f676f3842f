"""Journey D: a backup failed, is told at once and run again; a restore test brings 七（六）5 one system nearer."""

import re

from playwright.sync_api import expect

from tests.browser.hand import fill, press, save

OPERATOR, ADMIN, OTHER_ADMIN, HEAD_OF_IT = "陳怡君", "張志豪", "曾偉倫", "王建民"
SYSTEM, CLAUSE = "線上開戶系統", "7.6.5"


def ten_minutes_ago(page):
    return page.evaluate("new Date(Date.now() + 8 * 3600e3 - 600e3).toISOString().slice(0, 16)")


def test_a_backup_fails_is_told_run_again_and_restored(firm, visit, tmp_path):
    before = firm.clause(CLAUSE)
    assert (before["status"], before["exceptions"]) == ("not_met", 2)

    operator = visit(firm)
    page = operator.signed_in(OPERATOR)
    page.goto("/operations/backup-run/new/")
    fill(page, info_system=SYSTEM)
    page.locator("[name=kind]").select_option("data")
    page.locator("[name=started_at]").fill(ten_minutes_ago(page))
    page.locator("[name=ended_at]").fill(ten_minutes_ago(page))
    page.locator("[name=result]").select_option("failed")
    page.get_by_role("button", name="儲存").first.click()
    expect(page.get_by_text("請填寫失敗原因").first).to_be_visible()
    page.locator("[name=failure]").fill("磁帶機卡帶")
    failed = save(page)
    expect(page.get_by_text("失敗").first).to_be_visible()
    expect(page.get_by_role("button", name="登記重跑成功")).to_have_count(0)

    admin = visit(firm)
    page = admin.signed_in(ADMIN)
    page.goto("/notices/")
    told = page.get_by_text(re.compile(f"備份失敗.*{SYSTEM}.*磁帶機卡帶")).first
    expect(told).to_be_visible()
    page.goto(f"/operations/backup-run/{failed}/")
    press(page, "登記重跑成功")
    expect(page.get_by_text("已完成").first).to_be_visible()
    expect(page.get_by_text("磁帶機卡帶").first).to_be_visible()

    test = restore(page, tmp_path)
    refused = firm.cli("operations", "restore-test", "move", test, "approved", "--as", username(firm, ADMIN))
    assert refused.returncode == 3, refused.stdout + refused.stderr
    assert firm.clause(CLAUSE)["exceptions"] == 2, "what nobody else approved does not count"

    head = visit(firm)
    head.signed_in(HEAD_OF_IT)
    head.page.goto(f"/operations/restore-test/{test}/")
    head.page.locator("#approval button[value=approve]").click()
    expect(head.page.locator("#approval button[value=approve]")).to_have_count(0)
    after = firm.clause(CLAUSE)
    assert (after["status"], after["exceptions"]) == ("not_met", 1), "the other system took too long"


def restore(page, tmp_path):
    """Restore a backup that the system draws, and prove it with a file."""
    proof = tmp_path / "restored.txt"
    proof.write_text("還原後筆數比對相符", encoding="utf-8")
    page.goto("/operations/restore-test/new/")
    fill(page, info_system=SYSTEM)
    page.locator("[name=tested_on]").fill(ten_minutes_ago(page)[:10])
    page.locator("[name=minutes]").fill("48")
    page.locator("[name=integrity_ok]").check(force=True)
    page.locator("[name=environment_ok]").check(force=True)
    page.locator("[name=environment_note]").fill("媒體庫房溫溼度正常")
    page.locator("[name=result]").select_option("ok")
    page.locator("[name=evidence]").set_input_files(proof)
    test = save(page)
    expect(page.get_by_text(SYSTEM).first).to_be_visible()
    press(page, "登記為已測試")
    expect(page.get_by_text("已測試").first).to_be_visible()
    return test


def username(firm, name):
    import json

    cast = json.loads((firm.home / "demonstration").read_text(encoding="utf-8"))
    return next(one["username"] for one in cast if one["name"] == name)
