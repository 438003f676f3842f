"""Journey: who clicked in an exercise of social engineering is sent to a course, and the clause waits until he went."""

from playwright.sync_api import expect

from tests.browser.hand import approve, day, fill, may_not_approve, press, save, state

SECURITY, HEAD_OF_SECURITY, PERSONNEL = "林雅婷", "簡宏達", "吳佩芸"
CLICKED, REPORTED = "何家瑋", "李佩珊"
CLAUSE = "9.6.9"


def test_who_clicked_is_trained_again(firm, visit, tmp_path):
    before = firm.clause(CLAUSE)["exceptions"]
    report = tmp_path / "演練報告.txt"
    report.write_text("社交工程演練報告", encoding="utf-8")

    page = visit(firm).signed_in(SECURITY)
    page.goto("/continuity/drill/new/")
    fill(page, kind="social_engineering", planned_on=day(), scenario="假冒人事部門通知之釣魚信。")
    save(page)
    drill = page.url
    press(page, "登記已舉行", held_on=day())
    page.goto(f"{drill}edit/")
    fill(page, **{"participants-0-person": CLICKED, "participants-0-outcome": "clicked"})
    save(page)
    page.goto(f"{drill}edit/")
    fill(page, **{"participants-1-person": REPORTED, "participants-1-outcome": "reported"})
    save(page)
    press(page, "提交報告", recovery_minutes="0", result="partly", report=str(report))
    state(page, "已報告")
    may_not_approve(page, drill)

    approve(visit(firm).signed_in(HEAD_OF_SECURITY), drill)
    assert firm.clause(CLAUSE)["exceptions"] == before + 1, "who clicked is still to be trained"

    # The course was planned by the software, with whoever clicked and nobody else.
    page.goto(drill)
    page.locator("a[href*='/organization/training/TRN-']").first.click()
    course = page.url
    expect(page.get_by_text(CLICKED).first).to_be_visible()
    expect(page.get_by_text(REPORTED)).to_have_count(0)
    page.goto(f"{course}edit/")
    fill(page, held_on=day(), provider="資訊安全處")
    save(page)
    press(page, "登記已舉行")
    hr = visit(firm).signed_in(PERSONNEL)
    hr.goto(course)
    hr.locator("#approval button[value=approve]").click()
    state(hr, "已確認")
    assert firm.clause(CLAUSE)["exceptions"] == before
