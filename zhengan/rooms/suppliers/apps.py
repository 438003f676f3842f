"""Room suppliers as a Django app."""

from zhengan.kernel.room import Room


class SuppliersRoom(Room):
    """Suppliers, contracts, cloud."""

    name = "zhengan.rooms.suppliers"
    label = "suppliers"
