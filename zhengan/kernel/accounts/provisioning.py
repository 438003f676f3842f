"""People and groups that the firm's identity provider sends by SCIM: the same import as from the directory, at once.

The provider may enter people, change what it tells of them, and shut them out; it takes nobody's leaving from human
resources, and never undoes what a person has decided. Its groups give the offices that the firm has declared.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from zhengan.identity.directory.mapping import WrongMapping, mapping
from zhengan.identity.directory.member import Member
from zhengan.identity.models import User
from zhengan.identity.provisioned import LONGEST, Provisioned, ProvisionedGroup
from zhengan.kernel import acts
from zhengan.kernel.accounts import directory, members
from zhengan.kernel.actor import Actor
from zhengan.kernel.errors import NotPossible
from zhengan.kernel.record import RecordSet
from zhengan.kernel.register import register
from zhengan.ledger import clock
from zhengan.ledger.core.canonical import Json
from zhengan.ledger.models import Entry

PERSON = "organization.person"
VIA = "scim"
REASON = "SCIM"


class Taken(NotPossible):
    """There is one of that name already."""


def provisioner(service: Actor) -> Actor:
    """Return the program as who brings people in: it may do to their records what human resources may, through here."""
    return replace(service, offices=frozenset({"hr"}), via=VIA)


# -- people ----------------------------------------------------------------------------------------------------------


def people() -> RecordSet:
    """Return the people that the provider sees: all but those whom it has taken out."""
    everybody: RecordSet = register(PERSON).record.objects.live()
    here = Q(user__provisioned=None) | Q(user__provisioned__is_gone=False)
    return everybody.filter(here).select_related("user__provisioned", "unit")


def bring(member: Member, *, external_id: str, is_active: bool, by: Actor) -> Any:
    """Enter somebody new, or let somebody back whom the provider had taken out; returns the person.

    Raises Taken, NotPossible, ValidationError.
    """
    with transaction.atomic():
        user = User.objects.called(member.login).select_related("provisioned").first()
        if user is not None:
            return _bring_back(user, member, external_id=external_id, is_active=is_active, by=by)
        _write(None, member, by=by)
        person = people().get(user__username=member.login)
        _link(person, by=by, external_id=external_id, is_gone=False)
        return follow(person, None, external_id=None, is_active=is_active, by=by)


def _bring_back(user: User, member: Member, *, external_id: str, is_active: bool, by: Actor) -> Any:
    person: Any = getattr(user, "person", None)
    known: Provisioned | None = getattr(user, "provisioned", None)
    if person is None or person.is_void or known is None or not known.is_gone:
        raise Taken(_("There is a login of that name."))
    if person.state == "left":
        raise NotPossible(_("This person has left; human resources enter whoever comes back."))
    _link(person, by=by, external_id=external_id, is_gone=False)
    return follow(person, member, external_id=None, is_active=is_active, by=by)


def follow(person: Any, member: Member | None, *, external_id: str | None, is_active: bool | None, by: Actor) -> Any:
    """Let the person's record follow what the provider says; None is what it does not say. Returns the person.

    Raises NotPossible, OutOfDate, ValidationError.
    """
    with transaction.atomic():
        if is_active and person.state == "suspended" and _was_shut_out_by_provider(person):
            acts.move(person, "active", by=by, reason=REASON)
        if member is not None and not member.is_silent:
            _write(_fresh(person), member, by=by)
        if external_id is not None:
            _link(person, by=by, external_id=external_id, is_gone=False)
        if is_active is False and person.state == "active":
            acts.move(person, "suspended", by=by, reason=REASON)
        fresh = _fresh(person)
        directory.follow_groups(fresh.user)
        return fresh


def take_out(person: Any, *, by: Actor) -> None:
    """Shut the person out and forget him at the provider's: the record stays, sessions, tokens and rights end now."""
    with transaction.atomic():
        user: User = person.user
        for group in user.provisioned_groups.all():
            change_group(group, leave=[user], by=by)
        follow(person, None, external_id=None, is_active=False, by=by)
        _link(person, by=by, external_id="", is_gone=True)


def _fresh(person: Any) -> Any:
    everybody: RecordSet = register(PERSON).record.objects.all()
    return everybody.select_related("user__provisioned", "unit").get(pk=person.pk)


def _write(person: Any, member: Member, *, by: Actor) -> None:
    """Write what differs, by the act of an import."""
    try:
        told = mapping()
    except WrongMapping as error:
        raise NotPossible(_("The mapping of units and groups is wrong: nobody is brought in by it.")) from error
    values, unclear = members.compared(member, person, told=told, units=members.units())
    if unclear:
        raise ValidationError({"unit": unclear})
    if values:
        new: list[tuple[Any, Any]] = [(values, {})] if person is None else []
        changed = [(person, values, None)] if person is not None else []
        acts.bring_in(register(PERSON), new, changed, by=by, source_file=VIA, reason=REASON)


def _was_shut_out_by_provider(person: Any) -> bool:
    """Whether the provider was the last to suspend him: what a person has suspended a person lets in again."""
    told = Entry.objects.filter(register=PERSON, record_id=person.pk, act="move:active-suspended")
    last = told.order_by("-pk").first()
    return last is not None and last.via == VIA


def _link(person: Any, *, by: Actor, external_id: str, is_gone: bool) -> None:
    _demand_short(externalId=external_id)
    known = Provisioned.objects.filter(user=person.user).first() or Provisioned(user=person.user)
    if (known.external_id, known.is_gone) == (external_id, is_gone) and not known._state.adding:
        return
    known.external_id, known.is_gone = external_id, is_gone
    known.save()
    body: dict[str, Json] = {"external_id": external_id, "gone": is_gone}
    acts.note("scim_person", by=by, register=PERSON, record_no=person.no, body=body)


# -- groups ----------------------------------------------------------------------------------------------------------


def make_group(*, name: str, external_id: str, members: Collection[User], by: Actor) -> ProvisionedGroup:
    """Take a group over. Raises Taken, ValidationError."""
    _demand_short(displayName=name, externalId=external_id)
    with transaction.atomic():
        _demand_free(name, but=None)
        group = ProvisionedGroup.objects.create(name=name, external_id=external_id, made_at=clock.now())
        group.members.set(members)
        _tell(group, by=by, joined=members)
        _let_follow(members, group, had=False)
        return group


def change_group(
    group: ProvisionedGroup,
    *,
    by: Actor,
    name: str | None = None,
    external_id: str | None = None,
    join: Collection[User] = (),
    leave: Collection[User] = (),
) -> None:
    """Change a group; what is None stays. Raises Taken, NotPossible, ValidationError.

    A group does not become one that gives offices by being called otherwise: in many a firm anybody who looks after
    a group may do that.
    """
    name = group.name if name is None else name
    external_id = group.external_id if external_id is None else external_id
    _demand_short(displayName=name, externalId=external_id)
    with transaction.atomic():
        ProvisionedGroup.objects.select_for_update().get(pk=group.pk)  # two changes of one group follow each other
        there = set(group.members.values_list("pk", flat=True))
        joined = [user for user in join if user.pk not in there]
        left = [user for user in leave if user.pk in there]
        had, former = directory.gives(group), group.words
        is_renamed = (name, external_id) != (group.name, group.external_id)
        if not (is_renamed or joined or left):
            return
        if is_renamed:
            _demand_free(name, but=group)
            group.name, group.external_id = name, external_id
            if directory.is_declared(group.words - former):
                raise NotPossible(_("A group that gives offices is not made by renaming: take it over anew."))
            group.save()
        group.members.add(*joined)
        group.members.remove(*left)
        _tell(group, by=by, joined=joined, left=left)
        _let_follow([*joined, *left, *(group.members.all() if is_renamed else ())], group, had=had)


def delete_group(group: ProvisionedGroup, *, by: Actor) -> None:
    """Forget a group; what it gave ends."""
    with transaction.atomic():
        members, had = list(group.members.all()), directory.gives(group)
        _tell(group, by=by, left=members, is_gone=True)
        group.delete()
        _let_follow(members, group, had=had)


def _let_follow(users: Iterable[User], group: ProvisionedGroup, *, had: bool) -> None:
    """Only a group that gives something, or did, concerns anybody's offices."""
    if had or directory.gives(group):
        for user in {one.pk: one for one in users}.values():
            directory.follow_groups(user)


def _tell(
    group: ProvisionedGroup,
    *,
    by: Actor,
    joined: Iterable[User] = (),
    left: Iterable[User] = (),
    is_gone: bool = False,
) -> None:
    body: dict[str, Json] = {
        "group": str(group.pk), "name": group.name, "external_id": group.external_id,
        "joined": _logins(joined), "left": _logins(left), "gone": is_gone,
    }  # fmt: skip
    acts.note("scim_group", by=by, body=body)


def _logins(users: Iterable[User]) -> list[Json]:
    return [*sorted(user.username for user in users)]


def _demand_free(name: str, *, but: ProvisionedGroup | None) -> None:
    same = ProvisionedGroup.objects.filter(name__iexact=name).first()
    if same is not None and same != but:
        raise Taken(_("There is a group of that name."))


def _demand_short(**said: str) -> None:
    wrong = {name: _("This is too long.") for name, text in said.items() if len(text) > LONGEST}
    if wrong:
        raise ValidationError(wrong)
