"""Every kind of page, in both tongues: no serious accessibility fault, nothing wider than the screen, no error."""

import pytest
from axe_playwright_python.sync_playwright import Axe

PAGES = [
    "/",
    "/policy/",
    "/policy/7.1.3.6/",
    "/policy/2.2.4/",
    "/calendar/",
    "/ledger/",
    "/ledger/?who=林&clause=7.1.3.6",
    "/ledger/10000/",
    "/search/?q=下單",
    "/reports/",
    "/settings/",
    "/notices/",
    "/access/",
    "/access/account/",
    "/access/account/?person_find=林",
    "/access/recertification/",
    "/access/recertification/new/",
    "/access/account/import/",
    "/organization/training/",
    "/organization/training/new/",
    "/operations/operation-log/",
    "/assets/asset/?state=active",
    "/policy/policy-document/",
]
SERIOUS = {"serious", "critical"}


def faults(page):
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    return [
        f"{fault['id']}: {fault['nodes'][0]['html'][:160]}"
        for fault in found.response["violations"]
        if fault["impact"] in SERIOUS
    ]


@pytest.fixture(scope="module", params=[("zh-Hant", False, False), ("zh-Hant", True, True), ("en", False, True)],
                ids=["zh-desk-light", "zh-phone-dark", "en-desk-dark"])  # fmt: skip
def page(request, browser, quiet_firm):
    from tests.browser.conftest import Visitor

    language, phone, dark = request.param
    visitor = Visitor(browser, quiet_firm, phone=phone, dark=dark, language=language)
    page = visitor.signed_in("林雅婷")
    if language == "en":
        page.get_by_role("button", name="EN").first.click()
        page.wait_for_load_state("networkidle")
    yield page
    visitor.context.close()
    assert not visitor.trouble, visitor.trouble


@pytest.mark.parametrize("path", PAGES)
def test_a_page_can_be_used_by_everybody(page, path):
    answer = page.goto(path)
    assert answer.status == 200
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), "wider than the screen"
    assert not faults(page)


@pytest.mark.parametrize("path", ["/sign-in/", "/report/"])
def test_a_public_page_can_be_used_by_everybody(browser, quiet_firm, path):
    from tests.browser.conftest import Visitor

    visitor = Visitor(browser, quiet_firm, phone=True)
    visitor.page.goto(path)
    assert not faults(visitor.page)
    visitor.context.close()


def test_the_log_is_verified_with_progress(browser, firm):
    """The auditor presses the button; the panel tells how far it is and, by itself, that all of it holds."""
    from tests.browser.conftest import Visitor

    visitor = Visitor(browser, firm)
    page = visitor.signed_in("許家豪")
    page.goto("/ledger/")
    panel = page.locator("#integrity")
    panel.get_by_role("button", name="驗證").click()
    panel.locator("progress").wait_for()
    assert not faults(page)
    panel.get_by_role("button", name="驗證").wait_for(timeout=480_000)
    assert panel.get_by_text("許家豪").count()
    assert panel.get_by_text("全部成立").count()
    assert not faults(page)
    visitor.context.close()
    assert not visitor.trouble, visitor.trouble


def test_the_progress_of_a_verification_is_seen_without_script(browser, firm):
    context = browser.new_context(java_script_enabled=False, base_url=firm.url)
    page = context.new_page()
    page.goto("/sign-in/")
    page.get_by_role("button", name="許家豪").first.click()
    page.goto("/ledger/")
    panel = page.locator("#integrity")
    panel.get_by_role("button", name="驗證").click()
    assert panel.locator("progress").count() or panel.get_by_text("許家豪").count()
    for _ in range(240):
        if not panel.get_by_role("link", name="重新查看").count():
            break
        page.wait_for_timeout(2000)
        panel.get_by_role("link", name="重新查看").click()
    assert panel.get_by_text("全部成立").count()
    context.close()


def test_it_works_without_script(browser, quiet_firm):
    """The main job, with JavaScript switched off: sign in, the policy, a clause, its rows, one of them."""
    context = browser.new_context(java_script_enabled=False, base_url=quiet_firm.url)
    page = context.new_page()
    page.goto("/sign-in/")
    page.get_by_role("button", name="林雅婷").first.click()
    page.goto("/policy/")
    page.locator("a[href='/policy/7.1.3.6/']").first.click()
    assert page.url.endswith("/policy/7.1.3.6/")
    page.goto("/policy/7.1.3.6/rows/0/")
    page.get_by_role("row").filter(has_text="程式交易 API").get_by_role("link").first.click()
    assert "/assets/info-system/SYS-" in page.url
    context.close()
