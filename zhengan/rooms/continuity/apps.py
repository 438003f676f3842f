"""Room continuity as a Django app."""

from zhengan.kernel.room import Room


class ContinuityRoom(Room):
    """Plans and drills."""

    name = "zhengan.rooms.continuity"
    label = "continuity"
