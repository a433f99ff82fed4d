"""What the edition says of itself: `[38](fact:sentences)` in a prose page.

The words between the brackets are for those who read the source on a forge; a page shows what is
true now. A fact is named here and nowhere else.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from edition import notation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from edition.model import Edition, Text

NOT_SET = "not yet set"
NOT_ASKED = "not yet asked"

_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    "nineteen",
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
# As many numbers have words; from a hundred on figures are usual.
_IN_WORDS = 100
# What is set in the face of code.
CODE = frozenset({"sha256"})


def _text(edition: Edition) -> Text | None:
    """Return the text that the edition is of: the first."""
    return edition.texts[0] if edition.texts else None


def _sha256(edition: Edition) -> str:
    text = _text(edition)
    return text.witness.sha256 if text and text.witness else ""


def _permission(edition: Edition) -> str:
    text = _text(edition)
    return (text.front.text("permission") if text else "") or NOT_ASKED


def _words(edition: Edition) -> int:
    text = _text(edition)
    return sum(len(sentence.reading.split()) for sentence in text.sentences()) if text else 0


def _links(edition: Edition) -> int:
    text = _text(edition)
    sentences = text.sentences() if text else ()
    return sum(link.scheme == "term" for sentence in sentences for link in sentence.links())


def _paragraphs(edition: Edition) -> int:
    text = _text(edition)
    return len(text.paragraphs) if text else 0


def _sentences(edition: Edition) -> int:
    text = _text(edition)
    return sum(1 for _ in text.sentences()) if text else 0


def _emendations(edition: Edition) -> int:
    text = _text(edition)
    return sum(1 for _ in text.emendations()) if text else 0


FACTS: Mapping[str, Callable[[Edition], str | int | date]] = {
    "version": lambda edition: edition.settings.version,
    "date": lambda edition: _day(edition.settings.date),
    "contact": lambda edition: edition.settings.contact,
    "repository": lambda edition: edition.settings.repository,
    "permission": _permission,
    "sha256": _sha256,
    "paragraphs": _paragraphs,
    "sentences": _sentences,
    "words": _words,
    "emendations": _emendations,
    "terms": lambda edition: len(edition.terms),
    "links": _links,
    "annotations": lambda edition: len(edition.annotations),
    "references": lambda edition: len(edition.references),
    "people": lambda edition: len(edition.people),
}


def shown(edition: Edition, name: str, words: str) -> str:
    """Return a fact as a page shows it, in place of some words.

    A number is in words where they are, up to ninety-nine, and else in figures; a date is as in
    2026-11-24 where they are, and else as in 24 November 2026. What is empty is not yet set.
    Raises KeyError where there is no fact of that name.
    """
    value = FACTS[name](edition)
    written = notation.fold(words)
    if isinstance(value, int):
        return _number(value, written)
    if isinstance(value, date):
        iso = value.isoformat()
        return iso if written[:4].isdecimal() else f"{value.day} {value:%B %Y}"
    return value or NOT_SET


def current(edition: Edition, name: str, words: str) -> bool:
    """Tell whether some words say what a fact says now; a number may lack its commas.

    Raises KeyError where there is no fact of that name.
    """
    written, now = notation.fold(words), shown(edition, name, words)
    return written in (now, now.replace(",", ""))


def address(edition: Edition, name: str) -> str:
    """Return what a fact leads to, an address of the web or of a letter box, or an empty text."""
    settings = edition.settings
    if name == "contact" and settings.contact:
        return f"mailto:{settings.contact}"
    return settings.repository if name == "repository" else ""


def in_words(number: int) -> str:
    """Return a number in words, from 0 to 99."""
    if number < len(_SMALL):
        return _SMALL[number]
    tens, ones = divmod(number, 10)
    return f"{_TENS[tens - 2]}-{_SMALL[ones]}" if ones else _TENS[tens - 2]


def _number(value: int, written: str) -> str:
    """Return a number in figures, or in words where it was written so."""
    is_word = any(written.casefold() == in_words(number) for number in range(_IN_WORDS))
    if not is_word or value >= _IN_WORDS:
        return f"{value:,}"
    words = in_words(value)
    return words.capitalize() if written[0].isupper() else words


def _day(written: str) -> date | str:
    """Return a day, or what was written where it is none, which another rule tells."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return written
