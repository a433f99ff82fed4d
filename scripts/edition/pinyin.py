"""Pinyin, cut into syllables, so that each stands above its character."""

from __future__ import annotations

import re
import unicodedata

# The syllables of GB/T 16159: an initial and a final, with what interjections add.
_INITIAL = r"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
_FINAL = (
    r"(?:iang|iong|uang|ueng|iao|ian|ing|ang|eng|ong|uai|uan|uei|uen|üan|üe|ün|"
    r"ai|ei|ao|ou|an|en|er|ia|ie|iu|in|ua|uo|ui|un|ue|a|o|e|i|u|ü)"
)
SYLLABLE_RE = re.compile(rf"{_INITIAL}{_FINAL}r?")
SEPARATOR_RE = re.compile(r"[\s,'’·—–-]+|/")
HAN_RE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")


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
    return _cut(word, _bare(word), 0)


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


def ruby(hanzi: str, pinyin: str) -> list[tuple[str, str]]:
    """Pair every character with its syllable; what is no character has an empty one.

    Returns an empty list where the two do not match, syllable by syllable.
    """
    words = [word for word in SEPARATOR_RE.split(pinyin) if word]
    sounds = [syllable for word in words for syllable in syllables(word)]
    if not all(syllables(word) for word in words) or len(sounds) != len(HAN_RE.findall(hanzi)):
        return []
    each = iter(sounds)
    return [(sign, next(each) if HAN_RE.match(sign) else "") for sign in hanzi]
