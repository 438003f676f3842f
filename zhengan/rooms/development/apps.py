"""Room development as a Django app."""

from zhengan.kernel.room import Room


class DevelopmentRoom(Room):
    """Requirements, changes, releases, tests, apps."""

    name = "zhengan.rooms.development"
    label = "development"
