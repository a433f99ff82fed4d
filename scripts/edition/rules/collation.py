"""The text held against its witness and its ledger, paragraph by paragraph.

Several rules look at the same words, and a fault in them must be told once, by the rule that names
it best. So what is known of a paragraph is found here, once, for all of them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Literal

from edition import notation

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Mapping, Sequence

    from edition.model import Edition, Paragraph, Sentence, Text, Witness

# Words around the first difference that are compared, enough to find where they meet again.
COMPARED = 60
# Paragraphs whose lines of the witness are looked for by likeness, at most.
MOST_MATCHED = 50


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the witness as the text has it, with the sentence in which it stands.

    Where no blanks stand between words, each character is one.
    """

    text: str
    sentence: Sentence
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Difference:
    """The first difference between a paragraph and its line of the witness.

    `ours` are the words that only the text has, `theirs` those that only the witness has; either
    may be empty. `behind` is the word after the difference in the text, or None at its end; `full`
    tells that the two agree again after it.
    """

    ours: tuple[Word, ...]
    theirs: tuple[str, ...]
    before: Word | None
    behind: Word | None
    full: bool

    @property
    def sentence(self) -> Sentence | None:
        """The sentence in which the difference begins."""
        word = self.ours[0] if self.ours else self.behind or self.before
        return word.sentence if word else None


@dataclass(frozen=True, slots=True)
class Break:
    """A line that holds more than one sentence (`joined`), or less (`cut`).

    Where the end of a sentence lies in an emendation (`crossed`), `bad-emendation` says so.

    `at` is the offset in the sentence’s witness words at which a sentence ends, or the line does;
    `following` is the next line, where there is one.
    """

    kind: Literal["joined", "cut", "crossed"]
    sentence: Sentence
    at: int
    following: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of one paragraph.

    `line` is its line of the witness; `was` the id under which its words were published.
    """

    paragraph: Paragraph
    number: int
    torn: bool
    line: str = ""
    difference: Difference | None = None
    breaks: tuple[Break, ...] = ()
    was: str = ""

    @property
    def settled(self) -> bool:
        """Tell whether its words and lines are as they should be, so that its ids are worth a look."""
        return not self.torn and not self.difference and not self.breaks

    @property
    def named(self) -> bool:
        """Tell whether it has an id of the right form, with the letter of its text."""
        anchor = self.paragraph.anchor
        return (
            anchor is not None
            and anchor.text == self.paragraph.id
            and bool(notation.PARAGRAPH_RE.fullmatch(anchor.text))
        )


@dataclass(frozen=True, slots=True)
class Collation:
    """A text held against its witness.

    `absent` are the lines of the witness that no paragraph has, by number; `extra` the paragraphs
    that have no line, `misplaced` those that stand in another order than the witness’s. Where there
    is no witness that may be trusted, nothing is compared.
    """

    text: Text
    standings: tuple[Standing, ...]
    absent: tuple[tuple[str, str], ...] = ()
    extra: frozenset[int] = field(default_factory=frozenset)
    misplaced: frozenset[int] = field(default_factory=frozenset)


@lru_cache(maxsize=1)
def collations(edition: Edition) -> tuple[Collation, ...]:
    """Return the collation of every text of an edition, and of the originals that face them."""
    return tuple(_collated(edition, text) for text in edition.all_texts)


@lru_cache(maxsize=1)
def unsettled(edition: Edition) -> frozenset[str]:
    """Return the ids of the sentences whose words or ids are in doubt, as another rule says.

    What stands under such an id may be right where it is put back, so nothing else is said of it.
    """
    return frozenset(
        sentence.id
        for collation in collations(edition)
        for standing in collation.standings
        if not standing.settled or standing.was not in ("", standing.paragraph.id)
        for sentence in standing.paragraph.sentences
    )


def _collated(edition: Edition, text: Text) -> Collation:
    published = {
        found.witness: name
        for name, found in edition.ledger.passages.items()
        if found.witness and notation.PARAGRAPH_RE.fullmatch(name)
    }
    lines = _lines(text)
    words = [text.writing.fold(paragraph.witness) for paragraph in text.paragraphs]
    pairs = _paired(words, [text.writing.fold(line) for _, line in lines], text.writing)
    standings = tuple(
        _standing(
            text,
            number,
            words[number],
            lines[pairs[number]][1] if number in pairs else "",
            published,
        )
        for number in range(len(words))
    )
    taken = set(pairs.values())
    highest = -1
    misplaced = set()
    for number in sorted(pairs):
        if pairs[number] < highest:
            misplaced.add(number)
        highest = max(highest, pairs[number])
    return Collation(
        text,
        standings,
        tuple(line for index, line in enumerate(lines) if index not in taken),
        frozenset(range(len(words))) - pairs.keys() if lines else frozenset(),
        frozenset(misplaced),
    )


def _lines(text: Text) -> list[tuple[str, str]]:
    """Return the lines of the witness that are the text, by number; none where it is not trusted."""
    front, witness = text.front, text.witness
    if witness is None or front.text("sha256") != witness.sha256:
        return []
    last = len(witness.source.line_starts)
    # No line is the text twice, so there are never more than the witness has.
    numbers = islice(_numbers(front.text("text_lines"), last), last)
    return [(number, line_of(witness, number)) for number in numbers]


def _numbers(written: str, last: int) -> Iterator[str]:
    """Yield the numbers of a list of lines such as `8, 11, 14-16`; `last` is the witness’s last."""
    for part in filter(None, (part.strip() for part in written.split(","))):
        begin, dash, end = part.partition("-")
        both = notation.COUNT_RE.fullmatch(begin) and notation.COUNT_RE.fullmatch(end)
        if dash and both and int(begin) <= int(end) <= last:
            yield from map(str, range(int(begin), int(end) + 1))
        else:
            yield part


def line_of(witness: Witness, number: str) -> str:
    """Return a line of the witness, folded; an empty text where there is no such line."""
    if not notation.COUNT_RE.fullmatch(number):
        return ""
    index = int(number)
    if index > len(witness.source.line_starts):
        return ""
    return notation.fold(witness.source.line_span(index).text)


def _paired(
    ours: Sequence[str], theirs: Sequence[str], writing: notation.Writing
) -> Mapping[int, int]:
    """Return which line of the witness is which paragraph’s.

    The same words belong together; what is left goes by likeness, or in order where that is plain.
    """
    places: dict[str, list[int]] = {}
    for index in reversed(range(len(theirs))):
        places.setdefault(theirs[index], []).append(index)
    pairs: dict[int, int] = {}
    for number, words in enumerate(ours):
        if places.get(words):
            pairs[number] = places[words].pop()
    taken = set(pairs.values())
    mine = [number for number in range(len(ours)) if number not in pairs]
    its = [index for index in range(len(theirs)) if index not in taken]
    if len(mine) == len(its) or len(mine) > MOST_MATCHED or len(its) > MOST_MATCHED:
        pairs.update(zip(mine, its, strict=False))
        return pairs
    likely = sorted(
        (
            (_shared(ours[number], theirs[index], writing), number, index)
            for number in mine
            for index in its
        ),
        key=lambda each: (-each[0], each[1], each[2]),
    )
    for likeness, number, index in likely:
        if likeness and number not in pairs and index not in taken:
            pairs[number] = index
            taken.add(index)
    return pairs


def _shared(one: str, other: str, writing: notation.Writing) -> float:
    """Return how many of their words two paragraphs share, of 1; 0 where it is less than half."""
    a, b = Counter(writing.word.findall(one)), Counter(writing.word.findall(other))
    share = 2 * sum((a & b).values()) / max(1, sum(a.values()) + sum(b.values()))
    return share if share >= 0.5 else 0


def _standing(
    text: Text, number: int, words: str, line: str, published: Mapping[str, str]
) -> Standing:
    """Return what is known of a paragraph with these words and this line of the witness."""
    paragraph = text.paragraphs[number]
    torn = any(sentence.torn for sentence in paragraph.sentences)
    if torn:
        return Standing(paragraph, number, torn, line)
    differs = line and words != text.writing.fold(line)
    difference = _difference(paragraph, line) if differs else None
    where = difference.sentence if difference else None
    breaks = tuple(
        each
        for each in _breaks(paragraph)
        if each.sentence is not where and not _declared(text, each)
    )
    was = published.get(notation.fingerprint(paragraph.witness), "") if published and words else ""
    return Standing(paragraph, number, torn, line, difference, breaks, was)


def _declared(text: Text, found: Break) -> bool:
    """Tell whether the front matter says that a stop ends nothing, by the words about it."""
    if not text.faces:
        return False
    values = [value.text for value in text.front.values("unbroken")]
    return any(found.at in stops_within(value, found.sentence) for value in values)


def stops_within(words: str, sentence: Sentence) -> set[int]:
    """Return where in a sentence’s witness stops stand within some words: the offsets behind them."""
    whole, found = sentence.witness, set()
    start = whole.find(words) if words else -1
    while start != -1:
        end = start + len(words)
        stops = [match.start() for match in sentence.writing.end.finditer(whole)]
        found |= {stop for stop in stops if start < stop < end}
        start = whole.find(words, end)
    return found


def _words(paragraph: Paragraph) -> list[Word]:
    return [
        Word(match[0], sentence, match.start(), match.end())
        for sentence in paragraph.sentences
        for match in paragraph.writing.word.finditer(sentence.witness)
    ]


def _difference(paragraph: Paragraph, line: str) -> Difference:
    """Return the first difference between a paragraph and a line that is not the same."""
    words, theirs = _words(paragraph), paragraph.writing.word.findall(line)
    ours = [notation.fold(word.text) for word in words]
    at = next(
        (place for place, pair in enumerate(zip(ours, theirs, strict=False)) if pair[0] != pair[1]),
        min(len(ours), len(theirs)),
    )
    here, there = ours[at : at + COMPARED], theirs[at : at + COMPARED]
    matcher = SequenceMatcher(a=here, b=there, autojunk=False)
    begin, end, other_begin, other_end = _first_change(matcher, paragraph.writing.met)
    full = (end < len(here) and other_end < len(there)) or (
        at + end == len(ours) and at + other_end == len(theirs)
    )
    begin, end = at + begin, at + end
    return Difference(
        tuple(words[begin:end]),
        tuple(theirs[at + other_begin : at + other_end]),
        words[begin - 1] if begin else None,
        words[end] if end < len(words) else None,
        full,
    )


def _first_change(matcher: SequenceMatcher[str], met: int) -> tuple[int, int, int, int]:
    """Return where two stretches first differ, in the one and in the other.

    A stretch of fewer than `met` words that are the same belongs to the change.
    """
    changes = [code for code in matcher.get_opcodes() if code[0] != "equal"]
    first = last = changes[0]
    for following in changes[1:]:
        if following[1] - last[2] >= met:
            break
        last = following
    return first[1], last[2], first[3], last[4]


def _emended(sentence: Sentence, match: re.Match[str]) -> bool:
    """Tell whether a place of the witness, between two sentences, lies in an emendation."""
    begin, end = match.span()
    position = 0
    for piece in sentence.flat():
        after = position + len(piece.witness)
        # Where no blank parts the two, the place is between two characters.
        inside = position < begin < after if begin == end else position <= begin < after
        if inside:
            return isinstance(piece, notation.Emended)
        position = after
    return False


def _breaks(paragraph: Paragraph) -> Iterator[Break]:
    """Yield where the lines of a paragraph are not its sentences."""
    last = len(paragraph.sentences) - 1
    writing = paragraph.writing
    for index, sentence in enumerate(paragraph.sentences):
        words = sentence.witness
        for match in writing.end.finditer(words):
            kind: Literal["joined", "crossed"]
            kind = "crossed" if _emended(sentence, match) else "joined"
            yield Break(kind, sentence, match.start())
        if index < last:
            following = paragraph.sentences[index + 1]
            ends = words.rstrip()
            joint = f"{ends[-1:]}{writing.joint}{following.witness.lstrip()[:1]}"
            if not writing.end.match(joint, 1):
                yield Break("cut", sentence, len(ends), following)
