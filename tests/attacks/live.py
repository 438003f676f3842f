"""What of a page is live: read with a parser, as a browser reads it, never looked for as a piece of text."""

from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from tests.attacks.hostile import ELEMENT

ADDRESSES = frozenset({"href", "src", "action", "formaction", "data", "poster", "srcdoc", "xlink:href", "background"})
HARMLESS = frozenset({"", "http", "https", "mailto"})


def content_of(answer: Any) -> bytes:
    """What an answer holds, read to its end, so that its file is closed."""
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


class Page(HTMLParser):
    """The words of a page, and what in it would run or lead astray."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.live: list[str] = []
        self.pieces: list[str] = []
        self._in_script = False
        self.feed(text)
        self.close()

    @property
    def words(self) -> str:
        """What a reader reads, and what stands in fields and hints."""
        return "\n".join(self.pieces)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at an element."""
        given = dict(attrs)
        self._in_script = tag == "script"
        if tag in (ELEMENT, "iframe", "object", "embed", "base"):
            self.live.append(f"<{tag}>")
        for name, value in attrs:
            self.pieces.append(value or "")
            if name.startswith("on") or ELEMENT in name:
                self.live.append(f"<{tag} {name}>")
            if name in ADDRESSES and not _is_harmless(tag, (value or "").strip()):
                self.live.append(f"<{tag} {name}={value}>")
        if tag == "script" and not (given.get("src") or "").startswith("/static/"):
            self.live.append("<script>")

    def handle_endtag(self, tag: str) -> None:
        """A script ends."""
        self._in_script = False

    def handle_data(self, data: str) -> None:
        """Keep the words; a script that holds any is live."""
        self.pieces.append(data)
        if self._in_script and data.strip():
            self.live.append("<script>")

    def handle_comment(self, data: str) -> None:
        """Words in a comment were put there by the page, never by people."""
        if ELEMENT in data:
            self.live.append("<!-- -->")


def _is_harmless(tag: str, address: str) -> bool:
    scheme = urlsplit("".join(address.split())).scheme.lower()  # browsers pass over tabs and line ends in a scheme
    return scheme in HARMLESS or (scheme == "data" and tag == "img")
