"""Room incidents as a Django app."""

from zhengan.kernel.room import Room


class IncidentsRoom(Room):
    """Incidents and alerts."""

    name = "zhengan.rooms.incidents"
    label = "incidents"
