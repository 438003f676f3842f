"""Room organization as a Django app."""

from zhengan.kernel.room import Room


class OrganizationRoom(Room):
    """Committee, people, duties, training."""

    name = "zhengan.rooms.organization"
    label = "organization"

    def ready(self) -> None:
        """Besides the checks, have the accounts of the product and the effective table of offices verified."""
        super().ready()
        from zhengan.rooms.organization import accounts_given, effective  # noqa: F401 (importing declares them)
