"""Sentences of verdicts, in every tongue at once: a verdict is kept, and read by people of both."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils import translation

from zhengan.checks.counting import Counted

ZH, EN = "zh-hant", "en"
LANGUAGES = (ZH, EN)


@dataclass(frozen=True)
class Both:
    """A word in both tongues, for the blanks of a sentence; `Period` has the same two methods."""

    chinese: str
    english: str

    def zh(self) -> str:
        """The word in Chinese."""
        return self.chinese

    def en(self) -> str:
        """The word in English."""
        return self.english


def in_both(say: Callable[[str], str]) -> dict[str, str]:
    """Say something once in each language; `say` is given the language, which is active while it speaks."""
    found = {}
    for language in LANGUAGES:
        with translation.override(language):
            found[language] = say(language)
    return found


def sentences(counted: Iterable[Counted]) -> dict[str, str]:
    """The sentences of some parts, joined, in each language."""
    told = list(counted)
    return in_both(lambda language: joined((sentence(one, language) for one in told), language))


def joined(parts: Iterable[str], language: str) -> str:
    """Join sentences as the language does; the same one is said once."""
    return (
        " ".join(dict.fromkeys(part for part in parts if part))
        if language == EN
        else "".join(dict.fromkeys(part for part in parts if part))
    )


def sentence(counted: Counted, language: str) -> str:
    """One sentence with its blanks filled; the language must be active."""
    return str(counted.sentence) % {name: spoken(value, language) for name, value in counted.words.items()}


def spoken(value: object, language: str) -> object:
    """A value as the language says it: `Both` and `Period` know themselves, the rest is as it is."""
    say = getattr(value, "zh" if language == ZH else "en", None)
    return say() if callable(say) else value


def listed(words: Iterable[str], language: str) -> str:
    """Words in a row: 甲、乙 or A, B."""
    return ("、" if language == ZH else ", ").join(words)
