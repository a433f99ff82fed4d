"""Where the quotation of an annotation stands in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from edition import notation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edition.model import Annotation, Edition, Passage, Sentence


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the reading text of one sentence."""

    sentence: str
    start: int
    end: int


def pattern(quote: str) -> re.Pattern[str]:
    """Return what finds a quotation: only quotation marks, dashes and blanks may differ."""
    words = notation.fold_marks(notation.fold(quote)).split()
    return re.compile(r"\s+".join(re.escape(word) for word in words))


def found(annotation: Annotation, passage: Passage) -> list[tuple[int, int]]:
    """Return where the quotation stands in the words of a passage, as pairs of offsets.

    The words are those of the reading text or, with `text: witness`, those of the witness.
    """
    if not annotation.quote.strip():
        return []
    words = notation.fold_marks(words_of(annotation, passage))
    return [match.span() for match in pattern(annotation.quote).finditer(words)]


def words_of(annotation: Annotation, passage: Passage) -> str:
    """Return the words that the annotation quotes from."""
    return passage.witness if annotation.front.text("text") == "witness" else passage.reading


def chosen(annotation: Annotation, passage: Passage) -> tuple[int, int] | None:
    """Return the occurrence meant, or None where it is not there or not told apart."""
    places = found(annotation, passage)
    occurrence = annotation.front.text("occurrence")
    if occurrence.isdecimal():
        number = int(occurrence)
        return places[number - 1] if 1 <= number <= len(places) else None
    return places[0] if len(places) == 1 else None


def parts(annotation: Annotation, edition: Edition) -> tuple[Part, ...]:
    """Return what an annotation marks: stretches of sentences, none where it cannot be found.

    An annotation on the witness's words marks the reading text that stands for them.
    """
    passage = edition.passage(annotation.at)
    place = chosen(annotation, passage) if passage else None
    if passage is None or place is None:
        return ()
    witness = annotation.front.text("text") == "witness"
    return tuple(_parts(passage.sentences, *place, witness=witness))


def _parts(
    sentences: tuple[Sentence, ...], start: int, end: int, *, witness: bool
) -> Iterator[Part]:
    position = 0
    for sentence in sentences:
        words = sentence.witness if witness else sentence.reading
        begin = max(start - position, 0)
        stop = min(end - position, len(words))
        if begin < stop:
            if witness:
                begin, stop = _as_read(sentence, begin, stop)
            yield Part(sentence.id, begin, stop)
        # Sentences of a passage are joined by one blank.
        position += len(words) + 1


def _as_read(sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    """Turn offsets in a sentence's witness into offsets in its reading text."""
    old = new = 0
    begin = stop = None
    for piece in sentence.flat():
        old_end, new_end = old + len(piece.witness), new + len(piece.reading)
        same = isinstance(piece, notation.Words)
        if begin is None and start < old_end:
            begin = new + (start - old if same else 0)
        if stop is None and end <= old_end:
            stop = new + (end - old) if same else new_end
        old, new = old_end, new_end
    return begin or 0, new if stop is None else stop


def nearest(annotation: Annotation, passage: Passage) -> str:
    """Return the words of the passage that are most like the quotation, or an empty text."""
    words = words_of(annotation, passage).split()
    wanted = notation.fold(annotation.quote).split()
    if not wanted or not words:
        return ""
    best, score = "", 0.6
    matcher: SequenceMatcher[str] = SequenceMatcher(autojunk=False)
    matcher.set_seq2(" ".join(wanted).casefold())
    for length in range(max(1, len(wanted) - 2), len(wanted) + 3):
        for at in range(len(words) - length + 1):
            stretch = " ".join(words[at : at + length])
            bare = stretch.strip("“”‘’\"',;:.")
            matcher.set_seq1(bare.casefold())
            if matcher.real_quick_ratio() > score and matcher.quick_ratio() > score:
                ratio = matcher.ratio()
                if ratio > score:
                    best, score = bare, ratio
    return best


def elsewhere(annotation: Annotation, edition: Edition) -> str:
    """Return the id of a sentence in which the quotation stands, or an empty text."""
    for passage in edition.passages.values():
        if passage.kind == "sentence" and found(annotation, passage):
            return passage.id
    return ""
