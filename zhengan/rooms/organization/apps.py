"""Room organization as a Django app."""

from zhengan.kernel.room import Room


class OrganizationRoom(Room):
    """Committee, people, duties, training."""

    name = "zhengan.rooms.organization"
    label = "organization"

    def ready(self) -> None:
        """Besides the checks, have accounts and offices verified, and people asked for their signatures."""
        super().ready()
        from zhengan.rooms.organization import accounts_given, asking, effective  # noqa: F401 (importing declares them)
