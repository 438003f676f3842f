"""Reads YAML so that every value still knows its file and line, and gathers what is wrong instead of stopping."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

# libyaml's parser is about ten times as fast; the pure one is there where PyYAML was built without it.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_WORDS: Mapping[str, Callable[[str], object]] = {
    "tag:yaml.org,2002:null": lambda _: None,
    "tag:yaml.org,2002:bool": lambda text: text.lower() in ("true", "yes", "on"),
}


class Row(dict[str, Any]):
    """A YAML mapping that knows where it stands: `file`, `line`, and `lines` of its keys (counted from 1)."""

    __slots__ = ("file", "line", "lines")

    def __init__(self, *, file: str, line: int) -> None:
        super().__init__()
        self.file = file
        self.line = line
        self.lines: dict[str, int] = {}

    def at(self, key: str | None = None) -> tuple[str, int]:
        """File and line of a key, or of the row where the key is missing or none is named."""
        return self.file, self.lines.get(key or "", self.line)


@dataclass(slots=True)
class Problems:
    """What is wrong, in the order found, each once and with its place."""

    found: list[tuple[str, int, str]] = field(default_factory=list)

    def add(self, place: tuple[str, int], message: str) -> None:
        """Note a problem at a file and line."""
        if (*place, message) not in self.found:
            self.found.append((*place, message))

    def lines(self) -> tuple[str, ...]:
        """All of them as `file:line: message`, by file and line."""
        return tuple(f"{file}:{line}: {message}" for file, line, message in sorted(self.found))


def read_yaml(path: Path, *, under: Path, problems: Problems) -> Any:
    """The YAML of a file: Rows, lists, text, None and booleans; numbers and dates stay text as written.

    None when it cannot be read, which is noted. `under` is the folder that file names are given from.
    """
    name = path.relative_to(under).as_posix()
    try:
        node = yaml.compose(path.read_text("utf-8"), Loader=_Loader)
    except FileNotFoundError:
        problems.add((name, 1), "this file is missing")
    except (OSError, UnicodeDecodeError) as error:
        problems.add((name, 1), f"cannot be read: {error}")
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        told = getattr(error, "problem", None) or str(error)
        problems.add((name, mark.line + 1 if mark else 1), f"is no YAML: {told}")
    else:
        return None if node is None else _value(node, name, problems)
    return None


def _value(node: Any, file: str, problems: Problems) -> Any:
    if isinstance(node, yaml.ScalarNode):
        read = _WORDS.get(node.tag)
        return read(node.value) if read else node.value
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, file, problems) for item in node.value]
    row = Row(file=file, line=node.start_mark.line + 1)
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        key = str(key_node.value)
        if key in row:
            problems.add((file, line), f"the key {key!r} stands twice")
        row[key] = _value(value_node, file, problems)
        row.lines[key] = line
    return row


# --- reading a row by a table of its keys ---

Reader = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a row: how its value is read (raising ValueError with the reason), and whether it may be missing."""

    read: Reader
    optional: bool = False
    null: bool = False
    default: Any = None


def read_row(row: Row, keys: Mapping[str, Key], *, name: str, problems: Problems) -> dict[str, Any] | None:
    """The values of a row by the table of its keys, or None when any is wrong; every fault is noted under `name`."""
    before = len(problems.found)
    values: dict[str, Any] = {}
    for unknown in [key for key in row if key not in keys]:
        problems.add(row.at(unknown), f"{name}: unknown key {unknown!r}")
    for key, rule in keys.items():
        values[key] = rule.default
        if key not in row:
            if not rule.optional:
                problems.add(row.at(), f"{name}: the key {key!r} is missing")
        elif row[key] is None:
            if not rule.null:
                problems.add(row.at(key), f"{name}: {key} must not be empty")
        else:
            try:
                values[key] = rule.read(row[key])
            except ValueError as error:
                problems.add(row.at(key), f"{name}: {key}: {error}")
    return values if len(problems.found) == before else None


def text(value: Any) -> str:
    """Read text that is not blank, without blanks at its ends."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError("must be text")
    return value.strip()


def flag(value: Any) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        raise ValueError("must be true or false")
    return value


def texts(value: Any) -> tuple[str, ...]:
    """Read a list of different texts."""
    if not isinstance(value, list):
        raise ValueError("must be a list")
    found = tuple(text(item) for item in value)
    if len(set(found)) < len(found):
        raise ValueError("holds the same entry twice")
    return found


def one_of(allowed: Sequence[str]) -> Reader:
    """A reader for one of a few words."""

    def read(value: Any) -> str:
        if value not in allowed:
            raise ValueError(f"must be one of {', '.join(allowed)}, not {value!r}")
        return str(value)

    return read
