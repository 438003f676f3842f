"""Files that came with a form which has to be shown again: kept, named, and sent along, so that nobody chooses twice.

A file is kept in the evidence store like one that was accepted; the form gets its name with a ticked box, whose value
is a signed reference for this person and this page. Without the tick, or with another file in its place, it is left
out.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.core import signing
from django.core.files import File
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict

from zhengan.faces.web.reach import actor_of
from zhengan.kernel import evidence
from zhengan.kernel.models import Evidence

NAME = "carried"
LASTS = timedelta(days=1)
# What one form may carry; more is chosen again.
AT_MOST = 50


def files_of(request: HttpRequest, *, many: Iterable[str] = ()) -> "MultiValueDict[str, Any]":
    """The files sent now, and those sent before that are still wanted.

    many: the inputs that take several files; in others a file sent now replaces the one before.
    """
    files: MultiValueDict[str, Any] = request.FILES
    sent = set(files)
    for token, said in _references(request):
        if said["field"] in many or said["field"] not in sent:
            kept = Evidence.objects.filter(sha256=said["sha256"]).first()
            if kept is not None:
                files.appendlist(said["field"], _Kept(kept, said["name"], token))
    return files  # of the request, which closes them when it is answered


def shown(request: HttpRequest, files: "MultiValueDict[str, Any]") -> dict[str, list[dict[str, str]]]:
    """What the form that is shown again carries, by the name of the input: the name of each file and its reference."""
    found: dict[str, list[dict[str, str]]] = {}
    for field, some in list(files.lists())[:AT_MOST]:
        for file in some[:AT_MOST]:
            if not file.size:
                continue
            token = file.token if isinstance(file, _Kept) else _reference(request, field, file)
            found.setdefault(field, []).append({"name": file.name, "token": token})
    return found


def fill_in(fields: Iterable[Any], carried: dict[str, list[dict[str, str]]]) -> None:
    """Tell the bound fields of a form which files they have already; then they need no other."""
    for bound in fields:
        if bound.html_name in carried:
            bound.field.carried = carried[bound.html_name]
            bound.field.required = False


class _Kept(File):
    """A file from the store under the name it was sent with."""

    def __init__(self, kept: Evidence, name: str, token: str) -> None:
        super().__init__(evidence.read(kept), name=name)
        self.size = kept.size
        self.token = token


def _reference(request: HttpRequest, field: str, file: Any) -> str:
    kept = evidence.keep(file)
    return signing.dumps({"sha256": kept.sha256, "name": file.name, "field": field}, salt=_salt(request), compress=True)


def _references(request: HttpRequest) -> Iterable[tuple[str, dict[str, str]]]:
    """Yield the references that are ours, for this person and this page, and not too old."""
    for token in request.POST.getlist(NAME)[:AT_MOST]:
        try:
            said = signing.loads(token, salt=_salt(request), max_age=LASTS)
        except signing.BadSignature:
            continue
        yield token, said


def _salt(request: HttpRequest) -> str:
    return f"{NAME} {actor_of(request).user.pk} {request.path}"
