"""The clauses of the policy with their verdicts."""

from typing import Any

from django.utils.translation import gettext as _

from zhengan.catalogue import Clause, UnknownClause, catalogue
from zhengan.checks.models import ClauseVerdict
from zhengan.checks.status import Status
from zhengan.checks.verdicts import current
from zhengan.faces.api.door import ApiError, Call, scope
from zhengan.identity.tokens import Act
from zhengan.kernel.accounts.tokens import CLAUSES
from zhengan.kernel.register import registers
from zhengan.kernel.told import value

FILTERS = ("status", "chapter", "owner", "room")


@scope(Act.READ, CLAUSES)
def listing(call: Call) -> Any:
    """All clauses, or those of a status, chapter, owner or room."""
    wanted = {name: call.request.GET.getlist(name) for name in FILTERS if name in call.request.GET}
    odd = [name for name in call.request.GET if name not in FILTERS]
    odd += [status for status in wanted.get("status", []) if status not in {one.value for one in Status}]
    if odd:
        raise ApiError(400, "filter", _("There is no filter “%(name)s”.") % {"name": odd[0][:60]})
    verdicts = current()
    found = []
    for clause in catalogue().clauses.values():
        if not call.actor.sees_clause(clause.id):
            continue
        verdict = verdicts[clause.id]
        told = {"status": verdict.status, "chapter": clause.chapter, "owner": clause.owner, "room": clause.room}
        if all(told[name] in values for name, values in wanted.items()):
            found.append(_shown(clause, verdict))
    return {"total": len(found), "results": found}


@scope(Act.READ, CLAUSES)
def show(call: Call, clause: str) -> Any:
    """One clause, by id (7.1.3.6) or as it is printed."""
    try:
        one = catalogue().find(clause) or catalogue().clause(clause)
        if not call.actor.sees_clause(one.id):
            raise UnknownClause(clause)
    except UnknownClause as error:
        raise ApiError(404, "not_found", _("There is no clause “%(clause)s”.") % {"clause": clause[:40]}) from error
    return _shown(one, current([one.id])[one.id]) | {
        "children": list(one.children),
        "see": list(one.see),
        "asks": {"zh": one.asks, "en": one.asks_en},
        "parameters": list(one.parameters),
        "evidence": [
            {"code": register.code, "url": f"/api/{register.path}/"}
            for register in registers()
            if one.id in register.clauses
        ],
    }


def _shown(clause: Clause, verdict: ClauseVerdict) -> dict[str, Any]:
    return {
        "id": clause.id,
        "url": f"/api/clauses/{clause.id}/",
        "cite": clause.cite,
        "ref": clause.ref,
        "title": {"zh": clause.title, "en": clause.title_en},
        "text": {"zh": clause.text, "en": clause.text_en},
        "force": clause.force,
        "owner": clause.owner,
        "room": clause.room,
        "parent": clause.parent,
        "period": clause.period.iso if clause.period else None,
        "verdict": {
            "status": verdict.status,
            "kind": verdict.kind,
            "sentence": {"zh": verdict.sentence_zh, "en": verdict.sentence_en},
            "population": verdict.population,
            "exceptions": verdict.exceptions,
            "parts": verdict.parts,
            "due_on": value(verdict.due_on),
            "turns_on": value(verdict.turns_on),
            "judged_at": value(verdict.judged_at),
        },
    }
