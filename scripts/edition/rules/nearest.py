"""The nearest right thing to a wrong one, and how words are shown in a message."""

from __future__ import annotations

from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING

from edition import notation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from edition.model import Edition

MOST = 3
LIKENESS = 0.6
# How much less like a second word may be, to be named beside the first.
APART = 0.2
# Words of a file that a message repeats, at most.
SHOWN = 60


def nearest(wrong: str, right: Iterable[str]) -> list[str]:
    """Return up to three of the right words that are most like the wrong one, best first."""
    by_folded: dict[str, str] = {}
    for word in right:
        by_folded.setdefault(word.casefold(), word)
    # What is far longer than any name is none, and would take long to compare.
    sought = wrong.casefold()[: 4 * SHOWN]
    close = get_close_matches(sought, list(by_folded), n=MOST, cutoff=LIKENESS)
    likeness = [SequenceMatcher(a=word, b=sought).ratio() for word in close]
    # Beside one that is surely meant, others are noise.
    return [
        by_folded[word]
        for word, like in zip(close, likeness, strict=True)
        if like > likeness[0] - APART
    ]


@lru_cache(maxsize=1)
def _names(edition: Edition) -> Mapping[str, str]:
    """Return the ids of entries by id, headword and form."""
    names: dict[str, str] = {}
    for term in edition.terms.values():
        names.setdefault(term.id, term.id)
        for form in term.forms:
            names.setdefault(form.words.casefold(), term.id)
    return names


@lru_cache(maxsize=4096)
def nearest_terms(wrong: str, edition: Edition, words: str = "") -> Sequence[str]:
    """Return up to three ids of entries most like a wrong id, by id, headword and forms.

    `words` are the linked words, which often say what was meant.
    """
    names = _names(edition)
    spaced = wrong.replace("-", " ").replace("_", " ")
    found = [names[name] for name in nearest(wrong, names)]
    found += [names[name] for name in nearest(spaced, names) if spaced != wrong]
    if words:
        found += [names[name] for name in nearest(notation.fold(words), names)]
    return list(dict.fromkeys(found))[:MOST]


def listed(words: Sequence[str], joint: str = "or") -> str:
    """Return the words in quotation marks, as a sentence lists them."""
    quoted = [f"“{word}”" for word in words]
    if len(quoted) < 2:
        return "".join(quoted)
    return f"{', '.join(quoted[:-1])} {joint} {quoted[-1]}"


def there_is_no(wrong: str, near: Sequence[str]) -> str:
    """Return that there is no such thing, and what is nearest to it."""
    label = f"there is no “{short(wrong)}”"
    return f"{label}; the nearest is {listed(near)}" if near else label


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural where it needs it."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def short(words: str, most: int = SHOWN) -> str:
    """Return words as a message repeats them: the beginning of them where they are many."""
    if len(words) <= most:
        return words
    cut = words[:most]
    return f"{cut.rpartition(' ')[0] or cut} …"
