"""What people typed is text wherever it is read: pages, prints, packs, answers of the API."""

from collections.abc import Callable

import pytest

from tests.attacks import hostile
from tests.attacks.live import Page
from tests.attacks.planted.conftest import Firm
from zhengan.faces.web.places import record_url, register_url
from zhengan.kernel.register import Register, registers

# The pages on which a record is read or written.
FACES: dict[str, Callable[[Register, str], str]] = {
    "list": lambda one, _no: register_url(one),
    "content": record_url,
    "trail": lambda one, no: f"{record_url(one, no)}?tab=trail",
    "edit": lambda one, no: record_url(one, no, "edit"),
    "print": lambda one, no: record_url(one, no, "print"),
}


def test_every_text_field_of_every_register_is_attacked(firm: Firm) -> None:
    """The tests below are worth what is planted: every text column of every register, in half of them by its rules."""
    for one in registers():
        columns = {field.name for field in one.entries if hostile.is_text(field)}
        for name in columns - hostile.READ_BACK.get(one.code, {}).keys():
            value = str(one.record.objects.values_list(name, flat=True).get(no=firm.records[one.code].no))
            assert hostile.ELEMENT in value or value == "=", (one.code, name, value)
    assert len(firm.by_rule) > len(registers()) / 3


@pytest.mark.parametrize("face", FACES)
def test_stored_xss_through_each_text_field(firm: Firm, face: str) -> None:
    """Whatever somebody typed, the page of the next reader shows it and runs nothing of it."""
    live, shown = {}, 0
    for one in registers():
        if face != "edit" or one.makers:
            answer = firm.browser(one).get(FACES[face](one, firm.records[one.code].no))
            assert answer.status_code == 200, (one.code, answer.status_code)
            page = Page(answer.text)
            live |= {one.code: page.live} if page.live else {}
            shown += f"<{hostile.ELEMENT}" in page.words
    assert not live
    assert shown > len(registers()) * 0.8, shown
