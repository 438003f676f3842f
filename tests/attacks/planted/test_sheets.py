"""What people typed, in what is opened with Excel: text, never a formula, a link or a picture from elsewhere."""

import csv
import io
import zipfile
from xml.etree import ElementTree as ET

import pytest

from tests.attacks import hostile
from tests.attacks.live import content_of
from tests.attacks.planted.conftest import Firm
from zhengan.faces.web.places import register_url
from zhengan.kernel.register import registers

RUNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
# Elements of a sheet that make a reader's machine do something.
LIVE = frozenset({"f", "hyperlink", "oleObject", "control", "externalReference", "ddeLink", "webPublishItem"})


def test_csv_injection(firm: Firm) -> None:
    """No cell of an export begins with what a spreadsheet takes for a formula."""
    hit = 0
    for one in registers():
        answer = firm.browser(one).get(f"{register_url(one)}export.csv")
        text = content_of(answer).decode("utf-8-sig")
        for row in csv.reader(io.StringIO(text, newline="")):
            hit += sum(hostile.SHORT[:2] in cell or hostile.TEXT[:3] in cell for cell in row)
            for cell in row:
                assert not cell.startswith(RUNS) or _is_number(cell), (one.code, cell)
    assert hit > len(registers())


@pytest.mark.parametrize("kind", ["export.xlsx", "template.xlsx"])
def test_formula_injection(firm: Firm, kind: str) -> None:
    """A workbook holds no formula and no way out: neither as an export nor as a template with lists to choose from."""
    found = 0
    for one in registers() if kind == "export.xlsx" else [one for one in registers() if one.makers][::4]:
        answer = firm.browser(one).get(f"{register_url(one)}{kind}")
        assert answer.status_code == 200, one.code
        content = content_of(answer)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.namelist():
                assert not member.startswith(("/", "\\")), member
                assert ".." not in member
                if member.endswith((".xml", ".rels")):
                    for element in ET.fromstring(archive.read(member)).iter():  # noqa: S314 (our own)
                        assert element.tag.rpartition("}")[2] not in LIVE, (one.code, member, element.tag)
                        assert element.get("TargetMode") != "External", (one.code, member)
                        found += hostile.SHORT[:2] in (element.text or "")
    assert found


def _is_number(text: str) -> bool:
    return text.lstrip("-").replace(".", "", 1).isdigit()
