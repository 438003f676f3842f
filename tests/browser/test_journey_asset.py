"""Journey: a server is bought, moved, repaired and disposed of; at each step the house asks for the second person."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.hand import approve, day, fill, may_not_approve, moment, press, save, state

ADMIN, HEAD_OF_IT, WITNESS = "張志豪", "王建民", "林雅婷"
ASSET, CHANGE, ERASURE = "/assets/asset/", "/assets/asset-change/", "/assets/sanitization/"


def edit(page: Page, address: str, **values: str) -> None:
    """Change a record that is complete, with the reason that the page asks for."""
    page.goto(f"{address}edit/")
    fill(page, **values, correction_reason="依執行結果填入。")
    save(page)


def refused(page: Page, address: str, name: str, why: str) -> None:
    """Try the step and be told why not."""
    page.goto(address)
    press(page, name)
    expect(page.get_by_text(why).first).to_be_visible()


def test_an_asset_from_purchase_to_disposal(firm, visit, tmp_path):
    admin, head, witness = visit(firm), visit(firm), visit(firm)
    page, chief = admin.signed_in(ADMIN), head.signed_in(HEAD_OF_IT)

    server = bought(page, chief)
    moved(page, chief, server)
    repaired(page, chief, server)
    disposed(page, chief, witness.signed_in(WITNESS), server, tmp_path)
    assert firm.clause("6.1.7")["status"] == "met"


def bought(page: Page, chief: Page) -> str:
    """Entered by one, put into use by another; returns its address."""
    page.goto(f"{ASSET}new/")
    fill(page, asset_no="HW-77780", name="新購報表伺服器", category="hardware", subtype="server", unit="資訊部")
    fill(page, owner=HEAD_OF_IT, custodian=ADMIN, classification="sensitive", has_storage="on", serial_no="SN-77780")
    fill(page, confidentiality="2", integrity="2", availability="2", property_no="FA77780")
    save(page)
    server = page.url
    may_not_approve(page, server)
    chief.goto(server)
    press(chief, "啟用")
    state(chief, "使用中")
    return server


def ask(page: Page, chief: Page, **values: str) -> str:
    """Ask for a change, and have it approved by the head of IT; returns its address."""
    page.goto(f"{CHANGE}new/")
    fill(page, asset="HW-77780", **values)
    save(page)
    change = page.url
    press(page, "送審")
    may_not_approve(page, change)
    approve(chief, change)
    page.goto(change)
    return change


def moved(page: Page, chief: Page, server: str) -> None:
    """Its class is not edited by hand; it changes by an approved request."""
    page.goto(f"{server}edit/")
    fill(page, classification="confidential")
    page.get_by_role("button", name="儲存").first.click()
    expect(page.get_by_text("只能經由「資產異動與攜出」變更").first).to_be_visible()

    ask(page, chief, kind="reclassify", reason="改存客戶資料。", new_classification="confidential")
    press(page, "執行")
    state(page, "結案")
    page.goto(server)
    expect(page.get_by_text("機密性").first).to_be_visible()


def repaired(page: Page, chief: Page, server: str) -> None:
    """It does not leave before its storage was checked, and is in use again once it is back."""
    change = ask(page, chief, kind="repair", reason="電源故障。", to_location="原廠", return_due=day(7))
    refused(page, change, "執行", "須先檢查其儲存媒體並經核准")
    checked(page, chief, "repair", method="crypto_erase")
    page.goto(change)
    press(page, "執行")
    page.goto(server)
    state(page, "送修中")
    page.wait_for_timeout(1100)  # it comes back in a later second than it left
    page.goto(change)
    press(page, "登記歸還", returned_at=moment())
    page.goto(server)
    state(page, "使用中")


def checked(page: Page, chief: Page, reason: str, **values: str) -> str:
    """Have its storage checked, and that approved; returns the address of the check."""
    page.goto(f"{ERASURE}new/")
    fill(page, asset="HW-77780", storage_serial="WD-77780", reason=reason, classification_found="sensitive", **values)
    save(page)
    check = page.url
    press(page, "送審")
    approve(chief, check)
    return check


def disposed(page: Page, chief: Page, witness: Page, server: str, tmp_path: Path) -> None:
    """Erased by one with a certificate, witnessed by another; only then is it gone."""
    certificate = tmp_path / "銷毀證明.txt"
    certificate.write_text("銷毀證明", encoding="utf-8")
    check = checked(page, chief, "disposal", method="destroy")
    ask(page, chief, kind="retire", reason="逾耐用年限。")
    press(page, "執行")
    page.goto(server)
    state(page, "已停用")
    refused(page, check, "登記已執行", "請確認授權軟體已移除且資料不可還原")
    edit(page, check, license_removed="on", irrecoverable="on")
    refused(page, check, "登記已執行", "報廢須檢附銷毀證明")
    edit(page, check, certificate=str(certificate))
    page.goto(check)
    press(page, "登記已執行")
    may_not_approve(page, check)
    approve(witness, check)
    page.goto(server)
    state(page, "已報廢")
