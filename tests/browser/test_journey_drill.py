"""Journey: the last plan is tested; what the drill shows becomes a finding of its owner, and 十一（二） is kept."""

import re

from playwright.sync_api import expect

ADMIN, HEAD_OF_IT, OWNER = "張志豪", "王建民", "黃冠宇"
CLAUSE, PLAN = "11.2", "洗錢防制名單比對系統維運"
DRILLS = "/continuity/drill/"
LESSON = "備援主機之名單檔更新排程未啟用。"


def choose(page, name, words):
    """Choose another record: from a drop-down, or by its number where so many are there that it is typed."""
    field = page.locator(f"[name={name}]")
    if field.evaluate("field => field.tagName") == "SELECT":
        field.select_option(label=field.locator("option", has_text=words).first.inner_text())
    else:
        options = page.locator(f"datalist#{field.get_attribute('list')} option")
        field.fill(options.locator(f"xpath=self::*[contains(@value, '{words}')]").first.get_attribute("value"))


def in_taipei(page, *, days=0):
    """The day in Taipei by the clock of the browser, as it is typed."""
    return page.evaluate(f"new Date(Date.now() + (8 + 24 * {days}) * 3600e3).toISOString().slice(0, 10)")


def save(page):
    page.get_by_role("button", name="儲存").first.click()


def step(page, no, target, **values):
    """Take one step, on the page that asks for what it needs."""
    page.goto(f"{DRILLS}{no}/move/{target}/")
    for name, value in values.items():
        field = page.locator(f"[name={name}]")
        if field.get_attribute("type") == "file":
            field.set_input_files(value)
        elif field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    page.locator("form.ask button[type=submit]").click()
    page.wait_for_load_state("networkidle")


def plan_the_drill(page):
    """A test without its plan is refused; with it, it has a number."""
    page.goto(f"{DRILLS}new/")
    page.locator("[name=kind]").select_option("continuity")
    page.locator("[name=planned_on]").fill(in_taipei(page))
    page.locator("[name=scenario]").fill("主機故障，切換備援後以前一日名單比對。")
    save(page)
    expect(page.get_by_text("請填寫受測計畫").first).to_be_visible()
    assert "/new/" in page.url, "nothing was written"
    choose(page, "continuity_plan", PLAN)
    save(page)
    page.wait_for_url("**/DRL-*/")
    return re.search(r"DRL-\d+-\d+", page.url).group()


def enter_who_and_what(page, no):
    """Who took part, and what the drill showed."""
    page.goto(f"{DRILLS}{no}/edit/")
    choose(page, "participants-0-person", ADMIN)
    page.locator("[name=participants-0-outcome]").select_option("took_part")
    page.locator("[name=lessons-0-lesson]").fill(LESSON)
    choose(page, "lessons-0-owner", OWNER)
    page.locator("[name=lessons-0-due_on]").fill(in_taipei(page, days=30))
    save(page)
    page.wait_for_url(f"**{DRILLS}{no}/")


def test_a_plan_is_tested_and_its_lesson_followed(firm, visit, tmp_path):
    before = firm.clause(CLAUSE)
    assert (before["status"], before["exceptions"]) == ("not_met", 1)
    report = tmp_path / "report.txt"
    report.write_text("演練報告", encoding="utf-8")

    page = visit(firm).signed_in(ADMIN)
    no = plan_the_drill(page)
    step(page, no, "held", held_on=in_taipei(page))
    told = {"recovery_minutes": "95", "result": "partly", "report": str(report)}
    step(page, no, "reported", **told)
    expect(page.get_by_text("請先填寫參與人員").first).to_be_visible()
    enter_who_and_what(page, no)
    step(page, no, "reported", **told)
    page.goto(f"{DRILLS}{no}/")
    expect(page.get_by_text("部分成功").first).to_be_visible()
    expect(page.locator("#approval button[value=approve]")).to_have_count(0)
    assert firm.clause(CLAUSE)["exceptions"] == 1, "what nobody approved does not count"

    head = visit(firm)
    head.signed_in(HEAD_OF_IT)
    head.page.goto(f"{DRILLS}{no}/")
    head.page.locator("#approval button[value=approve]").click()
    expect(head.page.locator("#approval button[value=approve]")).to_have_count(0)
    assert firm.clause(CLAUSE)["status"] == "met"

    owner = visit(firm)
    page = owner.signed_in(OWNER)
    page.goto("/assurance/finding/?q=" + LESSON)
    page.locator("main a[href*='/assurance/finding/FND-']").first.click()
    expect(page.get_by_text(LESSON).first).to_be_visible()
    expect(page.get_by_text(no).first).to_be_visible()
