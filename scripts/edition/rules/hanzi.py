"""Rules on the Chinese of entries and of the register: its pinyin, and its two scripts."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from edition import front_matter, readings, remembered, variants
from edition.findings import Finding, Severity, Suggestion
from edition.rules.front_matter import clear, fronts
from edition.rules.nearest import counted, short

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edition.model import Edition, Scalar
    from edition.readings import Misreading
    from edition.source import Span
    from edition.variants import Difference

# What decides on what is right.
CODE = tuple(
    Path(__file__).parents[1] / f"{name}.py" for name in ("pinyin", "readings", "variants")
)
PACKAGES = ("pypinyin", "opencc")


@lru_cache(maxsize=1)
def _memory(edition: Edition) -> remembered.Remembered:
    """Return what was found right in an edition before."""
    return remembered.Remembered(edition.root, CODE, PACKAGES)


def remember(edition: Edition) -> None:
    """Keep what the rules found right, so that the next check need not load the dictionaries."""
    _memory(edition).write()


def _pairs(edition: Edition, key: str) -> Iterator[tuple[Scalar, Scalar]]:
    """Yield hanzi with what another key has for them, where both could be read."""
    for kind, front in fronts(edition):
        hanzi, other = front.scalar("hanzi"), front.scalar(key)
        if hanzi and other and clear(kind, front, "hanzi", key):
            yield hanzi, other


def pinyin_mismatch(edition: Edition) -> Iterator[Finding]:
    """The pinyin reads the hanzi, syllable by syllable, with tone marks, as dictionaries have it.

    The neutral tone stands where a word has it (知识 *zhīshi*), a change of tone in speech is not
    written (一片 *yī piàn*, 不误 *bù wù*), an apostrophe parts what could be read otherwise
    (*Xī’ān*), and a final *r* may stand for a second character (*nǎr*).
    Any reading that a dictionary gives for a character is accepted; where the dictionary has the
    whole word, and reads it otherwise, that is a warning.
    How syllables are joined into words is left to the editors.
    """
    memory = _memory(edition)
    for hanzi, said in _pairs(edition, "pinyin"):
        words = unicodedata.normalize("NFC", said.text)
        if memory.knows("pinyin", hanzi.text, words):
            continue
        found = readings.misreading(hanzi.text, words)
        if found is None:
            memory.keep("pinyin", hanzi.text, words)
        else:
            yield _misread(found, said, words)


def _misread(found: Misreading, said: Scalar, words: str) -> Finding:
    message = "pinyin must read the hanzi, syllable by syllable, with tone marks"
    if found.what == "word":
        message = "pinyin should read a word as the dictionary does"
    return Finding(
        _within(said, words, found.start, found.end),
        message,
        _label(found, words[found.start : found.end]),
        _write("pinyin", found.mended),
        _instead(said, found.mended),
        severity=Severity.WARNING if found.what == "word" else None,
    )


def _label(found: Misreading, written: str) -> str:
    """Return what is wrong with a syllable, and how it should be."""
    right = " or ".join(found.expected)
    if found.what == "word":
        return f"in “{short(found.word)}” the character “{found.signs}” is read {right}"
    if found.what == "joined":
        return "an apostrophe must stand before a syllable that begins with a vowel"
    if found.what == "extra":
        return "hanzi has no character for this"
    if found.what == "missing":
        return f"“{short(found.signs)}” must be read here: {short(' '.join(found.expected))}"
    signs, syllables = found.counts
    if found.what == "unclear":
        return f"this is no pinyin; “{found.signs}” is read {right}"
    if signs != syllables:
        numbers = f"{counted(signs, 'character')} and {counted(syllables, 'syllable')}"
        return f"“{found.signs}” is read {right}; there are {numbers}"
    if written.lower() in readings.HEARD.get(found.signs, ()):
        return f"a change of tone in speech is not written: {right}"
    if written[-1:].isdigit():
        return f"tones are written as marks, not as numbers: {right}"
    if written.lower() in map(readings.toneless, found.expected):
        return f"the tone mark is missing: {right}"
    return f"“{found.signs}” is read {right}"


def _within(value: Scalar, words: str, start: int, end: int) -> Span:
    """Return a place in a value, or the whole of it where it is not written letter by letter."""
    span = value.span
    exact = span.text == words
    return span.source.span(span.start + start, span.start + end) if exact else span


def _write(key: str, words: str) -> tuple[str, ...]:
    return (f"Write: {key}: {short(front_matter.written(words), 120)}",) if words else ()


def _instead(value: Scalar, words: str) -> Suggestion | None:
    if not words:
        return None
    return Suggestion(front_matter.whole(value), front_matter.written(words))


def traditional_mismatch(edition: Edition) -> Iterator[Finding]:
    """`hanzi` and `traditional` are the same words, in simplified and in traditional characters.

    Of several traditional forms of a character any is accepted that is standard in Taiwan or in Hong
    Kong or that OpenCC has, unless the word itself tells which one is meant.
    Punctuation is not compared.
    """
    memory = _memory(edition)
    for hanzi, traditional in _pairs(edition, "traditional"):
        if memory.knows("traditional", hanzi.text, traditional.text):
            continue
        found = variants.difference(hanzi.text, traditional.text)
        if found is None:
            memory.keep("traditional", hanzi.text, traditional.text)
        else:
            yield _differs(found, hanzi, traditional)


def _differs(found: Difference, hanzi: Scalar, traditional: Scalar) -> Finding:
    key, value = ("hanzi", hanzi) if found.script == "simplified" else ("traditional", traditional)
    if found.script == "simplified":
        label = f"this is a traditional form; simplified it is “{found.expected}”"
    elif not found.sign:
        label = "hanzi has no character for this"
    elif found.start == found.end:
        label = f"“{found.expected}” is missing here"
    elif found.expected == found.sign:
        label = f"this should be “{found.expected}”, as in hanzi"
    else:
        label = f"for “{found.sign}” this should be “{found.expected}”"
    return Finding(
        _within(value, value.text, found.start, found.end),
        "hanzi and traditional must be the same words in the two scripts",
        label,
        _write(key, found.mended),
        _instead(value, found.mended),
    )
