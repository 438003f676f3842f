"""Room policy as a Django app."""

from zhengan.kernel.room import Room


class PolicyRoom(Room):
    """Policy, documents, notices, parameters."""

    name = "zhengan.rooms.policy"
    label = "policy"
