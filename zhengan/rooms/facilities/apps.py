"""Room facilities as a Django app."""

from zhengan.kernel.room import Room


class FacilitiesRoom(Room):
    """Areas, entries, inspections."""

    name = "zhengan.rooms.facilities"
    label = "facilities"
