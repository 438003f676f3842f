"""The evidence pack of a clause, as a download: made in a temporary folder, handed out as one .zip."""

import tempfile
import zipfile
from datetime import date
from pathlib import Path
from typing import IO

from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhengan.checks import packs
from zhengan.faces.web.reach import actor_of, reach_clause
from zhengan.kernel.dates import parse_date
from zhengan.kernel.errors import NotPossible


@require_POST
def page(request: HttpRequest, clause: str) -> FileResponse:
    """Hand out the records that prove the clause in the period; the export is entered in the ledger."""
    actor = actor_of(request)
    one = reach_clause(clause, actor)
    first, last = _day(request, "from"), _day(request, "to")
    name = f"zhengan-{one.id}-{first}-{last}"
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work) / name
        packs.of_clause(one, first=first, last=last, folder=folder, by=actor)
        content = zipped(folder)
    response = FileResponse(content, as_attachment=True, filename=f"{name}.zip", content_type="application/zip")
    response.headers["Cache-Control"] = "private, no-store"
    return response


def zipped(folder: Path) -> IO[bytes]:
    """Return a folder as one .zip, a file on disk that is gone when it is closed, open at its beginning."""
    content = tempfile.TemporaryFile()  # noqa: SIM115 (handed out open)
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder.parent))
    content.seek(0)
    return content


def _day(request: HttpRequest, name: str) -> date:
    try:
        return parse_date(request.POST.get(name, ""))
    except ValueError:
        raise NotPossible(_("Say from which to which day.")) from None
