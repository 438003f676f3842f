"""Journey: an engineer comes to the machine room; nobody lets him in alone, and who is still inside is seen."""

from playwright.sync_api import expect

from tests.browser.hand import fill, moment, offered, press, save, state

OPERATOR, HEAD_OF_IT = "陳怡君", "王建民"
IN, OUT, CLAUSE = "放行進入", "登記離開", "6.2.2.1"


def test_an_engineer_visits_the_machine_room(firm, visit):
    before = firm.clause(CLAUSE)["exceptions"]
    operator, head = visit(firm, phone=True), visit(firm)
    page, chief = operator.signed_in(OPERATOR), head.signed_in(HEAD_OF_IT)
    page.goto("/facilities/area-entry/new/")
    fill(page, visitor_name="高遠見", visitor_kind="engineer", badge_no="V-07", area="總公司三樓電腦機房")
    fill(page, purpose="更換機房空調濾網")
    save(page)
    stay = page.url
    for name in ("授權", IN):
        expect(offered(page, name)).to_have_count(0)

    # Nobody summoned him, no firm sent him, nobody goes with him: he is not let in.
    chief.goto(stay)
    press(chief, "授權")
    expect(chief.get_by_text("六（二）2.(2)").first).to_be_visible()
    page.goto(f"{stay}edit/")
    fill(page, supplier="久揚電腦", summoned_by="張志豪", escort="陳怡君")
    save(page)
    chief.goto(stay)
    press(chief, "授權")
    state(chief, "已授權")

    page.goto(stay)
    press(page, IN, entered_at=moment(minutes=-1))
    state(page, "在內")
    press(page, OUT, left_at=moment())
    state(page, "已離開")
    chief.goto(stay)
    press(chief, "登記核對")
    state(chief, "已核對")
    assert firm.clause(CLAUSE)["exceptions"] == before
