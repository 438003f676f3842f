"""Room network as a Django app."""

from zhengan.kernel.room import Room


class NetworkRoom(Room):
    """Zones, firewalls, remote access, mechanisms."""

    name = "zhengan.rooms.network"
    label = "network"
