"""Room operations as a Django app."""

from zhengan.kernel.room import Room


class OperationsRoom(Room):
    """Operation, backup, capacity, configuration, patches, malware."""

    name = "zhengan.rooms.operations"
    label = "operations"
