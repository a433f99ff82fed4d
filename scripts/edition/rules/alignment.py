"""The rule on the alignment of a text with its original."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from edition import notation
from edition.alignment import HEADER, written
from edition.findings import Finding, Suggestion
from edition.rules.collation import collations, unsettled
from edition.rules.nearest import counted, short
from edition.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from edition.model import Aligned, Alignment, Edition, Fault, Scalar, Sentence, Text
    from edition.rules.collation import Collation

HEAD = ",".join(HEADER)
# First and last characters that a message offers.
OFFERED = 4
# Names of a hole in the ids of an original, at most.
MOST_NAMES = 40
# What stands in a line to paste for what the edition does not know.
UNKNOWN = "…"


def misaligned(edition: Edition) -> Iterator[Finding]:
    """Every sentence of an aligned text, and every gap, stands in one row of its table, in order.

    The table of `directive.md` is `directive.alignment.csv`, with the columns `chinese`,
    `translation`, `opening` and `closing`. A row is one sentence of the original: its id, `z3.4`;
    the sentence, the range of sentences or the gap that stands for it; its first and its last
    characters. The ids follow one another: behind z3.4 comes z3.5 or z4.1.
    The text names the record of the original in `facing`. Where the original stands beside it, in
    `directive.zh.md`, the rows are its sentences, and begin and end as they do.
    """
    for fault in edition.faults_of("misaligned"):
        yield _unread(fault)
    for text in edition.texts:
        path = f"docs/text/{text.id}.alignment.csv"
        if text.alignment:
            yield from _unnamed(text)
            yield from _in_table(edition, text, text.alignment)
        elif text.facing and not edition.unread(path):
            yield Finding(
                Source(text.facing.source.path, "").span(0, 0),
                "an original must be aligned with the text that it faces",
                f"there is no {path}",
                (f"Write it, a row for each sentence, below the line: {HEAD}",),
            )


def _unread(fault: Fault) -> Finding:
    """Return the finding of a line that could not be read."""
    message = f"the table must begin with the line {HEAD}"
    span, why = fault.span, fault.facts["why"]
    if why in ("empty", "missing"):
        place = span.source.span(span.start, span.start)
        label = "this file is empty" if why == "empty" else "this is a row already"
        advice = (f"Add the line above: {HEAD}",)
        # An empty table is not mended by its head.
        suggestion = Suggestion(place, f"{HEAD}\n") if why == "missing" else None
        return Finding(span, message, label, advice, suggestion)
    if why == "header":
        advice = (f"Write: {HEAD}",)
        return Finding(span, message, "this is another", advice, Suggestion(span, HEAD))
    if why == "columns":
        apart = HEADER in (tuple(span.text.split(mark)) for mark in ";\t")
        label = "these columns are others, or in another order"
        label = "these are not parted by commas" if apart else label
        advice = ("Put the columns in that order, with commas between them.",)
        return Finding(span, message, label, advice)
    if why == "quotes":
        begin = span.start + max(span.text.find('"'), 0)
        return Finding(
            span.source.span(begin, span.end),
            "a row must be a line of CSV",
            "these quotation marks do not come in pairs about a cell",
            ("Take them away: a cell without a comma needs none.",),
        )
    return Finding(
        span,
        f"a row must have {len(HEADER)} cells: {HEAD}",
        f"this one has {fault.facts['number']}",
        ("Part the cells with commas; a cell that holds one stands in quotation marks.",),
    )


def _unnamed(text: Text) -> Iterator[Finding]:
    """Yield where an aligned text does not name the record of its original."""
    front = text.front
    if front.fields and not front.text("facing") and not front.unclear:
        yield Finding(
            front.span.source.line_span(1),
            "a text that is aligned must name the record of its original",
            "the front matter that begins here has no “facing”",
            ("Write, with the key of its record in docs/references.json: facing: …",),
        )


# What should stand in a column


@dataclass(frozen=True, eq=False)
class _Order:
    """What one column of ids should be, from the first row to the last.

    `ranges` tells that a cell may name several at once. Of what is `doubtful` — paragraphs, or what
    belongs to none — another rule says what is wrong with it; where the order is `lax`, that holds
    of everything that is not in it.
    """

    names: Sequence[str]
    doubtful: frozenset[str] = frozenset()
    lax: bool = False
    ranges: bool = False

    @cached_property
    def _at(self) -> Mapping[str, int]:
        """The place of every name; of two alike, that of the first."""
        return {name: place for place, name in reversed(list(enumerate(self.names)))}

    @cached_property
    def _sizes(self) -> Mapping[str, int]:
        """How many sentences there are, by their paragraph."""
        return Counter(_owner(name) for name in self.names if "." in name)

    def places(self, cells: Sequence[Scalar]) -> list[tuple[int, int] | None]:
        """Return where what each cell names begins and ends, or None where it is not there."""
        at = self._at
        found: list[tuple[int, int] | None] = []
        for cell in cells:
            first, last = _ends(cell.text) if self.ranges else (cell.text, cell.text)
            begin, end = at.get(first), at.get(last)
            # A range has two ends at least, and a gap has no words to be one.
            one = first == cell.text
            if begin is None or end is None or (begin >= end and not one):
                found.append(None)
            else:
                found.append((begin, end) if one or "gap" not in cell.text else None)
        return found

    def between(self, begin: int, end: int) -> list[str] | None:
        """Return the names between two places, or None where one of them is in doubt."""
        names = list(self.names[begin:end])
        return None if any(_owner(name) in self.doubtful for name in names) else names

    def as_one(self, names: Sequence[str]) -> str:
        """Return how one cell names all of these, or an empty text."""
        if len(names) < 2 or not self.ranges or any(name.startswith("gap") for name in names):
            return names[0] if len(names) == 1 else ""
        return f"{names[0]}-{names[-1]}"

    def told(self, name: str) -> bool:
        """Tell whether another rule says why a cell names nothing."""
        parts = _ends(name)
        return self.lax or any({part, _owner(part)} & self.doubtful for part in parts)

    def nothing(self, name: str) -> str:
        """Return why a cell names nothing, as a label."""
        if any(part != name and part in self._at for part in _ends(name)):
            return f"“{short(name)}” is no range of sentences"
        owner, mark, _ = name.partition(".")
        size = self._sizes.get(owner, 0)
        if size and mark:
            return f"there is no “{short(name)}”: {owner} has {counted(size, 'sentence')}"
        if size:
            return f"{owner} is a paragraph"
        return f"there is no “{short(name)}”" if name else "nothing stands here"


def _ends(name: str) -> tuple[str, str]:
    """Return the first and the last passage that a cell names."""
    ends = notation.RANGE_RE.fullmatch(name)
    return (ends["first"], ends["last"]) if ends else (name, name)


def _owner(name: str) -> str:
    """Return the id of the paragraph in which a sentence stands; a gap stands for itself."""
    return name.partition(".")[0]


def _order_of(edition: Edition, text: Text) -> _Order:
    """Return the sentences and gaps of a text, or of an original, in order."""
    collation = next(found for found in collations(edition) if found.text is text)
    gaps: dict[str, list[str]] = {}
    for gap in text.gaps:
        gaps.setdefault(gap.after, []).append(gap.id)
    names: list[str] = []
    for paragraph in text.paragraphs:
        for sentence in paragraph.sentences:
            names += [sentence.id, *gaps.pop(sentence.id, [])]
        names += gaps.pop(paragraph.id, [])
    lost = (name for name in edition.ledger.passages if name not in edition.passages)
    homeless = (gap for some in gaps.values() for gap in some)
    doubtful = frozenset((*_doubtful(collation), *homeless, *lost))
    # What the text lacks, its witness has.
    lax = bool(collation.absent) or not text.paragraphs or _gaps_unread(edition, text)
    return _Order(names, doubtful, lax, ranges=not text.faces)


def _gaps_unread(edition: Edition, text: Text) -> bool:
    """Tell whether some line of `gaps` could not be understood."""
    faults = edition.faults_of("wrong-value")
    return "gaps" in text.front.unclear or any(fault.span.source is text.source for fault in faults)


def _doubtful(collation: Collation) -> Iterator[str]:
    """Yield the ids of paragraphs whose words, sentences or ids another rule does not like."""
    times = Counter(standing.paragraph.id for standing in collation.standings)
    for standing in collation.standings:
        name = standing.paragraph.id
        own = standing.was in ("", name)
        if not standing.settled or not standing.named or not own or times[name] > 1:
            yield name


def _counted(cells: Sequence[Scalar]) -> list[str]:
    """Return the ids that the first column should have, as far as its rows show it.

    Of an original that is not in the edition no more is known than that its paragraphs, and the
    sentences of each, are counted from one.
    """
    matches = [notation.ALIGNED_RE.fullmatch(cell.text) for cell in cells]
    keys = [(int(m["paragraph"]), int(m["sentence"])) if m else None for m in matches]
    run = _rising(keys, (0, 0), _next)
    sure = {key for index in run if (key := keys[index])}
    # What only stands in the wrong place has an id beside another.
    strays = {
        key
        for key in keys
        if key and key not in sure and {(key[0], key[1] - 1), (key[0], key[1] + 1)} & sure
    }
    found: set[tuple[int, int]] = {*sure, *strays}
    before = (0, 0)
    for _, rows, index in _groups(run, len(cells)):
        key = keys[index] if index is not None else None
        wrong = sum(1 for row in rows if keys[row] is None or keys[row] not in strays)
        found.update(_uncounted(before, key, wrong))
        before = key or before
    return [f"z{paragraph}.{sentence}" for paragraph, sentence in sorted(found)]


def _next(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Tell whether a sentence of the original may come right behind another, given their numbers."""
    return other in ((one[0], one[1] + 1), (one[0] + 1, 1))


def _uncounted(
    before: tuple[int, int], behind: tuple[int, int] | None, rows: int
) -> list[tuple[int, int]]:
    """Return the numbers between two sentences, where there are so many rows with wrong ones."""
    paragraph, sentence = before
    found: list[tuple[int, int]] = []
    if behind and behind[0] == paragraph:
        found = [(paragraph, each) for each in _some(sentence + 1, behind[1])]
    elif behind:
        # Of a paragraph that is left out no more is known than that it has a first sentence.
        found = [(each, 1) for each in _some(paragraph + 1, behind[0])]
        found += [(behind[0], each) for each in _some(1, behind[1])]
    if not found and rows and (behind is None or behind[0] != paragraph):
        first = max(paragraph, 1)
        found = [(first, sentence + number) for number in range(1, rows + 1)]
    return found


def _some(first: int, last: int) -> list[int]:
    """Return the numbers from `first` to the one before `last`: of many the two ends."""
    numbers = range(first, last)
    return [*numbers[:MOST_NAMES], *numbers[MOST_NAMES:][-1:]]


# What stands in a column


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What is wrong with a cell.

    It names nothing (`none`), what another row names (`twice`), or what belongs elsewhere
    (`order`). `meant` is what should stand there, where that is plain; `other` is the row beside
    which it looks wrong.
    """

    why: Literal["none", "twice", "order"]
    meant: str
    other: int


@dataclass(frozen=True, slots=True)
class _Judged:
    """A column with what is wrong with its cells, and what has none.

    `missing` is what has no cell, by the row before which it belongs.
    """

    order: _Order
    cells: Sequence[Scalar]
    verdicts: Mapping[int, _Verdict]
    missing: Mapping[int, Sequence[str]]


def _judged(order: _Order, cells: Sequence[Scalar], *, whole: bool) -> _Judged:
    """Return what is wrong with a column.

    Where some rows could not be read, `whole` is false and nothing is known to be missing.
    """
    places = order.places(cells)
    run = _rising(places, (-1, -1), lambda one, other: other[0] <= one[1] + 1)
    firsts = [place[0] for index in run if (place := places[index])]
    verdicts: dict[int, _Verdict] = {}
    missing: dict[int, list[str]] = {}
    strays: set[str] = set()
    behind = 0
    for previous, rows, index in _groups(run, len(cells)):
        here = places[index] if index is not None else None
        before = places[previous] if previous is not None else None
        if previous is not None and index is not None and before and here and here[0] < behind:
            verdicts |= _overlapping(order, (previous, before), (index, here))
        names = order.between(behind, here[0] if here else len(order.names))
        behind = here[1] + 1 if here else behind
        if names is None:
            continue
        if whole and names and not rows:
            missing[len(cells) if index is None else index] = names
        for row, name in zip(rows, _meant(order, names if whole else [], len(rows)), strict=True):
            place = places[row]
            if place is None and order.told(cells[row].text):
                continue
            verdict = _verdict(places, (run, firsts), row, name)
            verdicts[row] = verdict
            if place and verdict.why == "order" and not name:
                strays.update(order.names[place[0] : place[1] + 1])
    left = {row: [name for name in names if name not in strays] for row, names in missing.items()}
    return _Judged(order, cells, verdicts, {row: names for row, names in left.items() if names})


def _rising(
    keys: Sequence[tuple[int, int] | None],
    start: tuple[int, int],
    joined: Callable[[tuple[int, int], tuple[int, int]], bool],
) -> list[int]:
    """Return the rows of a longest run that rises from each row to the next.

    What is not among them is out of order. It is found by patience sorting, as in C. Schensted,
    “Longest Increasing and Decreasing Subsequences”, Canadian Journal of Mathematics 13 (1961).
    Of two rows alike the first is meant, unless something is missing before it: `joined` tells
    whether nothing is missing between two, or between `start` and the first.
    """
    tops: list[tuple[int, int]] = []
    last: list[int] = []
    before: dict[int, int | None] = {}
    for index, key in enumerate(keys):
        pile = bisect_left(tops, key) if key else 0
        if key and key not in tops[pile : pile + 1]:
            tops[pile : pile + 1] = [key]
            last[pile : pile + 1] = [index]
            before[index] = last[pile - 1] if pile else None
    found = []
    at = last[-1] if last else None
    while at is not None:
        found.append(at)
        at = before[at]
    found.reverse()
    for place, index in enumerate(found):
        key, end = keys[index], found[place + 1] if place + 1 < len(found) else len(keys)
        previous = keys[found[place - 1]] if place else start
        if key and previous and not joined(previous, key):
            found[place] = next(
                (row for row in range(end - 1, index, -1) if keys[row] == key), index
            )
    return found


def _groups(run: Sequence[int], size: int) -> Iterator[tuple[int | None, range, int | None]]:
    """Yield each row of a run with the one before it and the rows between; last, what is behind."""
    previous = None
    for index in run:
        yield previous, range(0 if previous is None else previous + 1, index), index
        previous = index
    yield previous, range(0 if previous is None else previous + 1, size), None


def _meant(order: _Order, names: Sequence[str], rows: int) -> Sequence[str]:
    """Return what was meant in so many rows, where what belongs there is known."""
    if len(names) == rows:
        return names
    return [order.as_one(names) if rows == 1 else ""] * rows


def _overlapping(
    order: _Order, one: tuple[int, tuple[int, int]], other: tuple[int, tuple[int, int]]
) -> dict[int, _Verdict]:
    """Return what is wrong where two rows, one behind the other, name the same sentence.

    Where the first is a range, it goes too far.
    """
    (row, place), (following, begin) = one, other
    if place[0] == place[1]:
        return {following: _Verdict("twice", "", row)}
    meant = order.as_one(order.names[place[0] : begin[0]])
    return {row: _Verdict("twice", meant, following)}


def _verdict(
    places: Sequence[tuple[int, int] | None],
    kept: tuple[Sequence[int], Sequence[int]],
    row: int,
    meant: str,
) -> _Verdict:
    """Return what is wrong with a cell of a row that is not among those kept.

    Of those there are the rows and where what they name begins.
    """
    place, (run, firsts) = places[row], kept
    if place is None:
        return _Verdict("none", meant, row)
    holder = run[max(bisect_right(firsts, place[0]) - 1, 0)]
    held = places[holder]
    if held and held[0] <= place[0] <= held[1]:
        return _Verdict("twice", meant, holder)
    at = bisect_left(run, row)
    following = places[run[at]] if at < len(run) else None
    too_early = following and place > following
    beside = run[at] if too_early else run[at - 1]
    return _Verdict("order", meant, beside)


# What is said of it


def _in_table(edition: Edition, text: Text, table: Alignment) -> Iterator[Finding]:
    """Yield what is wrong with the rows of a table."""
    faults = edition.faults_of("misaligned")
    whole = not any(fault.span.source is table.source for fault in faults)
    first = [row.original for row in table.rows]
    order = _order_of(edition, text.facing) if text.facing else _Order(_counted(first))
    theirs = _judged(order, first, whole=whole)
    ours = _judged(_order_of(edition, text), [row.translation for row in table.rows], whole=whole)
    if not text.facing:
        # How the original ends nobody knows.
        within = {row: names for row, names in theirs.missing.items() if row < len(first)}
        theirs = replace(theirs, missing=within)
    for index, row in enumerate(table.rows):
        yield from _of_row(table, theirs, ours, index)
        if index not in theirs.verdicts:
            yield from _of_signs(row, _sentence(edition, row.original.text))
    for index in sorted({*theirs.missing, *ours.missing}):
        yield _hole(edition, text, table, (theirs, ours), index)


# What must be, by what is wrong: in the first column, and in the second.
THEIRS = {
    "none": "a row must begin with the id of a sentence of the original, such as z3.4",
    "twice": "a sentence of the original must stand in one row only",
    "order": "rows must stand in the order of the original",
}
OURS = {
    "none": "a row must name a sentence of the text, a range of sentences, or a gap",
    "twice": "a sentence of the text, or a gap, must stand in one row only",
    "order": "rows must stand in the order of the text",
}


def _of_row(table: Alignment, theirs: _Judged, ours: _Judged, index: int) -> Iterator[Finding]:
    """Yield what is wrong with the first two cells of a row."""
    one, other = theirs.verdicts.get(index), ours.verdicts.get(index)
    if one and other and one.why == other.why != "none" and not other.meant:
        yield _whole_row(table, index, one)
        return
    for judged, verdict, messages in ((theirs, one, THEIRS), (ours, other, OURS)):
        if verdict:
            yield _cell(judged, index, verdict, messages)


def _whole_row(table: Alignment, index: int, verdict: _Verdict) -> Finding:
    """Return the finding of a row that stands twice, or in the wrong place, as a whole."""
    row, other = table.rows[index], table.rows[verdict.other]
    if verdict.why == "order":
        side = "before" if verdict.other > index else "behind"
        return Finding(
            row.original.span,
            THEIRS["order"],
            f"{row.original.text} stands {side} {other.original.text}",
            ("Put the line in its place.",),
        )
    source = row.span.source
    following = source.line_starts[row.span.line : row.span.line + 1]
    line = source.span(row.span.start, following[0] if following else row.span.end)
    return Finding(
        row.span,
        "a row must stand once",
        f"{row.original.text} and {row.translation.text} stand in line {other.span.line} too",
        ("Take one of the two lines away.",),
        Suggestion(line, "") if row.span.text == other.span.text else None,
    )


def _cell(judged: _Judged, index: int, verdict: _Verdict, messages: Mapping[str, str]) -> Finding:
    """Return the finding of one cell."""
    cell, other = judged.cells[index], judged.cells[verdict.other]
    line = other.span.line
    if verdict.why == "none":
        label = judged.order.nothing(cell.text)
        names = judged.order.names
        advice = f"They are {names[0]} to {names[-1]}." if names else "Take the line away."
    elif verdict.why == "twice":
        same = cell.text == other.text
        label = (
            f"{cell.text} stands in line {line} too" if same else f"{other.text} is in line {line}"
        )
        advice = "Take one of the two lines away."
    else:
        side = "before" if verdict.other > index else "behind"
        label = f"{cell.text} stands {side} {other.text}"
        advice = "Put the line in its place."
    meant = verdict.meant
    return Finding(
        cell.span,
        messages[verdict.why],
        label,
        (f"Write: {meant}" if meant else advice,),
        Suggestion(cell.span, meant) if meant else None,
    )


def _hole(
    edition: Edition, text: Text, table: Alignment, columns: tuple[_Judged, _Judged], index: int
) -> Finding:
    """Return the finding of sentences that have no row, before a row or behind the last."""
    theirs, ours = (list(column.missing.get(index, ())) for column in columns)
    end = index == len(table.rows)
    beside = table.rows[index - 1 if end else index] if table.rows else None
    place = beside.span if beside else table.source.line_span(1)
    if beside and not end:
        place = (beside.original if theirs else beside.translation).span
    if not ours and not text.facing:
        return _uneven(columns[0], table, index)
    what = " and ".join(filter(None, (_span_of(theirs), _span_of(ours))))
    many = len(theirs) + len(ours) > 1
    side, where = ("behind this", "below") if end else ("before this", "above")
    line = [_span_of(theirs[:1]) or UNKNOWN, _span_of(ours[:1]) or UNKNOWN, UNKNOWN, UNKNOWN]
    sentence = _sentence(edition, line[0])
    line[2:] = _signs(sentence) if sentence else line[2:]
    row = written(line)
    several = max(len(theirs), len(ours)) > 1
    advice = [
        f"Add a line for each {where}, such as: {row}"
        if several
        else f"Add its line {where}: {row}"
    ]
    above = _ends(table.rows[index - 1].translation.text)[0] if index else ""
    both = f"{above}-{ours[-1]}" if above and ours and "gap" not in " ".join(ours) else ""
    if not theirs and edition.passage(both):
        advice.append(f"Or, if one sentence of the original became several, write above: {both}")
    at = place.end if end or not beside else beside.span.start
    added = f"\n{row}" if end else f"{row}\n"
    alone = len(theirs) == len(ours) == 1 and UNKNOWN not in line
    return Finding(
        place,
        "every sentence of the text and of its original, and every gap, must stand in a row",
        f"{what} {'have' if many else 'has'} no row {side}",
        tuple(advice),
        Suggestion(table.source.span(at, at), added) if alone else None,
    )


def _uneven(column: _Judged, table: Alignment, index: int) -> Finding:
    """Return the finding of a hole in the ids of an original that is not in the edition.

    As every sentence of the text has its row, an id is more likely wrong than a row is missing.
    """
    rows = table.rows
    cell, wanted = rows[index].original, column.missing[index][0]
    numbers = [
        notation.ALIGNED_RE.fullmatch(row.original.text) for row in rows[index - 1 : index + 2]
    ]
    known = [(int(m["paragraph"]), int(m["sentence"])) for m in numbers if m]
    above = f"stands behind {rows[index - 1].original.text}" if index else "comes first"
    meant = ""
    if not index:
        meant = "z1.1"
    elif len(known) == len(numbers):
        paragraph, sentence = known[0]
        choices = [(paragraph, sentence + 1), (paragraph + 1, 1)]
        owners = [_owner(_ends(row.translation.text)[0]) for row in rows[index - 1 : index + 1]]
        # A gap does not say in which paragraph it is.
        if owners[0] != owners[1] and not any(name.startswith("gap") for name in owners):
            choices.reverse()
        fitting = [each for each in choices if all(_next(each, other) for other in known[2:])]
        meant = "".join(f"z{a}.{b}" for a, b in fitting[:1])
    return Finding(
        cell.span,
        "the sentences of the original must be counted without a hole",
        f"{cell.text} {above}",
        (f"Write: {meant}" if meant else f"Add the row of {wanted} above, or count anew.",),
        Suggestion(cell.span, meant) if meant else None,
    )


def _span_of(names: Sequence[str]) -> str:
    """Return names that follow one another, as a sentence lists them."""
    if len(names) < 3:
        return " and ".join(names)
    return f"{names[0]} to {names[-1]}"


def _sentence(edition: Edition, name: str) -> Sentence | None:
    """Return a sentence of the original, where it is in the edition and its words are certain."""
    found = edition.passages.get(name)
    if found is None or not found.original or found.kind != "sentence":
        return None
    return None if name in unsettled(edition) else found.sentences[0]


def _signs(sentence: Sentence) -> list[str]:
    """Return the first and the last characters of a sentence, as many as tell it from others."""
    words = notation.fold(sentence.witness)
    return [words[:OFFERED], words[-OFFERED:]]


def _of_signs(row: Aligned, sentence: Sentence | None) -> Iterator[Finding]:
    """Yield what is wrong with the first and last characters that a row gives."""
    words = notation.fold(sentence.witness) if sentence else ""
    offered = _signs(sentence) if sentence else ["", ""]
    for cell, sign, which in zip(
        (row.opening, row.closing), offered, ("first", "last"), strict=True
    ):
        if not cell.text:
            yield Finding(
                cell.span,
                "a row must give the first and the last characters of its sentence",
                f"the {which} are missing",
                (f"Write: {sign}" if sign else f"Write the {which} few characters here.",),
                Suggestion(cell.span, sign) if sign else None,
            )
    ends = (
        (row.opening, words.startswith, words[: len(row.opening.text)], "begin"),
        (row.closing, words.endswith, words[-len(row.closing.text) :], "end"),
    )
    for cell, fits, sign, verb in ends if sentence else ():
        if cell.text and not fits(notation.fold(cell.text)):
            yield Finding(
                cell.span,
                f"a row must give the characters with which its sentence {verb}s",
                f"{row.original.text} {verb}s with “{short(sign)}”",
                (f"Write: {short(sign)}",),
                Suggestion(cell.span, sign),
            )
