"""Where the quotation of an annotation stands in the text."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from heapq import nsmallest
from typing import TYPE_CHECKING

from edition import notation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edition.model import Annotation, Edition, Passage, Sentence


# How like two stretches of words must be, of 1, for the one to be offered for the other.
LIKENESS = 0.6


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the reading text of one sentence."""

    sentence: str
    start: int
    end: int


def pattern(quote: str) -> re.Pattern[str]:
    """Return what finds a quotation: only quotation marks, dashes and blanks may differ."""
    words = notation.fold_marks(notation.fold(quote)).split()
    return re.compile(r"\s+".join(map(_either, words)))


def _either(word: str) -> str:
    """Return a pattern of a word, its accents composed or not."""
    apart = unicodedata.normalize("NFD", word)
    if apart == word:
        return re.escape(word)
    return f"(?:{re.escape(word)}|{re.escape(apart)})"


def found(annotation: Annotation, passage: Passage) -> list[tuple[int, int]]:
    """Return where the quotation stands in the words of a passage, as pairs of offsets.

    The words are those of the reading text or, with `text: witness`, those of the witness.
    """
    if not annotation.quote.strip():
        return []
    return _places(pattern(annotation.quote), words_of(annotation, passage))


def _places(wanted: re.Pattern[str], words: str) -> list[tuple[int, int]]:
    return [match.span() for match in wanted.finditer(notation.fold_marks(words))]


def words_of(annotation: Annotation, passage: Passage) -> str:
    """Return the words that the annotation quotes from."""
    return passage.witness if annotation.front.text("text") == "witness" else passage.reading


def chosen(annotation: Annotation, passage: Passage) -> tuple[int, int] | None:
    """Return the occurrence meant, or None where it is not there or not told apart."""
    places = found(annotation, passage)
    occurrence = annotation.front.text("occurrence")
    if occurrence:
        number = int(occurrence) if notation.COUNT_RE.fullmatch(occurrence) else 0
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
    return nearest_words(annotation.quote, words_of(annotation, passage))


def nearest_words(quote: str, passage: str) -> str:
    """Return the words of a passage that are most like some others, or an empty text.

    Stretches of the same length are compared by the words that they share, in one pass; only the
    best are then compared letter by letter.
    """
    words, wanted = passage.split(), notation.fold(quote).split()
    if not wanted or not words:
        return ""
    matcher: SequenceMatcher[str] = SequenceMatcher(autojunk=False)
    matcher.set_seq2(" ".join(wanted).casefold())
    counted = Counter(map(_bare, wanted))
    choices = {
        " ".join(words[first : first + length]).strip("“”‘’\"',;:.")
        for at in _likely(words, wanted)
        for first in range(max(at - 2, 0), at + 3)
        for length in range(max(1, len(wanted) - 2), len(wanted) + 3)
    }
    best, score = "", LIKENESS
    for choice in sorted(choices):
        matcher.set_seq1(choice.casefold())
        if matcher.real_quick_ratio() < LIKENESS or matcher.quick_ratio() < LIKENESS:
            continue
        # Letters tell how like the two are; words that are kept tell what was meant.
        kept = sum((Counter(map(_bare, choice.split())) & counted).values()) / len(wanted)
        ratio = matcher.ratio()
        if ratio >= LIKENESS and 0.7 * ratio + 0.3 * kept > score:
            best, score = choice, 0.7 * ratio + 0.3 * kept
    return best


def _likely(words: list[str], wanted: list[str]) -> list[int]:
    """Return where the stretches begin that share most words with those wanted, best first."""
    bare = [_bare(word) for word in words]
    missing = Counter(map(_bare, wanted))
    size = min(len(wanted), len(words))
    shared = 0
    scores = []
    for index, word in enumerate(bare):
        shared += missing[word] > 0
        missing[word] -= 1
        if index >= size:
            missing[bare[index - size]] += 1
            shared -= missing[bare[index - size]] > 0
        if index >= size - 1:
            scores.append((-shared, index - size + 1))
    if len(wanted) == 1 and not any(score for score, _ in scores):
        # A single word is shared or not; where it is not, one that looks like it will do.
        return [bare.index(word) for word in get_close_matches(_bare(wanted[0]), set(bare))]
    return [at for _, at in nsmallest(8, scores)]


def _bare(word: str) -> str:
    return notation.PUNCTUATION_RE.sub("", word).casefold()


def elsewhere(annotation: Annotation, edition: Edition) -> str:
    """Return the id of a sentence of a text in which the quotation stands, or an empty text."""
    wanted = pattern(annotation.quote)
    for passage in edition.passages.values():
        own = passage.kind == "sentence" and not passage.original
        if own and _places(wanted, words_of(annotation, passage)):
            return passage.id
    return ""
