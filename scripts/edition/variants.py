"""Simplified and traditional characters, by OpenCC; it is loaded when something is compared.

Several traditional forms may stand for one simplified character, and the standards of Taiwan and
Hong Kong and OpenCC’s own choose differently (裡, 裏; 群, 羣); any of them will do.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

# What a repair writes comes first.
TRADITIONAL = ("s2tw", "s2hk", "s2t")
SIMPLIFIED = "t2s"

Script = Literal["simplified", "traditional"]


@dataclass(frozen=True, slots=True)
class Difference:
    """The first place at which the two scripts do not have the same words.

    `script` tells which of the two is to be changed, at `start` to `end` of it; `sign` is the
    character of the other there, empty where it has none, and `expected` what should stand here.
    `mended` is the whole as it should be.
    """

    script: Script
    start: int
    end: int
    sign: str
    expected: str
    mended: str


def difference(simplified: str, traditional: str) -> Difference | None:
    """Return where words in the two scripts differ, or None where they are the same words.

    Punctuation is not compared. A form that OpenCC would not choose is accepted where it stands for
    the simplified character too, unless the word tells which one is meant (皇后, 複雜).
    """
    written = [_converted(config, simplified) for config in TRADITIONAL]
    plain, back = _converted(SIMPLIFIED, simplified), _converted(SIMPLIFIED, traditional)
    signs, forms = _characters(simplified), _characters(traditional)
    for at, sign in signs:
        if plain[at] != sign and sign in [each[at] for each in written]:
            return Difference("simplified", at, at + 1, sign, plain[at], plain)
    best, size = written[0], len(traditional)
    wrong = [
        (at, there)
        for (at, sign), (there, form) in zip(signs, forms, strict=False)
        if form not in [each[at] for each in written]
        and (form == sign or back[there] != sign or best[at] != _alone(sign))
    ]
    if wrong:
        at, there = wrong[0]
        mended = list(traditional)
        for here, place in wrong:
            mended[place] = best[here]
        whole = "".join(mended) if len(signs) == len(forms) else best
        return Difference("traditional", there, there + 1, simplified[at], best[at], whole)
    if len(signs) > len(forms):
        at, sign = signs[len(forms)]
        return Difference("traditional", size, size, sign, best[at], best)
    if len(forms) > len(signs):
        start = forms[len(signs)][0]
        return Difference("traditional", start, start + 1, "", "", best)
    return None


def _alone(sign: str) -> str:
    """Return the traditional form of a simplified character that stands by itself."""
    return _converted(TRADITIONAL[0], sign)


def _characters(words: str) -> list[tuple[int, str]]:
    """Return the characters of words with their places, without blanks and punctuation."""
    return [(at, character) for at, character in enumerate(words) if character.isalnum()]


def _converted(config: str, words: str) -> str:
    """Return words converted character by character; what would not keep its length stays."""
    made = _converter(config)(words)
    return made if len(made) == len(words) else words


@lru_cache
def _converter(config: str) -> Callable[[str], str]:
    from opencc import OpenCC  # noqa: PLC0415 - a check that needs none loads none

    return OpenCC(config).convert
