"""Since: what others did to a record after somebody read it, for whoever finds that he came second."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from zhengan.kernel.actor import Actor
from zhengan.kernel.forms import visible_fields
from zhengan.ledger.models import Entry

# Acts that leave the version of a record as it is.
_BESIDE = ("attach", "comment", "read", "print", "export", "refused")


@dataclass(frozen=True)
class Since:
    """The acts since a version, newest first; each field and kind of child rows that changed, before and after."""

    acts: list[Entry]
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)

    @property
    def people(self) -> list[str]:
        """Who acted, each once."""
        return list(dict.fromkeys(entry.actor_name for entry in self.acts))

    def fields(self) -> Iterator[tuple[str, str, str]]:
        """Yield (name, what it said, what it says now) of each field, as plain text."""
        for name, now in self.after.items():
            if not isinstance(now, list):
                yield name, said(self.before.get(name)), said(now)


def since(record: Any, version: int, actor: Actor) -> Since:
    """Return what was done to the record since that version, as far as the actor may see it; one query."""
    entries = Entry.objects.filter(register=record.register.code, record_id=record.pk).exclude(act__in=_BESIDE)
    found = Since(list(entries.select_related("payload").order_by("-pk")[: max(0, record.version - version)]))
    shown = {one.name for one in visible_fields(record.register, actor)} | set(record.register.lines)
    for entry in reversed(found.acts):
        body = (entry.payload.body or {}) if hasattr(entry, "payload") else {}
        for name, was in (body.get("before") or {}).items():
            if name in shown:
                found.before.setdefault(name, was)
        found.after.update({name: now for name, now in (body.get("after") or {}).items() if name in shown})
    return found


def said(value: Any) -> str:
    """A value of the ledger as plain text."""
    if isinstance(value, dict):
        return str(value.get("text", ""))
    return "" if value is None else str(value)
