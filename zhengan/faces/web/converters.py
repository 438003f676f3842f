"""What may stand in an address: a room, a register, a record number, a clause."""

from django.urls import register_converter

from zhengan.catalogue import catalogue


class _Text:
    """A part of an address that stays text."""

    regex = ""

    def to_python(self, value: str) -> str:
        """Take it as it is."""
        return value

    def to_url(self, value: str) -> str:
        """Write it as it is."""
        return value


class RoomCode(_Text):
    """A room of the catalogue."""

    regex = "|".join(catalogue().rooms)


class RegisterName(_Text):
    """The name of a register, with hyphens."""

    regex = "[a-z][a-z0-9-]*"


class RecordNumber(_Text):
    """The number of a record: prefix, year, running number."""

    regex = "[A-Z][A-Z0-9]*-[0-9]{4}-[0-9]+"


class ClauseId(_Text):
    """The id of a clause: `7.1.3.6`."""

    regex = "[0-9]+(?:[.][0-9a-z]+)*"


register_converter(RoomCode, "room")
register_converter(RegisterName, "name")
register_converter(RecordNumber, "no")
register_converter(ClauseId, "clause")
