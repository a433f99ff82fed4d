"""How wide words are without a browser, how they are broken, and how boxes keep clear of each other."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# Advances of the site's sans face (docs/assets/fonts/edition-sans.woff2) in thousandths of the size
# of type: for each group of characters the widest of them, so that words are never wider than
# reckoned. A test holds the table against the font.
_ADVANCES = (
    (200, " \N{NO-BREAK SPACE}"),
    (250, "|iìíîïīǐj',.:;·‘’"),
    (263, "lI"),
    (311, "!f()[]{}•-"),
    (350, "tr/\\"),
    (426, "*s?z“”"),
    (456, "xcç†‡"),
    (486, "vyYJL–"),
    (504, "Fkeèéêëēěagàáâäåāǎ_#$+0123456789<=>^~§×−"),
    (544, "XVEÈÉĒĚSTZ`oòóôöøōǒAhuÀÁÄùúüĀūǍǔǖǘǚǜ"),
    (560, "nñbdpq¶"),
    (588, "PRCßKB"),
    (652, "&D→GUÜNH"),
    (664, "OQÒÓÖŌǑ"),
    (727, "wM"),
    (786, "æW"),
    (847, "—%m@"),
    (948, "…"),
)
ADVANCES = {character: advance for advance, group in _ADVANCES for character in group}
# A character of another face, such as a Chinese one, is as wide as it is high.
FULL = 1000


def width(words: str, size: float) -> int:
    """Return how wide words are at most, in a size of type; in whole units."""
    return ceil(sum(ADVANCES.get(character, FULL) for character in words) * size / FULL)


def broken(words: str, size: float, most: int) -> tuple[str, ...]:
    """Return words as lines of that width at most; one word that is wider stands alone."""
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size) <= most:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, by its upper left corner."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """Its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """Its lower edge."""
        return self.y + self.height


def spread(wanted: Sequence[float], height: int, top: int, bottom: int) -> list[int]:
    """Return where boxes of one height begin, each as near as can be to the middle it wants.

    `wanted` ascends, and the boxes stay in its order; they keep clear of each other and between
    `top` and `bottom`, where these leave them the room. The squares of the ways are least: this is
    isotonic regression by pooling adjacent violators (https://doi.org/10.2307/2985411), cut off at
    the bounds.
    """
    pools: list[tuple[float, int]] = []
    for number, middle in enumerate(wanted):
        pool = (middle - height / 2 - number * height, 1)
        while pools and pools[-1][0] > pool[0]:
            mean, count = pools.pop()
            both = count + pool[1]
            pool = ((mean * count + pool[0] * pool[1]) / both, both)
        pools.append(pool)
    last = max(top, bottom - len(wanted) * height)
    begins = [min(max(round(mean), top), last) for mean, count in pools for _ in range(count)]
    return [begin + number * height for number, begin in enumerate(begins)]


def tops(heights: Sequence[int], first: int) -> list[int]:
    """Return where boxes begin that stand close below each other."""
    return list(accumulate(heights, initial=first))[: len(heights)]
