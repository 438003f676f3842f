"""The log as other programs read it: checkpoint and tiles, at the addresses of C2SP tlog-tiles.

Closed unless somebody is let in. Hash tiles and checkpoint tell nothing but how the tree grows; they are open to staff
offices, and to everybody where LEDGER_PUBLIC says so. Entry bundles hold names and addresses: readers of the whole
trail alone get them, whatever LEDGER_PUBLIC says.
"""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from zhengan.faces.web.middleware import record_refusal
from zhengan.faces.web.sifting import closed_to, reads_all
from zhengan.kernel.actor import Actor
from zhengan.kernel.errors import Refused
from zhengan.kernel.register import STAFF_OFFICES
from zhengan.ledger import departures
from zhengan.ledger.core.tiles import ENTRIES, WIDTH, Tile, TileRefused
from zhengan.ledger.leaves import head, read_tile

TEXT = "text/plain; charset=utf-8"
YEAR = 365 * 24 * 3600


@login_not_required
@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The checkpoint that was signed last, with the cosignatures that came back for it."""
    if not _may_read(request, bundle=False):
        return _refuse(request)
    note = bytes(head().note)
    if not note:
        return HttpResponse("no checkpoint was signed yet\n", content_type=TEXT, status=404)
    return HttpResponse(departures.cosigned(note), content_type=TEXT, headers={"Cache-Control": "no-cache"})


@login_not_required
@require_safe
def tile(request: HttpRequest, path: str) -> HttpResponse:
    """A hash tile, or a bundle of entries; a full one never changes and may be kept for ever."""
    try:
        asked = Tile.parse(path)
    except TileRefused:
        asked = None
    if not _may_read(request, bundle=asked is not None and asked.level == ENTRIES):
        return _refuse(request)
    content = read_tile(path) if asked is not None else None
    if asked is None or content is None:
        return HttpResponse("no such tile\n", content_type=TEXT, status=404)
    shared = settings.LEDGER_PUBLIC and asked.level != ENTRIES
    kept = f"max-age={YEAR}, immutable" if asked.width == WIDTH else "no-cache"
    return HttpResponse(
        content,
        content_type="application/octet-stream",
        headers={"Cache-Control": f"{'public' if shared else 'private'}, {kept}"},
    )


def _may_read(request: HttpRequest, *, bundle: bool) -> bool:
    actor: Actor | None = getattr(request, "actor", None)
    if bundle:
        return actor is not None and reads_all(actor) and not closed_to(actor)
    return settings.LEDGER_PUBLIC or (actor is not None and actor.holds(*STAFF_OFFICES))


def _refuse(request: HttpRequest) -> HttpResponse:
    """Refuse in plain text; who is known is entered in the ledger with it, as with every refusal."""
    record_refusal(request, Refused("the log is not open to this reader", act="log"))
    return HttpResponse("the log is not open to this reader\n", content_type=TEXT, status=403)
