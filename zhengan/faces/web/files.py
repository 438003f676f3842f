"""The files of a record, as the evidence component wants them."""

from typing import Any

from django.utils.translation import gettext as _

from zhengan.faces.web.dates import show_date, show_time
from zhengan.faces.web.places import record_url
from zhengan.faces.web.templatetags.zhengan import file_size, short_digest
from zhengan.kernel.models import Attachment
from zhengan.kernel.register import Register
from zhengan.ledger import clock


def files_of(one: Register, record: Any) -> list[Attachment]:
    """The record's files, newest first; one query."""
    return list(
        Attachment.objects.filter(register=one.code, record_id=record.pk)
        .select_related("evidence", "added_by")
        .order_by("-pk")
    )


def shown_files(one: Register, record: Any, files: list[Attachment]) -> list[dict[str, Any]]:
    """Name, time, who, digest; stale when its validity has run out."""
    return [
        {
            "title": one_file.name,
            "url": record_url(one, record.no, "evidence", one_file.pk),
            "kind": "camera" if one_file.evidence.kind.startswith("image/") else "file",
            "at": show_time(one_file.added_at),
            "who": f"{one_file.added_by.name} · {file_size(one_file.evidence.size)}",
            "note": one_file.note,
            "digest": short_digest(one_file.evidence.sha256),
            "sealed": one_file.removed_at is None,
            "stale": _stale(one_file),
        }
        for one_file in files
    ]


def _stale(one_file: Attachment) -> str:
    if one_file.removed_at is not None:
        return _("taken off")
    if one_file.valid_until is not None and one_file.valid_until < clock.today():
        return _("ran out %(day)s") % {"day": show_date(one_file.valid_until)}
    return ""
