"""The timeline: the events of `docs/timeline.md`, one a row of its table.

The page is prose with one table, whose columns are named in `HEAD`. A row that is not as it should
be is no event; the rules of `edition.rules.timeline` say what is wrong with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import takewhile
from typing import TYPE_CHECKING

from edition.bodies import parser
from edition.edtf import Period, period
from edition.model import Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

    from edition.model import Body, Edition
    from edition.source import Source, Span

PATH = "docs/timeline.md"
HEAD = ("Date", "In short", "What happened")
# So much fits beside the ruler, also on a phone.
MOST_LETTERS = 32
# What stands in the picture is plain words.
MARKUP_RE = re.compile(r"[*_`\[\]<>\\]")
# The weeks that the picture enlarges: from the first of the two reports to the counter-attack.
WEEKS = (date(1957, 2, 27), date(1957, 6, 8))
# What parts two cells, as GitHub and the parser read it
# (https://github.github.com/gfm/#tables-extension-).
BAR_RE = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True)
class Row:
    """A row of the table: its cells as they are written, and the last of the three as tokens."""

    span: Span
    cells: tuple[Scalar, ...]
    tokens: tuple[Token, ...]

    @property
    def whole(self) -> bool:
        """Tell whether it has as many cells as it should have."""
        return len(self.cells) == len(HEAD)


@dataclass(frozen=True)
class Timeline:
    """The page: its table, and the tokens of what stands before and behind that.

    `head` is None where there is no table.
    """

    body: Body
    head: Row | None
    rows: tuple[Row, ...]
    before: tuple[Token, ...]
    behind: tuple[Token, ...]

    @property
    def known(self) -> bool:
        """Tell whether the table has the columns that it should have."""
        return self.head is not None and tuple(cell.text for cell in self.head.cells) == HEAD


@dataclass(frozen=True)
class Event:
    """An event; `id` is its place on the page, made of its date."""

    id: str
    period: Period
    label: str
    tokens: tuple[Token, ...]

    @property
    def in_weeks(self) -> bool:
        """Tell whether it lies in the weeks that are enlarged."""
        return WEEKS[0] <= self.period.first and self.period.last <= WEEKS[1]


# Rules and pages ask for the same one in turn.
@lru_cache(maxsize=1)
def timeline(edition: Edition) -> Timeline | None:
    """Return the timeline of an edition, or None where it has none that could be read."""
    for page in edition.pages:
        if page.source.path == PATH and not page.body.unread:
            return _read(page.body)
    return None


def events(edition: Edition) -> Sequence[Event]:
    """Return the events of an edition's timeline, in the order of its table."""
    found = timeline(edition)
    return list(_events(found)) if found and found.known else []


def _events(found: Timeline) -> Iterator[Event]:
    # A heading may be a year.
    taken = dict.fromkeys((*found.body.headings, *found.body.ids), 1)
    for row in found.rows:
        when = period(row.cells[0].text) if row.whole else None
        if when is None or label_fault(row.cells[1].text):
            continue
        name = str(when.begin)
        taken[name] = taken.get(name, 0) + 1
        unique = f"{name}_{taken[name]}" if taken[name] > 1 else name
        yield Event(unique, when, row.cells[1].text, row.tokens)


def label_fault(label: str) -> str:
    """Return what is wrong with the short words of an event, or an empty text."""
    if not label:
        return "there are none"
    if len(label) > MOST_LETTERS:
        return f"these have {len(label)}"
    found = MARKUP_RE.search(label)
    return f"“{found[0]}” is markup" if found else ""


def _read(body: Body) -> Timeline:
    """Return the parts of the page."""
    tokens = parser(html=False, page=True).parse(body.markdown)
    headings = (token for token in tokens if token.type == "heading_open")
    for token, name in zip(headings, body.headings, strict=False):
        token.attrSet("id", name)
    begin = next((n for n, token in enumerate(tokens) if token.type == "table_open"), len(tokens))
    end = next((n for n, token in enumerate(tokens) if token.type == "table_close"), len(tokens))
    rows = tuple(_rows(body, tokens[begin:end]))
    return Timeline(
        body, next(iter(rows), None), rows[1:], tuple(tokens[:begin]), tuple(tokens[end + 1 :])
    )


def _rows(body: Body, tokens: Sequence[Token]) -> Iterator[Row]:
    first = body.source.line_number(body.start)
    for number, token in enumerate(tokens):
        if token.type == "tr_open" and token.map:
            line = body.source.line_span(first + token.map[0])
            inside = takewhile(lambda each: each.type != "tr_close", tokens[number:])
            contents = [each for each in inside if each.type == "inline"]
            yield Row(
                line, tuple(_cells(body.source, line)), tuple(contents[len(HEAD) - 1 : len(HEAD)])
            )


def _cells(source: Source, line: Span) -> Iterator[Scalar]:
    """Yield the cells of a row without the blanks around them; a bar at either end parts nothing."""
    bars = [line.start + match.start() for match in BAR_RE.finditer(line.text)]
    starts, ends = [line.start, *(bar + 1 for bar in bars)], [*bars, line.end]
    cells = [source.span(start, end) for start, end in zip(starts, ends, strict=True)]
    inner = cells[not cells[0].text.strip() : len(cells) - (not cells[-1].text.strip())]
    for cell in inner:
        words = cell.text.strip()
        start = cell.start + len(cell.text) - len(cell.text.lstrip()) if words else cell.start
        yield Scalar(words, source.span(start, start + len(words)))
