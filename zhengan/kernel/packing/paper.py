"""Paper: the pages of a pack as one PDF, where the libraries for it are installed and the pack is not too thick."""

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Each record takes a page or two, and each page a third of a second and a few megabytes.
RECORDS_AT_MOST = 100


def why_not(records: int) -> str:
    """Return in plain words why no PDF can be made of so many records, or nothing."""
    if records > RECORDS_AT_MOST:
        told = _("No PDF: there are more than %(count)d records. Print the pages instead.")
        return str(told) % {"count": RECORDS_AT_MOST}
    return str(missing())


@cache
def missing() -> "Promise | str":
    """Return which part of this machine is missing for PDFs, or nothing; looked at once."""
    try:
        import weasyprint  # noqa: F401, PLC0415 (slow to load, and what it is linked with may not be there)
    except (ImportError, OSError):
        return _("No PDF: the Pango library is not installed on this machine.")
    if not _fonts():
        return _("No PDF: no font with Traditional Chinese is installed on this machine.")
    return ""


def pdf(cover: Mapping[str, Any], rows: Sequence[str], bodies: Sequence[str]) -> bytes:
    """Return the first page, the list and all records as one PDF of A4 pages."""
    from weasyprint import HTML  # noqa: PLC0415

    html = render_to_string("kernel/pack/paper.html", {**cover, "rows": rows, "bodies": bodies})
    content: bytes = HTML(string=html, url_fetcher=_nothing).write_pdf()
    return content


def _nothing(url: str) -> Any:
    """Refuse to fetch anything: the pages have all inside, and what records say must not reach the network."""
    raise ValueError(f"not fetched: {url}")


def _fonts() -> str:
    """The fonts that have the signs of Taiwan; without one the PDF would be empty boxes."""
    program = shutil.which("fc-list")
    if program is None:
        return ""
    return subprocess.run(
        [program, ":lang=zh-tw", "family"], capture_output=True, text=True, check=False
    ).stdout.strip()
