"""Checklists of joining, moving and leaving: what each kind of change asks for, and which offices do it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ChangeKind(models.TextChoices):
    """What happens to somebody."""

    JOIN = "join", _("Joining")
    TRANSFER = "transfer", _("Transfer to another unit")
    LONG_LEAVE = "long_leave", _("Long leave")
    LEAVE = "leave", _("Leaving")
    CONTRACT_END = "contract_end", _("End of outsourcing")


class Item(models.TextChoices):
    """What is given, changed, taken back or wiped."""

    ACCOUNT_DISABLED = "account_disabled", _("Account disabled")
    RIGHTS_CHANGED = "rights_changed", _("Rights changed")
    PASS_RETURNED = "pass_returned", _("Pass returned")
    CARD_RETURNED = "card_returned", _("Card returned")
    ID_RETURNED = "id_returned", _("ID returned")
    TOKEN_HANDED_OVER = "token_handed_over", _("Token handed over")
    DEVICE_RETURNED = "device_returned", _("Device returned")
    DEVICE_WIPED = "device_wiped", _("Device wiped")
    UNDERTAKING_SIGNED = "undertaking_signed", _("Undertaking signed")
    TRAINING_ASSIGNED = "training_assigned", _("Training assigned")
    DUTY_HANDED_OVER = "duty_handed_over", _("Duties handed over")


LEAVING = (ChangeKind.LEAVE, ChangeKind.CONTRACT_END)
# What the policy names (4.2); whoever leaves never goes without any of these.
TAKEN_BACK = (Item.ACCOUNT_DISABLED, Item.PASS_RETURNED, Item.CARD_RETURNED, Item.ID_RETURNED)
ITEMS: dict[ChangeKind, tuple[Item, ...]] = {
    ChangeKind.JOIN: (Item.UNDERTAKING_SIGNED, Item.TRAINING_ASSIGNED),
    ChangeKind.TRANSFER: (Item.RIGHTS_CHANGED, Item.TOKEN_HANDED_OVER, Item.DEVICE_WIPED, Item.DUTY_HANDED_OVER),
    ChangeKind.LONG_LEAVE: (Item.RIGHTS_CHANGED, Item.TOKEN_HANDED_OVER, Item.DUTY_HANDED_OVER),
    ChangeKind.LEAVE: (
        *TAKEN_BACK,
        Item.TOKEN_HANDED_OVER,
        Item.DEVICE_RETURNED,
        Item.DEVICE_WIPED,
        Item.DUTY_HANDED_OVER,
    ),
    ChangeKind.CONTRACT_END: (*TAKEN_BACK, Item.DEVICE_RETURNED, Item.DUTY_HANDED_OVER),
}

_IT, _KEEPERS, _PERSONNEL = ("system_admin", "network_admin"), ("general_affairs",), ("hr",)
DONE_BY: dict[Item, tuple[str, ...]] = {
    Item.ACCOUNT_DISABLED: _IT,
    Item.RIGHTS_CHANGED: _IT,
    Item.PASS_RETURNED: _KEEPERS,
    Item.CARD_RETURNED: _KEEPERS,
    Item.ID_RETURNED: _PERSONNEL,
    Item.TOKEN_HANDED_OVER: _PERSONNEL,
    Item.DEVICE_RETURNED: _KEEPERS,
    Item.DEVICE_WIPED: _IT,
    Item.UNDERTAKING_SIGNED: _PERSONNEL,
    Item.TRAINING_ASSIGNED: _PERSONNEL,
    Item.DUTY_HANDED_OVER: _PERSONNEL,
}
