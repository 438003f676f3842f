"""People over SCIM: found, entered, changed, shut out. Nobody is deleted: whoever is taken out is shut out."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from zhengan.faces.api.door import ApiError, Call
from zhengan.faces.api.scim.asking import listing, place, terms, wanted
from zhengan.faces.api.scim.door import provider, provisioning
from zhengan.faces.api.scim.said import ENTERPRISE, USER, Said, of_body, of_patch
from zhengan.identity.directory.mapping import WrongMapping, mapping
from zhengan.kernel.accounts import provisioning as kernel

FILTERS = {"username": "user__username", "externalid": "user__provisioned__external_id", "id": "no"}


@provisioning
def find(call: Call) -> Any:
    """The people that the filter names, a page of them."""
    found = kernel.people().order_by("pk")
    if text := call.request.GET.get("filter", "").strip():
        for name, value in terms(text, FILTERS):
            found = found.filter(**{FILTERS[name]: value.lower() if name == "username" else value})
    return listing(call, found, shower())


@provisioning
def enter(call: Call) -> Any:
    """Somebody new."""
    said = of_body(call.body)
    person = kernel.bring(
        said.member(said.login),
        external_id=said.external_id or "",
        is_active=said.is_active is not False,
        by=provider(call),
    )
    return 201, _answer(call, person)


@provisioning
def show(call: Call, no: str) -> Any:
    """One person."""
    return _answer(call, _reach(no))


@provisioning
def replace(call: Call, no: str) -> Any:
    """Whatever the provider says of the person; what it does not say stays, as with an import."""
    return _follow(call, no, of_body(call.body))


@provisioning
def patch(call: Call, no: str) -> Any:
    """A part of it."""
    return _follow(call, no, of_patch(call.body))


@provisioning
def take_out(call: Call, no: str) -> Any:
    """Shut the person out; to the provider there is none any more."""
    kernel.take_out(_reach(no), by=provider(call))
    return HttpResponse(status=204)


def _follow(call: Call, no: str, said: Said) -> Any:
    person, by = _reach(no), provider(call)
    if said.is_active is False:  # nothing else that is wrong with what comes beside it keeps anybody in
        return _answer(call, kernel.follow(person, None, external_id=None, is_active=False, by=by))
    member = said.member(person.user.username)
    return _answer(call, kernel.follow(person, member, external_id=said.external_id, is_active=said.is_active, by=by))


def _reach(no: str) -> Any:
    person = kernel.people().filter(no=no).first()
    if person is None:
        raise ApiError(404, "not_found", _("There is no user %(id)s.") % {"id": no[:60]})
    return person


def _answer(call: Call, person: Any) -> dict[str, Any]:
    return wanted(call, shower()(person))


def shower() -> Callable[[Any], dict[str, Any]]:
    """Return what shows a person as a user of SCIM: the unit is called what the provider calls it."""
    names = cache(_unit_names)

    def shown(person: Any) -> dict[str, Any]:
        known = getattr(person.user, "provisioned", None)
        told: dict[str, Any] = {"schemas": [USER, ENTERPRISE], "id": person.no}
        if known is not None and known.external_id:
            told["externalId"] = known.external_id
        told |= {
            "userName": person.user.username,
            "name": {"formatted": person.name},
            "displayName": person.name,
            "title": person.job_title,
            "active": person.state == "active",
        }
        if person.email:
            told["emails"] = [{"value": person.email, "type": "work", "primary": True}]
        department = names().get(person.unit.code, person.unit.name)
        return told | {
            ENTERPRISE: {"employeeNumber": person.staff_no, "department": department},
            "meta": {
                "resourceType": "User",
                "created": person.made_at.isoformat(),
                "location": place("Users", person.no),
            },
        }

    return shown


def _unit_names() -> dict[str, str]:
    try:
        return {code: name for name, (code, _function) in mapping().units.items()}
    except WrongMapping:
        return {}
