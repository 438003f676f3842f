"""Room privacy as a Django app."""

from zhengan.kernel.room import Room


class PrivacyRoom(Room):
    """Personal data files and their changes."""

    name = "zhengan.rooms.privacy"
    label = "privacy"
