"""Room logs as a Django app."""

from zhengan.kernel.room import Room


class LogsRoom(Room):
    """Log sources, reviews, sealed evidence."""

    name = "zhengan.rooms.logs"
    label = "logs"
