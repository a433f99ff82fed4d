"""Pinyin, cut into syllables, so that each stands above its character."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# The syllables of GB/T 16159: an initial and a final, with what interjections add.
_INITIAL = r"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
_FINAL = (
    r"(?:iang|iong|uang|ueng|iao|ian|ing|ang|eng|ong|uai|uan|uei|uen|üan|üe|ün|"
    r"ai|ei|ao|ou|an|en|er|ia|ie|iu|in|ua|uo|ui|un|ue|a|o|e|i|u|ü)"
)
SYLLABLE_RE = re.compile(rf"{_INITIAL}{_FINAL}r?")
# A word with the number that may stand for its tone (guan1); all else stands between words.
WORD_RE = re.compile(r"(?P<letters>(?:[^\W\d_][\u0300-\u036f]*)+)(?P<number>\d*)")
# No word is so long; what is longer is not cut.
MOST_LETTERS = 200
HAN_RE = re.compile(r"[〇\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")


@dataclass(frozen=True, slots=True)
class Sound:
    """A syllable as it is written, at `start` to `end` of some pinyin.

    A word that cannot be cut into syllables is one sound, and not `clear`.
    """

    text: str
    start: int
    end: int
    clear: bool = True

    def rolled(self, following: str) -> bool:
        """Tell whether it is the syllable of two characters, of which the second is 儿 (nǎr)."""
        return following == "儿" and len(self.text) > 2 and self.text[-1] in "rR"


def _bare(text: str) -> str:
    """Return the letters without their tone marks, one for one; ü stays."""
    return "".join(
        "ü"
        if unicodedata.normalize("NFD", letter)[:2] == "u\u0308"
        else unicodedata.normalize("NFD", letter)[0]
        for letter in text.lower()
    )


def syllables(word: str) -> list[str]:
    """Return a word of pinyin cut into syllables; an empty list where it cannot be.

    A syllable never begins with a vowel inside a word unless an apostrophe says so, so of all ways
    to cut the word the one whose syllables are the longest from the left, and fit, is right.
    """
    word = unicodedata.normalize("NFC", word)
    return _cut(word, _bare(word), 0) if len(word) <= MOST_LETTERS else []


def _cut(word: str, bare: str, at: int) -> list[str]:
    if at == len(word):
        return []
    whole = SYLLABLE_RE.match(bare, at)
    longest = whole.end() if whole else at
    for end in range(longest, at, -1):
        if not SYLLABLE_RE.fullmatch(bare, at, end):
            continue
        if end < len(word) and bare[end] in "aeiouü":
            continue
        rest = _cut(word, bare, end)
        if rest or end == len(word):
            return [word[at:end], *rest]
    return []


def sounds(pinyin: str) -> list[Sound]:
    """Return the syllables of pinyin in NFC with their places.

    Marks between words are passed over; a number right behind a word belongs to its last syllable.
    """
    found: list[Sound] = []
    for match in WORD_RE.finditer(pinyin):
        cut = syllables(match["letters"])
        at = match.start()
        for syllable in cut or [match["letters"]]:
            found.append(Sound(syllable, at, at + len(syllable), bool(cut)))
            at += len(syllable)
        if match["number"]:
            last = found.pop()
            text = last.text + match["number"]
            found.append(Sound(text, last.start, match.end(), last.clear))
    return found


def ruby(hanzi: str, pinyin: str) -> list[tuple[str, str]]:
    """Pair every character with its syllable; what is no character has an empty one.

    Returns an empty list where the two do not match, syllable by syllable.
    """
    said = sounds(unicodedata.normalize("NFC", pinyin))
    pairs: list[tuple[str, str]] = []
    at, rolled = 0, False
    for sign in hanzi:
        if not HAN_RE.match(sign) or (rolled and sign == "儿"):
            pairs.append((sign, ""))
            rolled = False
            continue
        if at == len(said) or not said[at].clear:
            return []
        pairs.append((sign, said[at].text))
        rolled = said[at].rolled("儿")
        at += 1
    return pairs if at == len(said) else []
