"""Room access as a Django app."""

from zhengan.kernel.room import Room


class AccessRoom(Room):
    """Accounts, rights, passwords, tokens, data entry."""

    name = "zhengan.rooms.access"
    label = "access"
