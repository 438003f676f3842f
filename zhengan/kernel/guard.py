"""The write guard: records change inside acts and nowhere else."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_open: ContextVar[bool] = ContextVar("write_guard", default=False)


class WrittenOutsideAct(RuntimeError):
    """A record was written, or removed, by code that is no act."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} may be written by zhengan.kernel.acts alone")


@contextmanager
def writing() -> Iterator[None]:
    """Open the guard for the body of an act."""
    token = _open.set(True)
    try:
        yield
    finally:
        _open.reset(token)


def demand(what: str) -> None:
    """Raise WrittenOutsideAct unless an act is being carried out."""
    if not _open.get():
        raise WrittenOutsideAct(what)
