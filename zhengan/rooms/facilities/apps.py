"""Room facilities as a Django app."""

from zhengan.kernel.room import Room


class FacilitiesRoom(Room):
    """Areas, entries, inspections."""

    name = "zhengan.rooms.facilities"
    label = "facilities"

    def ready(self) -> None:
        """Besides the checks, have those who are still inside reported at closing time."""
        super().ready()
        from zhengan.rooms.facilities import closing  # noqa: F401 (importing declares it)
