"""Room assurance as a Django app."""

from zhengan.kernel.room import Room


class AssuranceRoom(Room):
    """Plan, audit, findings, risk, declaration."""

    name = "zhengan.rooms.assurance"
    label = "assurance"
