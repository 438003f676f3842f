"""What an act refuses, as errors with a message for people."""

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Message = "str | Promise"


class Refused(PermissionDenied):
    """The actor must not do this; the refusal is itself entered in the ledger by the face that shows it."""

    def __init__(self, message: "str | Promise", *, register: str = "", record_no: str = "", act: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.register = register
        self.record_no = record_no
        self.act = act


class OutOfScope(Refused):
    """The record is none of this person's from outside: entered as a refusal, and answered as if it did not exist."""


class NotPossible(ValueError):
    """The act makes no sense here and now (wrong state, missing field, frozen content)."""

    def __init__(self, message: "str | Promise") -> None:
        super().__init__(message)
        self.message = message


class OutOfDate(NotPossible):
    """Somebody else changed the record since it was read."""

    def __init__(self) -> None:
        super().__init__(_("Somebody changed this record while you were looking at it. Look again, then decide."))


class NotWhatWasSubmitted(NotPossible):
    """The record no longer is what was submitted for approval."""

    def __init__(self) -> None:
        super().__init__(
            _("The content is not the one that was submitted. It cannot be approved; send it back instead.")
        )
