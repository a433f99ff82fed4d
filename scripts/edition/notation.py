"""The four notations, as named patterns.

1. Links of ours, `[words](term:id)`, `[words](passage:p2.3)`, `[words](note:id)`.
2. CriticMarkup for emendations, `{~~old~>new~~}`, `{++added++}`, `{--dropped--}`, each with its
   reason in a comment behind it, `{>>why<<}` (http://criticmarkup.com/spec.php).
3. Ids and section marks of the text, `{#p2}` and `## [3]`.
4. Citations as Pandoc writes them, `[@key, 184]`
   (https://pandoc.org/MANUAL.html#citation-syntax).

This module knows characters and offsets only: no file, no edition. All compiled patterns are
suffixed `_RE`, and none of them backtracks over more than one run between two special characters,
so that a hostile file costs time in proportion to its length.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

Scheme = Literal["term", "passage", "note"]
SCHEMES: tuple[Scheme, ...] = ("term", "passage", "note")

# hundred-flowers
ID_RE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# p2  p2.3  title  date  s3  gap3a, with the prefix of a second text before it: b-p2.3
PASSAGE_RE = re.compile(r"(?:[a-z]+-)?(?:p[1-9]\d*(?:\.[1-9]\d*)?|title|date|s[1-9]\d*|gap[1-9]\d*[a-z])")
# p2.3-p2.5  p2.8-p3.1
RANGE_RE = re.compile(rf"(?P<first>{PASSAGE_RE.pattern})-(?P<last>{PASSAGE_RE.pattern})")
# {#p2} on a line of its own, or at the end of a sentence whose id is not its ordinal
ANCHOR_RE = re.compile(r"[ \t]*\{#(?P<id>[^{}\n]*)\}[ \t\r]*$")
# ## [3]
SECTION_RE = re.compile(r"##[ \t]+\[(?P<number>\d+)\][ \t\r]*$")

# What follows the words of a link: (term:bureaucratism). The id may hold one pair of brackets, for
# people put a headword there, "all parties (democratic parties)", and are to be told so.
TARGET_RE = re.compile(
    r"\((?P<scheme>term|passage|note):(?P<target>(?:[^()\n]|\([^()\n]*\))*+)\)"
)
# [hundred flowers](term:hundred-flowers)
LINK_RE = re.compile(rf"\[(?P<words>[^\[\]\n]*)\]{TARGET_RE.pattern}")
EMENDATION_RE = re.compile(
    r"(?:\{~~(?P<old>[^{}\n]*?)~>(?P<new>[^{}\n]*?)~~\}"
    r"|\{\+\+(?P<added>[^{}\n]*?)\+\+\}"
    r"|\{--(?P<dropped>[^{}\n]*?)--\})"
    r"(?:\{>>(?P<reason>[^{}\n]*?)<<\})?"
)
PIECE_RE = re.compile(f"{LINK_RE.pattern}|{EMENDATION_RE.pattern}")

# What is left of one of the notations when the whole of it was not found: [words][id],
# <term:id>, and (term:id, before which the words are looked for.
TORN_LINK_RE = re.compile(
    r"\[[^\[\]\n]*\]\[[^\[\]\n]*\]"
    r"|<(?:term|passage|note):[^<>\n]*>"
    r"|\((?:term|passage|note):[^\s()\[\]{},;.]*\)?"
)
TORN_EMENDATION_RE = re.compile(r"\{~~|\{\+\+|\{--|\{>>|~~\}|\+\+\}|--\}|<<\}|~>")

# [@chung-2011, 391; see @veg-2014]
CITATION_RE = re.compile(r"\[(?P<items>(?:[^\[\]\n]*[\s;(-])?@[^\[\]]+)\](?!\()")
CITATION_ITEM_RE = re.compile(
    r"\s*(?P<prefix>[^@]*?)(?P<suppress>-?)@(?P<key>\w(?:[\w:.#$%&+?<>~/-]*\w)?)(?P<suffix>[^@]*)$"
)

# A sentence ends at a full stop that is followed by a blank and a capital letter, or by the end of
# the paragraph; nothing else ends one.
SENTENCE_BREAK_RE = re.compile(r"(?<=\.)\s+(?=[A-Z])")

BLANKS_RE = re.compile(r"\s+")
PUNCTUATION_RE = re.compile(r"[^\w\s]")
# Quotation marks, apostrophes and dashes that keyboards and editors write for one another; each is
# one character on both sides, so that offsets hold.
_MARKS = str.maketrans("“”„‟«»‘’‚‛–—‐‑−", "\"\"\"\"\"\"''''-----")
# How far before (term:id the opening bracket of its words is looked for.
_WORDS_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Words:
    """Plain words of a sentence; offsets are those of the file, in code points."""

    start: int
    end: int
    text: str

    @property
    def reading(self) -> str:
        """The words as the edition reads them."""
        return self.text

    @property
    def witness(self) -> str:
        """The words as the witness has them."""
        return self.text


@dataclass(frozen=True, slots=True)
class Emended:
    """A declared correction: `old` stands in the witness, `new` in the reading text.

    `start` and `end` cover the whole notation with its reason; `reason` is None where none is
    given.
    """

    start: int
    end: int
    old: str
    new: str
    reason: str | None

    @property
    def reading(self) -> str:
        """The words as the edition reads them."""
        return self.new

    @property
    def witness(self) -> str:
        """The words as the witness has them."""
        return self.old


@dataclass(frozen=True, slots=True)
class Linked:
    """Words that carry a link of ours; `target_start` and `target_end` cover the id alone."""

    start: int
    end: int
    scheme: Scheme
    target: str
    target_start: int
    target_end: int
    pieces: tuple[Words | Emended, ...]

    @property
    def reading(self) -> str:
        """The words as the edition reads them."""
        return "".join(piece.reading for piece in self.pieces)

    @property
    def witness(self) -> str:
        """The words as the witness has them."""
        return "".join(piece.witness for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Torn:
    """A notation that was begun and not finished, or not written as it must be."""

    start: int
    end: int
    kind: Literal["link", "emendation"]


Piece = Words | Emended | Linked


def scan(line: str, start: int = 0) -> tuple[tuple[Piece, ...], tuple[Torn, ...]]:
    """Read one sentence into pieces that cover it without a gap.

    `line` is the sentence; `start` is its offset in the file, added to every offset returned.
    Returns the pieces and what was torn; what is torn stays in the pieces as plain words.
    """
    pieces: list[Piece] = []
    torn: list[Torn] = []
    position = 0
    for match in PIECE_RE.finditer(line):
        _plain(line, position, match.start(), start, pieces, torn)
        scheme = match["scheme"]
        if scheme is None:
            pieces.append(_emended(match, start))
        else:
            inner, inner_torn = _inside(line, match.start("words"), match.end("words"), start)
            torn.extend(inner_torn)
            pieces.append(
                Linked(
                    start + match.start(),
                    start + match.end(),
                    _scheme(scheme),
                    match["target"],
                    start + match.start("target"),
                    start + match.end("target"),
                    inner,
                )
            )
        position = match.end()
    _plain(line, position, len(line), start, pieces, torn)
    return tuple(pieces), tuple(torn)


def _inside(
    line: str, begin: int, end: int, start: int
) -> tuple[tuple[Words | Emended, ...], list[Torn]]:
    """Read the words of a link, in which emendations may stand but no link."""
    pieces: list[Words | Emended] = []
    torn: list[Torn] = []
    position = begin
    for match in EMENDATION_RE.finditer(line, begin, end):
        _plain(line, position, match.start(), start, pieces, torn)
        pieces.append(_emended(match, start))
        position = match.end()
    _plain(line, position, end, start, pieces, torn)
    return tuple(pieces), torn


def _plain(  # noqa: PLR0913 - one cursor in one line, and the two lists it fills
    line: str,
    begin: int,
    end: int,
    start: int,
    pieces: list[Piece] | list[Words | Emended],
    torn: list[Torn],
) -> None:
    """Add the words between two notations, and note what is torn in them."""
    if begin == end:
        return
    pieces.append(Words(start + begin, start + end, line[begin:end]))
    torn.extend(torn_links(line, begin, end, start))
    torn.extend(
        Torn(start + match.start(), start + match.end(), "emendation")
        for match in TORN_EMENDATION_RE.finditer(line, begin, end)
    )


def torn_links(line: str, begin: int, end: int, start: int = 0) -> Iterator[Torn]:
    """Yield what is left of links of ours in a stretch where no whole one stands."""
    for match in TORN_LINK_RE.finditer(line, begin, end):
        found = match.start()
        if match[0][0] == "(":
            bracket = line.rfind("[", begin, found)
            found = bracket if bracket != -1 and found - bracket <= _WORDS_SHOWN else found
        yield Torn(start + found, start + match.end(), "link")


def _emended(match: re.Match[str], start: int) -> Emended:
    """Return the emendation of a match of `EMENDATION_RE`."""
    return Emended(
        start + match.start(),
        start + match.end(),
        match["old"] or match["dropped"] or "",
        match["new"] or match["added"] or "",
        match["reason"],
    )


def _scheme(word: str) -> Scheme:
    """Return the word as one of our schemes."""
    return next(scheme for scheme in SCHEMES if scheme == word)


@dataclass(frozen=True, slots=True)
class CitationItem:
    """One work within a citation; `key_start` and `key_end` cover its key, without the @."""

    key: str
    key_start: int
    key_end: int
    locator: str


def citation_items(items: str, start: int = 0) -> tuple[CitationItem, ...] | None:
    """Read what stands between the brackets of a citation, `@a, 12; see @b`.

    `start` is the offset of `items` in the file.
    Returns None where it is not a citation after all.
    """
    found: list[CitationItem] = []
    position = 0
    for part in items.split(";"):
        match = CITATION_ITEM_RE.match(part)
        if match is None:
            return None
        found.append(
            CitationItem(
                match["key"],
                start + position + match.start("key"),
                start + position + match.end("key"),
                match["suffix"].strip(" ,\n"),
            )
        )
        position += len(part) + 1
    return tuple(found)


def fold(text: str) -> str:
    """Return the text in NFC with every run of white space as one blank, none at the ends.

    Two stretches of words are the same words when they fold to the same text.
    """
    return BLANKS_RE.sub(" ", unicodedata.normalize("NFC", text)).strip()


def fold_marks(text: str) -> str:
    """Return the text with plain quotation marks and dashes, as long as it was."""
    return text.translate(_MARKS)


def fingerprint(words: str) -> str:
    """Return the first 12 hexadecimal digits of the SHA-256 of the folded words, as UTF-8."""
    return sha256(fold(words).encode()).hexdigest()[:12]


def punctuation(words: str) -> str:
    """Return the punctuation marks of the words, in order."""
    return "".join(PUNCTUATION_RE.findall(words))
