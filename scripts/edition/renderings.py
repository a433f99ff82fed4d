"""Which English words of the text render which Chinese terms, and where."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from edition import forms

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from edition.model import Edition

# A plural’s ending is not taken off a word as short as “bias”.
SHORTEST_PLURAL = 5


@dataclass(frozen=True, slots=True)
class Rendering:
    """Words of the text that render a term, with the sentences in which they do.

    `alone` are those sentences in which the words are not part of longer ones for the same term.
    """

    words: str
    term: str
    passages: tuple[str, ...]
    alone: tuple[str, ...]


def renderings(edition: Edition) -> list[Rendering]:
    """Return every rendering, in the order of the text.

    Forms that stand within longer ones count too: within “consulting matters with the people”
    there is “the people”.
    """
    every = forms.Forms(edition)
    found: dict[tuple[str, str], list[tuple[str, str, bool]]] = {}
    for text in edition.texts:
        for sentence in text.sentences():
            linked = {
                (start, end): link.target
                for link, start, end in sentence.linked()
                if link.scheme == "term"
            }
            uses = {
                (use.start, use.end): use.term for use in every.every(sentence.reading, sentence.id)
            } | linked
            for (start, end), term in sorted(uses.items()):
                if term in edition.terms:
                    words = sentence.reading[start:end]
                    use = (words, sentence.id, not _within(start, end, term, uses))
                    found.setdefault((term, plain(words)), []).append(use)
    return [
        Rendering(
            places[0][0],
            term,
            tuple(dict.fromkeys(name for _, name, _ in places)),
            tuple(dict.fromkeys(name for _, name, alone in places if alone)),
        )
        for (term, _), places in found.items()
    ]


def _within(start: int, end: int, term: str, uses: Mapping[tuple[int, int], str]) -> bool:
    """Tell whether a use lies within a longer one of the same term."""
    return any(
        other == term and begin <= start and end <= stop and (begin, stop) != (start, end)
        for (begin, stop), other in uses.items()
    )


def plain(words: str) -> str:
    """Return words as they are compared: without case, leading article, or a plural’s ending."""
    tokens = list(forms.same(words))
    if tokens[:1] == ["the"] and len(tokens) > 1:
        del tokens[0]
    last = tokens[-1] if tokens else ""
    if len(last) >= SHORTEST_PLURAL and last.endswith("ies"):
        tokens[-1] = f"{last.removesuffix('ies')}y"
    elif len(last) >= SHORTEST_PLURAL and not last.endswith(("ss", "us", "is")):
        tokens[-1] = last.removesuffix("s")
    return " ".join(tokens)


def shared(every: Iterable[Rendering]) -> Mapping[str, list[Rendering]]:
    """Return the English words that stand for more than one term, in alphabetical order."""
    found: dict[str, list[Rendering]] = {}
    for one in every:
        found.setdefault(plain(one.words), []).append(one)
    return {words: found[words] for words in sorted(found) if len(found[words]) > 1}


def varied(every: Iterable[Rendering]) -> Mapping[str, list[Rendering]]:
    """Return the terms that are rendered in more than one way, by their ids."""
    found: dict[str, list[Rendering]] = {}
    for one in every:
        if one.alone:
            found.setdefault(one.term, []).append(replace(one, passages=one.alone))
    return {term: some for term, some in found.items() if len(some) > 1}
