"""What a person's hands do on a page: choose another record, save a form, press the button of a move."""

import re


def choose(page, name, words):
    """Choose another record: from a drop-down, or by its number where so many are there that it is typed."""
    field = page.locator(f"[name={name}]")
    if field.evaluate("field => field.tagName") == "SELECT":
        field.select_option(label=field.locator("option", has_text=words).first.inner_text())
    else:
        options = page.locator(f"datalist#{field.get_attribute('list')} option")
        field.fill(options.locator(f"xpath=self::*[contains(@value, '{words}')]").first.get_attribute("value"))


def save(page, prefix):
    """Save a new record; returns its number."""
    page.get_by_role("button", name="儲存").first.click()
    page.wait_for_url(f"**/{prefix}-*/")
    return re.search(rf"{prefix}-\d+-\d+", page.url).group()


def press(page, name, *, then=None):
    """Press the button of a move, and the one that confirms it where something is asked, once `then` has filled it."""
    button = re.compile(rf"^{name}…?$")
    page.get_by_role("button", name=button).or_(page.get_by_role("link", name=button)).first.click()
    page.wait_for_load_state("networkidle")
    if "/move/" in page.url:
        if then is not None:
            then()
        page.locator("main form button", has_text=button).first.click()
        page.wait_for_load_state("networkidle")
