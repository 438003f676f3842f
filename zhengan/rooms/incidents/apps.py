"""Room incidents as a Django app."""

from zhengan.kernel.room import Room


class IncidentsRoom(Room):
    """Incidents and alerts."""

    name = "zhengan.rooms.incidents"
    label = "incidents"

    def ready(self) -> None:
        """Besides the checks, have the product's own alarms become alerts."""
        super().ready()
        from zhengan.rooms.incidents import watching  # noqa: F401 (importing declares it)
