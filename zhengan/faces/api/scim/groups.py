"""Groups over SCIM: what the provider calls them and who is in them. What they give is said by the firm's mapping."""

import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _

from zhengan.faces.api.door import ApiError, Call
from zhengan.faces.api.scim.asking import excludes, listing, place, terms, wanted
from zhengan.faces.api.scim.door import provider, provisioning, wrong
from zhengan.faces.api.scim.said import operations, parts
from zhengan.identity.models import User
from zhengan.identity.provisioned import ProvisionedGroup
from zhengan.kernel.accounts import provisioning as kernel

GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
FILTERS = {
    "displayname": "name__iexact", "externalid": "external_id", "id": "pk", "members": "members__person__no",
    "members.value": "members__person__no",
}  # fmt: skip


@provisioning
def find(call: Call) -> Any:
    """The groups that the filter names, a page of them."""
    found = _groups(call).order_by("made_at", "pk")
    if text := call.request.GET.get("filter", "").strip():
        for name, value in terms(text, FILTERS):
            key = _key(value) if name == "id" else value
            found = found.filter(**{FILTERS[name]: key}) if key is not None else found.none()
    return listing(call, found, _shower(call))


@provisioning
def enter(call: Call) -> Any:
    """A new group."""
    said = _lowered(call.body)
    group = kernel.make_group(
        name=_name(said.get("displayname")),
        external_id=_external(said.get("externalid")),
        members=_members(said.get("members") or []),
        by=provider(call),
    )
    return 201, _answer(call, group.pk)


@provisioning
def show(call: Call, key: str) -> Any:
    """One group."""
    return _answer(call, _reach(key).pk)


@provisioning
def replace(call: Call, key: str) -> Any:
    """The whole group: who is not named is in it no more."""
    said, group = _lowered(call.body), _reach(key)
    there, wanted_now = set(group.members.all()), set(_members(said.get("members") or []))
    external_id = said.get("externalid")
    kernel.change_group(
        group,
        name=_name(said.get("displayname")),
        external_id=None if external_id is None else _external(external_id),
        join=wanted_now - there,
        leave=there - wanted_now,
        by=provider(call),
    )
    return _answer(call, group.pk)


@provisioning
def patch(call: Call, key: str) -> Any:
    """A part of it: one after the other, all or nothing."""
    group = _reach(key)
    there = set(group.members.all())
    now, name, external_id = set(there), None, None
    for op, path, value in operations(call.body):
        attribute, chosen, _sub = parts(path)
        if attribute == "members":
            now = _after(now, op, chosen, value)
        elif attribute == "displayname" and op != "remove":
            name = _name(value)
        elif attribute == "displayname":
            raise wrong("mutability", _("displayName is missing."))
        elif attribute == "externalid":
            external_id = "" if op == "remove" else _external(value)
        elif attribute == "id" and value != str(group.pk):
            raise wrong("mutability", _("id does not change."))
    kernel.change_group(
        group, name=name, external_id=external_id, join=now - there, leave=there - now, by=provider(call)
    )
    return HttpResponse(status=204)


@provisioning
def take_out(call: Call, key: str) -> Any:
    """Forget the group; what it gave ends."""
    kernel.delete_group(_reach(key), by=provider(call))
    return HttpResponse(status=204)


def _after(now: set[User], op: str, chosen: str, value: Any) -> set[User]:
    """Who is in the group after one operation on its members."""
    if op == "remove":
        if chosen:
            [(_attribute, no)] = terms(chosen, ("value",))[:1]
            return now - set(_known([no]))
        return now - set(_known(_numbers(value))) if value else set()
    if chosen:
        raise wrong("invalidPath", _("This path is not understood: %(path)s") % {"path": "members[…]"})
    members = set(_members(value))
    return members if op == "replace" else now | members


def _members(told: Any) -> list[User]:
    """The accounts of the members named. Raises ApiError where one is nobody whom the provider has entered."""
    numbers = set(_numbers(told))
    found = _known(numbers)
    if len(found) != len(numbers):
        unknown = numbers - {user.person.no for user in found}
        raise wrong("invalidValue", _("There is no user %(id)s.") % {"id": ", ".join(sorted(unknown))[:200]})
    return found


def _known(numbers: Iterable[str]) -> list[User]:
    people = kernel.people().filter(no__in=[*numbers])
    return list(User.objects.filter(pk__in=people.values("user")).select_related("person"))


def _numbers(told: Any) -> list[str]:
    rows = told if isinstance(told, list) else [told]
    if not all(isinstance(one, dict) and isinstance(one.get("value"), str) for one in rows):
        raise wrong("invalidValue", _("A member is an object with a value: the id of a user."))
    if any("\0" in one["value"] for one in rows):
        raise wrong("invalidValue", _("The text holds a character that cannot be stored."))
    return [one["value"] for one in rows]


def _name(told: Any) -> str:
    if not isinstance(told, str) or not told.strip():
        raise wrong("invalidValue", _("displayName is missing."))
    return told.strip()


def _external(told: Any) -> str:
    if told is not None and not isinstance(told, str):
        raise wrong("invalidValue", _("%(name)s is a text.") % {"name": "externalId"})
    return told or ""


def _lowered(body: dict[str, Any]) -> dict[str, Any]:
    return {name.lower(): value for name, value in body.items()}


def _groups(call: Call) -> QuerySet[ProvisionedGroup]:
    if excludes(call, "members"):
        return ProvisionedGroup.objects.all()
    people = User.objects.filter(person__isnull=False).select_related("person").order_by("pk")
    return ProvisionedGroup.objects.prefetch_related(Prefetch("members", queryset=people))


def _key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _reach(key: str) -> ProvisionedGroup:
    known = _key(key)
    group = ProvisionedGroup.objects.filter(pk=known).first() if known else None
    if group is None:
        raise ApiError(404, "not_found", _("There is no group %(id)s.") % {"id": key[:60]})
    return group


def _answer(call: Call, key: uuid.UUID) -> dict[str, Any]:
    return wanted(call, _shower(call)(_groups(call).get(pk=key)))


def _shower(call: Call) -> Callable[[ProvisionedGroup], dict[str, Any]]:
    has_members = not excludes(call, "members")

    def shown(group: ProvisionedGroup) -> dict[str, Any]:
        told: dict[str, Any] = {"schemas": [GROUP], "id": str(group.pk), "displayName": group.name}
        if group.external_id:
            told["externalId"] = group.external_id
        if has_members:
            told["members"] = [_member(user) for user in group.members.all()]
        at = {"created": group.made_at.isoformat(), "location": place("Groups", group.pk)}
        return told | {"meta": {"resourceType": "Group"} | at}

    return shown


def _member(user: Any) -> dict[str, str]:
    no = user.person.no
    return {"value": no, "display": user.name, "type": "User", "$ref": place("Users", no)}
