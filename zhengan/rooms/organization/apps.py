"""Room organization as a Django app."""

from zhengan.kernel.room import Room


class OrganizationRoom(Room):
    """Committee, people, duties, training."""

    name = "zhengan.rooms.organization"
    label = "organization"
