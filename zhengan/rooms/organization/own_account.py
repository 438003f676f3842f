"""The account of this product that comes with a person: made with the record, and following what it says."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now

from zhengan.identity.models import SYSTEM, User
from zhengan.kernel.accounts import ending


def for_somebody_new(person: Any) -> User:
    """Return the account for a person that is not written yet: new, or the one of that login that belongs to nobody.

    Raises ValidationError where the login is somebody's.
    """
    login = person.staff_no.strip().lower()
    user = User.objects.called(login).first()
    is_anothers = user is not None and (user.answered_for_by_id is not None or hasattr(user, "person"))
    if login == SYSTEM or is_anothers:
        raise ValidationError({"staff_no": _now("This staff number is taken.")})
    if user is None:
        user = User(username=login, name=person.name, email=person.email)
        user.set_unusable_password()
        user.clean_fields()  # it is written before the record is looked over
        user.save()
    return user


def follow(person: Any) -> None:
    """Let the account say what the record does; whoever may not sign in any more is signed out."""
    user = person.user
    could_sign_in = user.is_active
    told = said(person)
    for name, value in told.items():
        setattr(user, name, value)
    user.save(update_fields=list(told))
    if could_sign_in and not user.is_active:
        ending.cut_off(user)


def said(person: Any) -> dict[str, Any]:
    """Return what the record of a person says of his account: login, name, address, whether and when he may sign in."""
    outside = person.is_from_outside
    return {
        "username": person.staff_no.strip().lower(),
        "name": person.name,
        "email": person.email,
        "is_active": person.state == "active" and not person.is_void,
        "from_on": person.joined_on if outside else None,
        "until_on": person.contract_end_on if outside else None,
        "scope_from_on": person.scope_from_on if outside else None,
        "scope_to_on": person.scope_to_on if outside else None,
        "scope_chapters": person.scope_chapters if outside else "",
    }
