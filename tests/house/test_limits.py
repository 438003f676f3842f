"""The page of limits says what the code holds: whoever relies on it is not told yesterday's numbers."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from zhengan.faces.api import door
from zhengan.faces.api import views as api
from zhengan.faces.web.views import bulk, labels, listing, report_incident, search
from zhengan.kernel import evidence, filters, forms, sheet_file
from zhengan.kernel.packing import paper

PROJECT = Path(__file__).resolve().parents[2]
PAGE = (PROJECT / "docs" / "how-to" / "limits.md").read_text("utf-8")
MB = 1024 * 1024
SAID = [
    f"any kind; {evidence.AT_MOST // MB} MB for each file",
    f"by their content, {report_incident.FILE_SIZE // MB} MB each",
    (
        f"{sheet_file.SIZE_AT_MOST // MB} MB, {sheet_file.UNPACKED_AT_MOST // MB} MB unpacked, "
        f"{sheet_file.MEMBERS_AT_MOST} members, {sheet_file.ROWS_AT_MOST:,} rows, "
        f"{sheet_file.COLUMNS_AT_MOST} columns, {sheet_file.CELLS_AT_MOST // 10**6} million cells"
    ),
    (
        f"{settings.DATA_UPLOAD_MAX_MEMORY_SIZE // MB} MB without its files, "
        f"{settings.DATA_UPLOAD_MAX_NUMBER_FIELDS:,} fields"
    ),
    f"| a call of the API | {door.BODY_AT_MOST // MB} MB",
    f"| child rows of one record | {forms.LINES_AT_MOST:,} |",
    f"| records moved at once | {bulk.AT_MOST} |",
    f"a printed list {listing.PRINTED_AT_MOST}; labels {labels.LABELS_AT_MOST}",
    f"{filters.WORDS_AT_MOST} words; {search.AT_MOST} records",
    f"| records told in one history | {api.HISTORY_AT_MOST} |",
    f"at most {paper.RECORDS_AT_MOST} records are drawn",
]


@pytest.mark.parametrize("said", SAID)
def test_the_page_says_what_the_code_holds(said: str) -> None:
    assert said in PAGE


def test_it_is_written_how_soon_weak_components_are_replaced() -> None:
    told = (PROJECT / "SECURITY.md").read_text("utf-8").partition("## How soon weak components are replaced")[2]
    assert re.search(r"within 7 days\s+when it is critical.*30 days.*90 days", told, re.DOTALL)
