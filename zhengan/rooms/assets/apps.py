"""Room assets as a Django app."""

from zhengan.kernel.room import Room


class AssetsRoom(Room):
    """Inventory, tiering, media, devices, disposal."""

    name = "zhengan.rooms.assets"
    label = "assets"
