"""The nearest right thing to a wrong one."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from edition import notation

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from edition.model import Edition

MOST = 3
LIKENESS = 0.6


def nearest(wrong: str, right: Iterable[str]) -> list[str]:
    """Return up to three of the right words that are most like the wrong one, best first."""
    by_folded: dict[str, str] = {}
    for word in right:
        by_folded.setdefault(word.casefold(), word)
    close = get_close_matches(wrong.casefold(), list(by_folded), n=MOST, cutoff=LIKENESS)
    return [by_folded[word] for word in close]


def nearest_terms(wrong: str, edition: Edition, words: str = "") -> list[str]:
    """Return up to three ids of entries most like a wrong id, by id, headword and forms.

    `words` are the linked words, which often say what was meant.
    """
    names: dict[str, str] = {}
    for term in edition.terms.values():
        names.setdefault(term.id, term.id)
        for form in term.forms:
            names.setdefault(form.words.casefold(), term.id)
    found = [names[name] for name in nearest(wrong, names)]
    spaced = wrong.replace("-", " ").replace("_", " ")
    found += [names[name] for name in nearest(spaced, names)]
    if words:
        found += [names[name] for name in nearest(notation.fold(words), names)]
    return list(dict.fromkeys(found))[:MOST]


def listed(words: Sequence[str], joint: str = "or") -> str:
    """Return the words in quotation marks, as a sentence lists them."""
    quoted = [f"“{word}”" for word in words]
    if len(quoted) < 2:
        return "".join(quoted)
    return f"{', '.join(quoted[:-1])} {joint} {quoted[-1]}"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural where it needs it."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
