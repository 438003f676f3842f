"""Room operations as a Django app."""

from zhengan.kernel.room import Room


class OperationsRoom(Room):
    """Operation, backup, capacity, configuration, patches, malware."""

    name = "zhengan.rooms.operations"
    label = "operations"

    def ready(self) -> None:
        """Besides the checks, have reports that are not there in time become late."""
        super().ready()
        from zhengan.rooms.operations import lateness  # noqa: F401 (importing declares it)
