"""The demonstration cast: who can be stepped into on this very computer, without password and second factor."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from zhengan.faces.web.dates import is_chinese
from zhengan.identity import strength


@dataclass(frozen=True)
class Member:
    """One person of the demonstration cast, and what to try as that person."""

    username: str
    name: str
    title: str
    try_this: str


def cast(request: HttpRequest) -> list[Member]:
    """The demonstration cast, offered in demonstration mode to this very computer and to nobody else."""
    if not settings.DEMONSTRATION or not strength.is_here(request):
        return []
    try:
        rows: list[dict[str, Any]] = json.loads((Path(settings.HOME) / "demonstration").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    said = "try_zh" if is_chinese() else "try_en"
    title = "title" if is_chinese() else "title_en"
    return [
        Member(row["username"], row["name"], row.get(title) or row.get("title", ""), row.get(said, "")) for row in rows
    ]
