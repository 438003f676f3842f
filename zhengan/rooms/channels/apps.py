"""Room channels as a Django app."""

from zhengan.kernel.room import Room


class ChannelsRoom(Room):
    """Online ordering, website, API, social media, investor information."""

    name = "zhengan.rooms.channels"
    label = "channels"
