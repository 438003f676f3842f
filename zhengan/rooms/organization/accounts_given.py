"""The accounts of this product compared with the people they belong to: login, name, address, and who may sign in.

All of these follow from the record of the person, which is compared with the ledger; so an account that says otherwise
was changed around the program.
"""

from collections.abc import Iterator

from zhengan.identity.models import User
from zhengan.kernel.integrity import DERIVED
from zhengan.ledger.models import Entry
from zhengan.ledger.trouble import Trouble
from zhengan.rooms.organization import own_account


def accounts_not_given() -> Iterator[Trouble]:
    """Yield the accounts that belong to nobody, and those that say otherwise than their person's record."""
    for user in User.objects.select_related("person").order_by("pk").iterator(chunk_size=500):
        person = getattr(user, "person", None)
        if person is None:
            # The software's own account, and those of people whose records were disposed of, are never active.
            if user.is_active and not _is_service(user):
                yield Trouble("account_of_nobody", user.username)
        elif differing := [name for name, value in own_account.said(person).items() if getattr(user, name) != value]:
            yield Trouble("account_changed", f"{person.no} {user.username}", ", ".join(differing))


def _is_service(user: User) -> bool:
    """Whether the account is one of a program that somebody made by the act for it."""
    made = Entry.objects.filter(act="service_made", record_no=user.username)
    return user.answered_for_by_id is not None and made.exists()


DERIVED.append(accounts_not_given)
