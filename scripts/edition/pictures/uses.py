"""The picture of the terms over the text: a row for each term, a column for each passage.

The wide form has a column for each sentence, the narrow one for each paragraph.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from math import sqrt
from typing import TYPE_CHECKING, Literal

from edition.pictures.lettering import Box, broken

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from edition.concordance import Line
    from edition.model import Edition, Paragraph

Form = Literal["wide", "narrow"]


@dataclass(frozen=True, slots=True)
class Measure:
    """The measures of a form: type, the room for names, a column, between paragraphs, at the end."""

    size: int
    line: int
    row: int
    names: int
    column: int
    gap: int
    total: int


MEASURES: Mapping[Form, Measure] = {
    "wide": Measure(size=14, line=17, row=22, names=222, column=15, gap=9, total=34),
    "narrow": Measure(size=13, line=16, row=24, names=156, column=22, gap=1, total=0),
}
# A line of the head; between names and columns.
HEAD, APART, EDGE = 18, 8, 4
# So many rows are one block, which no page of paper parts.
BLOCK = 10
# The radius of a disc for one use, and of the largest.
SMALLEST, LARGEST = 3.4, 7.0


@dataclass(frozen=True, slots=True)
class Column:
    """A sentence or a paragraph."""

    passage: str
    x: int
    name: str


@dataclass(frozen=True, slots=True)
class Band:
    """The columns of a paragraph, or of a section."""

    name: str
    x: int
    width: int

    @property
    def middle(self) -> int:
        """Their middle."""
        return self.x + self.width // 2


@dataclass(frozen=True, slots=True)
class Spot:
    """How often a term is used in a passage."""

    passage: str
    x: int
    number: int

    @property
    def radius(self) -> float:
        """The radius of a disc of that area."""
        return round(min(LARGEST, SMALLEST * sqrt(self.number)), 1)


@dataclass(frozen=True, slots=True)
class Row:
    """A term: its name in lines, and where it is used."""

    term: str
    lines: tuple[str, ...]
    box: Box
    total: int
    spots: tuple[Spot, ...]

    @property
    def middle(self) -> int:
        """The height at which its spots stand."""
        return self.box.y + self.box.height // 2


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows, and how high they are together."""

    height: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """One form of the picture."""

    form: Form
    width: int
    measure: Measure
    columns: tuple[Column, ...]
    paragraphs: tuple[Band, ...]
    sections: tuple[Band, ...]
    blocks: tuple[Block, ...]
    head: int = HEAD


def first_use(edition: Edition, uses: Mapping[str, Sequence[Line]]) -> list[str]:
    """Return the terms that are used in the texts, in the order of their first use."""
    used = [term for term, lines in uses.items() if lines]
    return sorted(
        used, key=lambda term: (edition.in_order(uses[term][0].passage), uses[term][0].start)
    )


def pictures(
    edition: Edition, uses: Mapping[str, Sequence[Line]], names: Mapping[str, str]
) -> tuple[Picture, ...]:
    """Return the forms of the picture of the uses of some terms, which have these names."""
    return tuple(_picture(form, edition, uses, names) for form in MEASURES)


def _picture(
    form: Form,
    edition: Edition,
    uses: Mapping[str, Sequence[Line]],
    names: Mapping[str, str],
) -> Picture:
    measure = MEASURES[form]
    columns: list[Column] = []
    paragraphs: list[Band] = []
    sections: list[Band] = []
    x = measure.names + APART
    for paragraph in (paragraph for text in edition.texts for paragraph in text.paragraphs):
        begin = x
        for passage in _passages(paragraph, form):
            name = passage.rpartition("." if form == "wide" else "p")[2]
            columns.append(Column(passage, x + measure.column // 2, name))
            x += measure.column
        paragraphs.append(Band(paragraph.id, begin, x - begin))
        if sections and sections[-1].name == paragraph.section:
            begin = sections.pop().x
        sections.append(Band(paragraph.section, begin, x - begin))
        x += measure.gap
    rows = [
        _row(term, uses[term], names[term], columns, measure) for term in first_use(edition, uses)
    ]
    return Picture(
        form,
        x - measure.gap + measure.total + EDGE,
        measure,
        tuple(columns),
        tuple(paragraphs),
        tuple(sections),
        tuple(_blocks(rows)),
    )


def _passages(paragraph: Paragraph, form: Form) -> Sequence[str]:
    """Return the passages of a paragraph that have a column each."""
    return [paragraph.id] if form == "narrow" else [each.id for each in paragraph.sentences]


def _row(
    term: str, uses: Sequence[Line], name: str, columns: Sequence[Column], measure: Measure
) -> Row:
    """Return the row of a term, at the top."""
    # A column holds the sentence of its name, or the paragraph that a sentence’s name begins with.
    counts = Counter(use.passage for use in uses) + Counter(
        use.passage.partition(".")[0] for use in uses
    )
    lines = broken(name, measure.size, measure.names)
    return Row(
        term,
        lines,
        Box(0, 0, measure.names, max(measure.row, len(lines) * measure.line + EDGE)),
        len(uses),
        tuple(
            Spot(column.passage, column.x, counts[column.passage])
            for column in columns
            if counts[column.passage]
        ),
    )


def _blocks(rows: Sequence[Row]) -> Iterator[Block]:
    """Yield the rows below one another, some in each block."""
    for start in range(0, len(rows), BLOCK):
        placed: list[Row] = []
        for row in rows[start : start + BLOCK]:
            y = placed[-1].box.bottom if placed else 0
            placed.append(replace(row, box=replace(row.box, y=y)))
        yield Block(placed[-1].box.bottom, tuple(placed))
