"""The hand of whoever sits at the browser: fills in a form, saves it, presses the button of a step."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Locator, Page, expect

from zhengan.ledger import clock

_NUMBER = re.compile(r"[A-Z]{3}-\d{4}-\d+")


def number(page: Page) -> str:
    """The number of the record that is shown."""
    return _NUMBER.search(page.url).group()


def moment(*, minutes: int = 0, days: int = 0) -> str:
    """A time from now, in Taipei, as a form takes it."""
    there = datetime.now(UTC) + timedelta(minutes=minutes, days=days)
    return there.astimezone(clock.TAIPEI).strftime("%Y-%m-%dT%H:%M:%S")


def day(days: int = 0) -> str:
    """A day from today, in Taipei, as a form takes it."""
    return moment(days=days)[:10]


def fill(page: Page, **values: str) -> None:
    """Fill in fields, as each is given: typed, ticked, taken from a list (by value or by words), a file chosen."""
    for name, value in values.items():
        field = page.locator(f"[name={name}]").first
        kind = field.get_attribute("type")
        if field.evaluate("one => one.tagName") == "SELECT":
            by_words = field.locator("option", has_text=value)
            if field.locator(f"option[value='{value}']").count():
                field.select_option(value)
            else:
                field.select_option(label=by_words.first.inner_text())
        elif kind == "checkbox":
            field.check()
        elif kind == "file":
            field.set_input_files(value)
        elif offered := field.get_attribute("list"):
            known = page.locator(f"datalist#{offered} option[value*='{value}']")
            field.fill(known.first.get_attribute("value") if known.count() else value)
        else:
            field.fill(value)


def save(page: Page) -> str:
    """Save the form; returns the number of the record that it became."""
    page.get_by_role("button", name="儲存").first.click()
    page.wait_for_url(re.compile(rf"/{_NUMBER.pattern}/$"))
    return number(page)


def offered(page: Page, name: str) -> Locator:
    """The button of a step; an ellipsis says that something is asked on the way."""
    said = re.compile(rf"^{name}…?$")
    return page.get_by_role("button", name=said).or_(page.get_by_role("link", name=said))


def press(page: Page, name: str, *, then: Callable[[], None] | None = None, **asked: str) -> None:
    """Press the button of a step, fill in what it asks for on the way (`then`: by hand), and confirm it."""
    offered(page, name).first.click()
    page.wait_for_load_state("networkidle")
    confirm = page.locator("form.ask button[type=submit]")
    if confirm.count():
        fill(page, **asked)
        if then is not None:
            then()
        confirm.first.click()
        page.wait_for_load_state("networkidle")


def state(page: Page, word: str) -> None:
    """Look at the record's state, beside its name."""
    expect(page.locator("h1 .state")).to_have_text(word)


def approve(page: Page, address: str) -> None:
    """Open the record and approve it; whoever wrote it has no such button."""
    page.goto(address)
    page.locator("#approval button[value=approve]").click()
    expect(page.locator("#approval button[value=approve]")).to_have_count(0)


def may_not_approve(page: Page, address: str) -> None:
    """Open the record: there is no button to approve it."""
    page.goto(address)
    expect(page.locator("#approval button[value=approve]")).to_have_count(0)


def send_back(page: Page, why: str) -> None:
    """Turn down what waits for an approval, with a reason."""
    page.locator("#approval textarea").fill(why)
    page.locator("#approval button[value=refuse]").click()
    expect(page.locator("#approval button[value=refuse]")).to_have_count(0)
