"""The four notations, as named patterns.

1. Links of ours, `[words](term:id)`, `[words](passage:p2.3)`, `[words](note:id)`,
   `[words](person:id)`, and, in prose pages, what the edition says of itself: `[38](fact:sentences)`.
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

Scheme = Literal["term", "passage", "note", "person", "fact"]
SCHEMES: tuple[Scheme, ...] = ("term", "passage", "note", "person", "fact")
_SCHEMES: dict[str, Scheme] = {scheme: scheme for scheme in SCHEMES}
_SCHEME = "|".join(SCHEMES)
# The same with an s too many, and the plural that persons have.
_LOOSE_SCHEME = rf"(?:{_SCHEME})s?|people"
_PLURALS = {"people": "person"}

# Six figures are more than any edition needs, and few enough for every machine.
_NUMBER = r"[1-9][0-9]{0,5}"
# 2, as `occurrence` counts
COUNT_RE = re.compile(_NUMBER)
# hundred-flowers
ID_RE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# p2, with the prefix of a second text before it: b-p2; in the original that faces a text, z2
PARAGRAPH_RE = re.compile(rf"(?:[a-z]+-)?p{_NUMBER}|z{_NUMBER}")
# p2  p2.3  title  date  s3  gap3a  z2  z2.3
PASSAGE_RE = re.compile(
    rf"(?:[a-z]+-)?(?:p{_NUMBER}(?:\.{_NUMBER})?|title|date|s{_NUMBER}|gap{_NUMBER}[a-z])"
    rf"|z{_NUMBER}(?:\.{_NUMBER})?"
)
# p2.3-p2.5  p2.8-p3.1  z3.4-z3.6
RANGE_RE = re.compile(rf"(?P<first>{PASSAGE_RE.pattern})-(?P<last>{PASSAGE_RE.pattern})")
# z3.4, as the first cell of a row of an alignment
ALIGNED_RE = re.compile(rf"z(?P<paragraph>{_NUMBER})\.(?P<sentence>{_NUMBER})")
# {#p2} on a line of its own, or at the end of a sentence whose id is not its ordinal
ANCHOR_RE = re.compile(r"\{#(?P<id>[^{}\n]*+)\}\s*+$")
# ## [3]
SECTION_RE = re.compile(rf"##[ \t]++\[(?P<number>{_NUMBER})\]\s*+$")

# What follows the words of a link: (term:bureaucratism). The id may hold one pair of brackets, for
# people put a headword there, "all parties (democratic parties)", and are to be told so.
TARGET_RE = re.compile(
    rf"\((?P<scheme>{_SCHEME}):(?P<target>[^()\n]*+(?:\([^()\n]*+\)[^()\n]*+)*)\)"
)
# Only what repeats one character is repeated possessively: up to Python 3.11.4 a possessive group
# gives up what it should keep (https://github.com/python/cpython/issues/106052).
_REASON = r"[^{}<\n]*+(?:<(?!<\})[^{}<\n]*+)*"
_COMMENT = rf"\{{>>{_REASON}<<\}}"
# [hundred flowers](term:hundred-flowers)
# The reason of an emendation inside it may hold brackets, for it is no part of the words.
LINK_RE = re.compile(
    rf"\[(?P<words>[^\[\]{{\n]*+(?:(?:{_COMMENT}|\{{(?!>>{_REASON}<<\}}))[^\[\]{{\n]*+)*)\]"
    + TARGET_RE.pattern
)
EMENDATION_RE = re.compile(
    r"(?:\{~~(?P<old>[^{}\[\]~\n]*+(?:~(?!>)[^{}\[\]~\n]*+)*)"
    r"~>(?P<new>[^{}\[\]~\n]*+(?:~(?!~\})[^{}\[\]~\n]*+)*)~~\}"
    r"|\{\+\+(?P<added>[^{}\[\]+\n]*+(?:\+(?!\+\})[^{}\[\]+\n]*+)*)\+\+\}"
    r"|\{--(?P<dropped>[^{}\[\]\n-]*+(?:-(?!-\})[^{}\[\]\n-]*+)*)--\})"
    rf"(?:\{{>>(?P<reason>{_REASON})<<\}})?"
)
PIECE_RE = re.compile(f"{LINK_RE.pattern}|{EMENDATION_RE.pattern}")

# What somebody who knows our links half writes: the scheme, in any case, behind a bracket of some
# kind. What stands before and behind it is looked at in `torn_links`.
_LOOSE_RE = re.compile(
    rf"(?P<mark>[(（<{{\[\]】])[ \t]{{0,3}}(?P<scheme>{_LOOSE_SCHEME})[ \t]{{0,3}}(?P<colon>[:：])",
    re.IGNORECASE,
)
_LOOSE_ID_RE = re.compile(
    r"[ \t]{0,3}(?P<id>[^\s()（）\[\]【】{}<>,;“”\0]*+)(?P<end>[ \t]{0,3}[)）>}\]])?"
)
# [words][id]
_LABEL_RE = re.compile(r"\[(?P<words>[^\[\]\n]++)\]\[(?P<id>[a-z0-9-]++)\]")
# [words](https://example.org/): in the text no link but ours has a place
_OTHER_LINK_RE = re.compile(r"\[(?P<words>[^\[\]\n]*+)\]\((?P<target>[^()\n]*+)\)")
_EMENDATION_MARK_RE = re.compile(r"\{(?:~~|\+\+|--|>>)|(?:~~|\+\+|--|<<)\}|~>")
# Whether it is worth looking for what is torn.
_SUSPECT_RE = re.compile(rf"[\[\]{{}}<]|~>|[(（]\s*(?:{_LOOSE_SCHEME})", re.IGNORECASE)
# A link of ours as Markdown reads its address: the scheme in any case, with an s too many.
LOOSE_SCHEME_RE = re.compile(rf"(?:{_LOOSE_SCHEME}):", re.IGNORECASE)

# [@chung-2011, 391; see @veg-2014]
CITATION_RE = re.compile(r"\[(?P<items>[^\[\]@]*+(?<=[\s;(\[-])@[^\[\]]++)\](?!\()")
# chung-2011, as Pandoc reads a key; marks at its end are no part of it
_KEY_RE = re.compile(r"\w[\w:.#$%&+?<>~/-]*+")
_KEY_MARKS = ":.#$%&+?<>~/-"
# @chung-2011 in running prose, without its brackets
BARE_CITATION_RE = re.compile(r"(?<![^\s(;\[])-?@(?P<key>\w[\w-]*+)")

# A sentence ends at a full stop that is followed by a blank and a capital letter, or by the end of
# the paragraph; nothing else ends one.
SENTENCE_BREAK_RE = re.compile(r"(?<=\.)\s+(?=[A-Z])")

BLANKS_RE = re.compile(r"\s+")
PUNCTUATION_RE = re.compile(r"[^\w\s]")
# Quotation marks, apostrophes and dashes that keyboards and editors write for one another; each is
# one character on both sides, so that offsets hold.
_MARKS = str.maketrans("“”„‟«»‘’‚‛–—‐‑−", '""""""\'\'\'\'-----')
# How far before (term:id the opening bracket of its words is looked for.
_WORDS_SHOWN = 80
# What stands where a notation was taken out; no file of ours holds it.
_BLOT = "\0"


@dataclass(frozen=True, slots=True)
class Writing:
    """How the words of a text are written.

    `joint` stands between two words, and between two sentences; `word` finds what is counted and
    compared as one; `end` finds the place between two sentences, which end with one of `stops`;
    two stretches meet again where `met` words in a row are the same.
    """

    joint: str
    word: re.Pattern[str]
    end: re.Pattern[str]
    stops: tuple[str, ...]
    met: int

    def fold(self, text: str) -> str:
        """Return the text as it is compared with its witness: folded, its blanks being joints."""
        folded = fold(text)
        return folded if self.joint == " " else self.joint.join(self.word.findall(folded))

    def count(self, text: str) -> int:
        """Return how many words a text has."""
        return len(self.word.findall(text))


SPACED = Writing(" ", re.compile(r"\S+"), SENTENCE_BREAK_RE, (".",), 1)
# Chinese has no blanks between words, so its characters are compared. A sentence ends at a stop
# that anything follows but another stop or a mark that closes.
UNSPACED = Writing(
    "",
    re.compile(r"\S"),
    re.compile(r"(?<=[。！？])\s*(?=[^\s。！？”’』」）》〉】])"),
    ("。", "！", "？"),
    2,
)


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
        if len(self.pieces) == 1:
            return self.pieces[0].reading
        return "".join([piece.reading for piece in self.pieces])

    @property
    def witness(self) -> str:
        """The words as the witness has them."""
        if len(self.pieces) == 1:
            return self.pieces[0].witness
        return "".join([piece.witness for piece in self.pieces])


@dataclass(frozen=True, slots=True)
class Torn:
    """A notation that was begun and not finished, or not written as it must be.

    `why` says in a word what is wrong with it; `mended` is how it should be, where that is clear.
    """

    start: int
    end: int
    kind: Literal["link", "emendation"]
    why: str
    mended: str = ""


Piece = Words | Emended | Linked


def scan(line: str, start: int = 0) -> tuple[tuple[Piece, ...], tuple[Torn, ...]]:
    """Read one sentence into pieces that cover it without a gap.

    `line` is the sentence; `start` is its offset in the file, added to every offset returned.
    Returns the pieces and what was torn; what is torn stays in the pieces as plain words.
    """
    pieces: list[Piece] = []
    position = 0
    for match in PIECE_RE.finditer(line):
        if position < match.start():
            pieces.append(
                Words(start + position, start + match.start(), line[position : match.start()])
            )
        scheme = match["scheme"]
        pieces.append(_emended(match, start) if scheme is None else _linked(line, match, start))
        position = match.end()
    if position < len(line):
        pieces.append(Words(start + position, start + len(line), line[position:]))
    plain = [
        piece.text
        for outer in pieces
        for piece in (outer.pieces if isinstance(outer, Linked) else (outer,))
        if isinstance(piece, Words)
    ]
    suspect = _SUSPECT_RE.search("\n".join(plain))
    return tuple(pieces), tuple(_torn(line, pieces, start)) if suspect else ()


def _linked(line: str, match: re.Match[str], start: int) -> Linked:
    """Return the link of a match of `LINK_RE`, in whose words emendations may stand."""
    pieces: list[Words | Emended] = []
    position, end = match.span("words")
    for inner in EMENDATION_RE.finditer(line, position, end):
        if position < inner.start():
            pieces.append(
                Words(start + position, start + inner.start(), line[position : inner.start()])
            )
        pieces.append(_emended(inner, start))
        position = inner.end()
    if position < end:
        pieces.append(Words(start + position, start + end, line[position:end]))
    return Linked(
        start + match.start(),
        start + match.end(),
        _scheme(match["scheme"]),
        match["target"],
        start + match.start("target"),
        start + match.end("target"),
        tuple(pieces),
    )


def _torn(line: str, pieces: list[Piece], start: int) -> Iterator[Torn]:
    """Yield what is torn in a sentence: what is left of notations where the whole ones are out."""
    left = []
    position = 0
    for outer in pieces:
        for piece in outer.pieces if isinstance(outer, Linked) else (outer,):
            if isinstance(piece, Words):
                left.append(_BLOT * (piece.start - start - position))
                left.append(piece.text)
                position = piece.end - start
    rest = "".join(left).ljust(len(line), _BLOT)
    links = list(torn_links(rest, 0, len(rest), start))
    yield from links
    for match in _OTHER_LINK_RE.finditer(rest):
        if not any(
            one.start < start + match.end() and start + match.start() < one.end for one in links
        ):
            yield Torn(start + match.start(), start + match.end(), "link", "scheme")
    yield from torn_emendations(rest, start)


def torn_links(line: str, begin: int, end: int, start: int = 0) -> Iterator[Torn]:
    """Yield what is left of links of ours in a stretch where no whole one stands.

    `(note: a remark)` is English, so a scheme counts only where a bracket stands before it or an id
    right behind it.
    """
    behind = begin
    for match in _LOOSE_RE.finditer(line, begin, end):
        if match.start() < behind:
            continue
        target = _LOOSE_ID_RE.match(line, match.end(), end)
        if target is None:
            continue
        first, why, words = _words_before(line, behind, match)
        close = match.end() == target.start("id")
        if "\\" in (line[max(at - 1, 0) : at] for at in (first, match.start())):
            # Somebody shows how a reference is written.
            behind = target.end()
            continue
        tight = close and target["id"] and match[0][1] not in " \t"
        if not tight and (why == "bare" or match["mark"] in "]】"):
            continue
        scheme = match["scheme"].lower()
        scheme = _PLURALS.get(scheme, scheme.rstrip("s"))
        if why == "closed":
            why = "open" if match[0] == f"({scheme}:" and not target["end"] else "written"
        name = target["id"].rstrip(".:!?")
        mended = f"[{words}]({scheme}:{name})" if words and name else ""
        # What ends the sentence is no part of an id that is not closed.
        behind = target.end() if target["end"] else target.start("id") + len(name)
        yield Torn(start + first, start + behind, "link", why, mended)
    for match in _LABEL_RE.finditer(line, begin, end):
        mended = f"[{match['words']}](term:{match['id']})"
        yield Torn(start + match.start(), start + match.end(), "link", "label", mended)


def _words_before(line: str, begin: int, match: re.Match[str]) -> tuple[int, str, str]:
    """Return where the words of a torn link begin, what is wrong with them, and the words."""
    found = match.start()
    floor = max(begin, found - _WORDS_SHOWN, line.rfind(_BLOT, begin, found) + 1)
    before = line[floor:found].rstrip(" \t")
    apart = floor + len(before) < found
    if match["mark"] in "]】":
        before += match["mark"]
    if before.endswith(("]", "】")):
        opening = max(before.rfind("["), before.rfind("【"))
        words = before[opening + 1 : -1].strip("[]【】 ")
        if opening != -1:
            while opening and before[opening - 1] in "[【":
                opening -= 1
            nested = before.endswith(("]]", "】】"))
            return floor + opening, "nested" if nested else "apart" if apart else "closed", words
        last = before.rstrip("]】").rpartition(" ")[2]
        return floor + len(before.rstrip("]】")) - len(last), "unopened", last
    opening = max(before.rfind("["), before.rfind("【"))
    if opening > max(before.rfind("]"), before.rfind("】")):
        return floor + opening, "unclosed", before[opening + 1 :].strip()
    return found, "bare", ""


def torn_emendations(line: str, start: int = 0) -> Iterator[Torn]:
    """Yield the marks of emendations that make no whole one, one for each that was meant."""
    opening: re.Match[str] | None = None
    arrow: re.Match[str] | None = None
    any_torn = False
    for match in _EMENDATION_MARK_RE.finditer(line):
        mark = match[0]
        if mark[0] == "{":
            if opening:
                yield _torn_mark(opening, start, "open")
                any_torn = True
            opening, arrow = match, None
        elif mark == "~>":
            arrow = match
        elif opening is None:
            first = (arrow or match).start()
            yield Torn(start + first, start + match.end(), "emendation", "close")
            arrow, any_torn = None, True
        else:
            inner = line[opening.end() : match.start()]
            why = _why_torn(opening[0], mark, inner, arrow=arrow is not None)
            # The reason behind an emendation that is torn is no fault of its own.
            if why != "comment" or not any_torn:
                yield Torn(start + opening.start(), start + match.end(), "emendation", why)
            opening, arrow, any_torn = None, None, True
    left = opening or arrow
    if left:
        yield _torn_mark(left, start, "open" if opening else "close")


def _torn_mark(match: re.Match[str], start: int, why: str) -> Torn:
    return Torn(start + match.start(), start + match.end(), "emendation", why)


def _why_torn(opening: str, closing: str, inner: str, *, arrow: bool) -> str:
    """Return what is wrong with an emendation that is opened and closed."""
    if closing != f"{opening[1:].replace('>>', '<<')}}}":
        return "mixed"
    if opening == "{>>":
        return "comment"
    if opening == "{~~" and not arrow:
        return "arrow"
    return "nested" if _BLOT in inner else "brackets"


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
    return _SCHEMES[word]


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
    position = start
    for part in items.split(";"):
        before, mark, behind = part.partition("@")
        key = _KEY_RE.match(behind)
        if not mark or not key or "@" in behind or before[-1:].isalnum():
            return None
        name = key[0].rstrip(_KEY_MARKS)
        begin = position + len(before) + 1
        found.append(
            CitationItem(name, begin, begin + len(name), behind[len(name) :].strip(" ,\n"))
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
