"""The concordance: every use of a term in the texts, each with its line of context."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from edition import forms

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from edition.model import Edition, Sentence

CONTEXT = 70


@dataclass(frozen=True, slots=True)
class Line:
    """A use of a term: a keyword in its context (KWIC), at `start` in its sentence."""

    passage: str
    start: int
    left: str
    keyword: str
    right: str
    linked: bool


def concordance(edition: Edition) -> Mapping[str, list[Line]]:
    """Return the uses of every term, in the order of the text."""
    every = forms.Forms(edition)
    found: dict[str, list[Line]] = {name: [] for name in edition.terms}
    for text in edition.texts:
        for sentence in text.sentences():
            for term, start, end, linked in _uses(every, sentence):
                if term in found:
                    found[term].append(_line(sentence, start, end, linked=linked))
    return found


def _uses(every: forms.Forms, sentence: Sentence) -> Iterator[tuple[str, int, int, bool]]:
    """Yield term, start, end and whether it is linked, for every use in a sentence, in order."""
    links = [
        (start, end, link.target, True)
        for link, start, end in sentence.linked()
        if link.scheme == "term"
    ]
    others = [
        (use.start, use.end, use.term, False)
        for use in every.uses(sentence.reading, sentence.id)
        if not any(start < use.end and use.start < end for start, end, _, _ in links)
    ]
    for start, end, term, linked in sorted(links + others):
        yield term, start, end, linked


def _line(sentence: Sentence, start: int, end: int, *, linked: bool) -> Line:
    words = sentence.reading
    left, right = words[:start], words[end:]
    if len(left) > CONTEXT:
        left = "… " + left[-CONTEXT:].partition(" ")[2]
    if len(right) > CONTEXT:
        right = right[:CONTEXT].rpartition(" ")[0] + " …"
    return Line(sentence.id, start, left, words[start:end], right, linked)
