"""The apparatus: every emendation, the witness's reading beside the edition's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from edition import notation
    from edition.model import Emendation, Text

# Five words on either side tell a reader where he is; where no blanks part them, so do six
# characters.
BEFORE_RE = re.compile(r"(?:\S+\s+){0,4}\S*\s*$")
AFTER_RE = re.compile(r"\S*(?:\s+\S+){0,5}")
SIGNS_BEFORE_RE = re.compile(r".{0,6}$", re.DOTALL)
SIGNS_AFTER_RE = re.compile(r".{0,6}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Reading:
    """Words as one of the two has them, between the words about them.

    The three follow one another as they are, blanks included; `words` is empty where the other has
    a word more.
    """

    before: str
    words: str
    after: str


@dataclass(frozen=True, slots=True)
class Variant:
    """An emendation with both readings."""

    emendation: Emendation
    witness: Reading
    reading: Reading


def apparatus(text: Text) -> Iterator[Variant]:
    """Yield the variants of a text, in its order."""
    for sentence in text.sentences():
        pieces = list(sentence.flat())
        for emendation in sentence.emendations():
            at = pieces.index(emendation.piece)
            yield Variant(
                emendation,
                _reading(pieces, at, text.writing, witness=True),
                _reading(pieces, at, text.writing, witness=False),
            )


def _reading(
    pieces: Sequence[notation.Words | notation.Emended],
    at: int,
    writing: notation.Writing,
    *,
    witness: bool,
) -> Reading:
    def joined(some: Sequence[notation.Words | notation.Emended]) -> str:
        return "".join([one.witness if witness else one.reading for one in some])

    before, own, after = joined(pieces[:at]), joined(pieces[at : at + 1]), joined(pieces[at + 1 :])
    words = own.strip()
    # A blank that an emendation brings or takes belongs to what stands about it.
    lead, trail = own[: len(own) - len(own.lstrip())], own[len(own.rstrip()) :]
    about = (BEFORE_RE, AFTER_RE) if writing.joint else (SIGNS_BEFORE_RE, SIGNS_AFTER_RE)
    left = about[0].search(before + lead if words else before)
    right = about[1].match(trail + after if words else after)
    cut = [left[0] if left else "", right[0] if right else ""]
    if writing.count(cut[0]) < writing.count(before):
        cut[0] = f"… {cut[0]}"
    if writing.count(cut[1]) < writing.count(after):
        cut[1] = f"{cut[1]} …"
    return Reading(cut[0], words, cut[1])
