"""Room logs as a Django app."""

from zhengan.kernel.room import Room


class LogsRoom(Room):
    """Log sources, reviews, sealed evidence."""

    name = "zhengan.rooms.logs"
    label = "logs"

    def ready(self) -> None:
        """Besides the checks, have reviews opened when their time has come."""
        super().ready()
        from zhengan.rooms.logs import opening  # noqa: F401 (importing declares it)
