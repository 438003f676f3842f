"""Journey: a new permission of the app is agreed to by security and compliance, and tested before the app is out."""

from playwright.sync_api import expect

from tests.browser.hand import fill, press, save

DEVELOPER, SECURITY, COMPLIANCE, HEAD_OF_IT, TESTER = "李佩珊", "林雅婷", "周文凱", "王建民", "張志豪"
SYSTEM, LISTED = "日進 e 行動下單", "10.4.11.1.b"


def enter(page):
    """Enter the next version, which asks for the place of the telephone and changes how orders are placed."""
    page.goto("/development/mobile-app-release/new/")
    fill(page, info_system=SYSTEM)
    for name, text in (
        ("app_name", "日進 e 行動下單"),
        ("app_version", "3.3.0"),
        ("store_url", "https://play.google.com/store/apps/details?id=tw.example.rijin"),
        ("permissions", "INTERNET\nCAMERA\nUSE_BIOMETRIC\nPOST_NOTIFICATIONS\nACCESS_FINE_LOCATION"),
        ("permission_reasons", "定位用於尋找最近的營業據點。"),
        ("sensitive_data", "裝置位置"),
        ("purpose_text", "首次使用據點查詢時說明並徵求同意。"),
        ("sha256", "c" * 64),
    ):
        page.locator(f"[name={name}]").fill(text)
    page.locator("[name=platform]").select_option("android")
    page.locator("[name=store]").select_option("google_play")
    for box in ("[name=investor_facing]", "[name=notice_duty_assessed]", "[name=major_items][value=trading]"):
        page.locator(box).press("Space")
    return save(page)


def tell_of_the_test(page, release, tmp_path):
    """Enter the test of what changed, with its report."""
    report = tmp_path / "report.txt"
    report.write_text("OWASP Mobile Top 10 檢測報告", encoding="utf-8")
    page.goto("/development/security-test/new/")
    page.locator("[name=kind]").select_option("mobile_app")
    fill(page, info_system=SYSTEM)
    fill(page, mobile_app_release="3.3.0")
    page.locator("[name=scope]").fill("下單交易之功能異動。")
    page.locator("[name=standard]").select_option("owasp_mobile")
    page.locator("[name=performed_by]").select_option("internal")
    page.locator("[name=tested_on]").fill(page.evaluate("new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10)"))
    page.locator("[name=result]").select_option("pass")
    test = save(page)
    press(page, "登記為已測試")
    press(page, "提交報告", then=lambda: page.locator("[name=report]").set_input_files(report))
    return test


def test_a_new_permission_is_agreed_to_by_two_and_tested_before_the_app_is_out(firm, visit, tmp_path):
    before = firm.clause(LISTED)["exceptions"]
    developer, security, compliance, head, tester = (visit(firm) for _ in range(5))

    page = developer.signed_in(DEVELOPER)
    release = enter(page)
    address = f"/development/mobile-app-release/{release}/"
    expect(page.get_by_text("權限變動").first).to_be_visible()

    page = head.signed_in(HEAD_OF_IT)
    page.goto(address)
    press(page, "發布")
    expect(page.get_by_text("須經資安及法遵同意").first).to_be_visible()

    page = security.signed_in(SECURITY)
    page.goto(address)
    press(page, "資安同意")
    expect(page.get_by_role("button", name="資安同意")).to_have_count(0)

    page = compliance.signed_in(COMPLIANCE)
    page.goto(address)
    page.locator("#approval button[value=approve]").click()
    expect(page.locator("#approval button[value=approve]")).to_have_count(0)

    page = head.page
    page.goto(address)
    press(page, "發布")
    expect(page.get_by_text("OWASP Mobile").first).to_be_visible()
    assert firm.clause(LISTED)["exceptions"] == before, "it is not out yet"

    page = tester.signed_in(TESTER)
    test = tell_of_the_test(page, release, tmp_path)
    page = head.page
    page.goto(address)
    press(page, "發布")
    expect(page.get_by_text("OWASP Mobile").first).to_be_visible()  # a test counts once it was reviewed

    page = security.page
    page.goto(f"/development/security-test/{test}/")
    press(page, "覆核報告", then=lambda: page.locator("[name=review_note]").fill("重大更新項目均已檢測。"))
    page = head.page
    page.goto(address)
    press(page, "發布")
    expect(page.get_by_text("已發布").first).to_be_visible()
    assert firm.clause(LISTED)["exceptions"] == before + 1, "out, and not on the website yet"

    page = developer.page
    page.goto(f"{address}edit/")
    today = page.evaluate("new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10)")
    page.locator("[name=listed_on_site_on]").fill(today)
    save(page)
    assert firm.clause(LISTED)["exceptions"] == before
