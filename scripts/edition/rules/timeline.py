"""Rules on the timeline."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from edition import edtf, notation
from edition.findings import Finding, Suggestion
from edition.rules.front_matter import meant_day
from edition.rules.nearest import listed, short
from edition.timeline import BAR_RE, HEAD, MOST_LETTERS, label_fault, timeline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edition.edtf import Period
    from edition.model import Edition, Scalar
    from edition.timeline import Row, Timeline

HEAD_LINE = f"| {' | '.join(HEAD)} |"
WRITE_DATE = (
    "Write a day as 1957-04-27, a month as 1957-04, summer as 1957-22, a year as 1957, and from "
    "one to another as 1957-02-27/1957-06-08."
)
# 27 February – 8 June 1957   1959-1964   1959 to 1964
BETWEEN_RE = re.compile(r"\s*[–—/]\s*|\s+(?:to|until)\s+|(?<=^[0-9]{4})-(?=[0-9]{4}$)")
# September 1978   Summer of 1958
PART_RE = re.compile(r"(?P<name>[A-Za-z]{3,})\.?,? (?:of )?(?P<year>[0-9]{4})")
PARTS = {
    **{name.casefold(): number for number, name in enumerate(edtf.MONTHS, 1)},
    **{name.casefold(): number for number, name in enumerate(edtf.SEASONS, edtf.SPRING)},
}
# What is dropped where words are made plain: citations, addresses of links, and marks.
DROPPED_RE = re.compile(r"\[[^\[\]]*@[^\[\]]*\]|\]\([^()]*\)|[*_`\[\]]")


def bad_event(edition: Edition) -> Iterator[Finding]:
    """An event of the timeline is a row of three cells: a real date, a few plain words, what happened.

    `docs/timeline.md` has one table, `| Date | In short | What happened |`, in the order of time.
    A date is written in EDTF: a day, 1957-04-27; a month, 1957-04; a season, 1957-21 to 1957-24 from
    spring to winter; a year; or from one to another, 1957-02-27/1957-06-08.
    The few words stand in the picture, where there is room for 32 letters.
    """
    found = timeline(edition)
    if found is None:
        return
    if not found.known:
        yield _head(found)
        return
    latest: tuple[Period, Row] | None = None
    for row in found.rows:
        if not row.whole:
            yield _cells(row)
            continue
        when = edtf.period(row.cells[0].text)
        if when is None:
            yield _date(row.cells[0])
        elif latest and when.first < latest[0].first:
            yield _order(row.cells[0], *latest)
        else:
            latest = when, row
        if label_fault(row.cells[1].text):
            yield _label(row)


def _head(found: Timeline) -> Finding:
    """Return the finding of a page without its table."""
    message = f"the timeline must have a table with the columns {listed(HEAD, 'and')}"
    source = found.body.source
    if found.head is None:
        end = found.body.start + len(found.body.markdown.rstrip())
        line = source.line_span(source.line_number(end))
        rule = f"|{'---|' * len(HEAD)}"
        return Finding(
            line,
            message,
            "there is none up to here",
            (f"Write below it, behind an empty line: {HEAD_LINE}", f"And below that: {rule}"),
        )
    names = [cell.text for cell in found.head.cells]
    other = set(HEAD).isdisjoint(names)
    return Finding(
        found.head.span,
        message,
        f"these are {listed([short(name) for name in names], 'and')}",
        (f"Put the table of the events before any other: {HEAD_LINE}",)
        if other
        else (f"Write: {HEAD_LINE}",),
        # With another number of columns the line below has to change too.
        Suggestion(found.head.span, HEAD_LINE) if found.head.whole and not other else None,
    )


def _cells(row: Row) -> Finding:
    """Return the finding of a row with too few cells, or too many."""
    message = f"an event must have {len(HEAD)} cells: {', '.join(HEAD)}"
    label = f"this row has {len(row.cells)}"
    if len(row.cells) < len(HEAD):
        return Finding(
            row.span, message, label, ("Put a bar, |, between two cells, and one at either end.",)
        )
    last = row.span.source.span(row.cells[len(HEAD) - 1].span.start, row.cells[-1].span.end)
    words = BAR_RE.sub(r"\\|", last.text)
    return Finding(
        last,
        message,
        label,
        (f"A bar that stands in a cell has a backslash before it. Write: {short(words, 120)}",),
        Suggestion(last, words),
    )


def _date(cell: Scalar) -> Finding:
    """Return the finding of a date that is none."""
    meant = _meant(cell.text)
    begin, slash, end = cell.text.partition("/")
    if edtf.MOMENT_RE.fullmatch(cell.text):
        label = "there is no such date"
    elif slash and edtf.moment(begin) and edtf.moment(end):
        label = "it ends before it begins"
    elif cell.text:
        label = f"“{short(cell.text)}” is not written so"
    else:
        label = "nothing stands here"
    return Finding(
        cell.span,
        "the date of an event must be one by EDTF, such as 1957-04-27",
        label,
        (f"Write: {meant}" if meant else WRITE_DATE,),
        Suggestion(cell.span, meant) if meant else None,
    )


def _meant(written: str) -> str:
    """Return the date that was meant, where that is plain, or an empty text."""
    whole = _moment(written)
    parts = [_moment(part) for part in BETWEEN_RE.split(written)]
    tried = [whole, *("/".join(order) for order in (parts, parts[::-1]) if len(parts) == 2)]
    return next((made for made in tried if edtf.period(made)), "")


def _moment(written: str) -> str:
    """Return the moment that was meant, or what was written."""
    part = PART_RE.fullmatch(written)
    number = PARTS.get(part["name"].casefold(), 0) if part else 0
    if part and number:
        return f"{part['year']}-{number:02}"
    return str(meant_day(written) or written)


def _order(cell: Scalar, before: Period, row: Row) -> Finding:
    """Return the finding of an event that stands behind a later one."""
    return Finding(
        cell.span,
        "events must stand in the order of time",
        f"this is before {before.words} in line {row.span.line}",
        (f"Move this row above line {row.span.line}, or where it belongs further up.",),
    )


def _label(row: Row) -> Finding:
    """Return the finding of an event’s short words."""
    cell = row.cells[1]
    plain = notation.fold(DROPPED_RE.sub("", cell.text))
    mended = "" if label_fault(plain) else plain
    return Finding(
        cell.span,
        f"the short words of an event must be plain, and {MOST_LETTERS} letters at most",
        label_fault(cell.text),
        (f"Write: {mended}" if mended else "Say in a few words what it was, without markup.",),
        Suggestion(cell.span, mended) if mended else None,
    )


def uncited_event(edition: Edition) -> Iterator[Finding]:
    """An event of the timeline cites the work in which it was read."""
    found = timeline(edition)
    if found is None or not found.known:
        return
    torn = {
        fault.span.line
        for fault in edition.faults_of("malformed-reference")
        if fault.span.source is found.body.source
    }
    for row in found.rows:
        cites = any(
            child.type == "citation" for token in row.tokens for child in token.children or ()
        )
        if row.whole and not cites and row.span.line not in torn:
            cell = row.cells[-1]
            word = cell.span.start + cell.text.rfind(" ") + 1
            yield Finding(
                cell.span.source.span(word, cell.span.end),
                "an event must cite the work in which it was read",
                "it ends here and cites none" if cell.text else "nothing is said of it",
                ("Write behind what happened, with its key of docs/references.json: [@key, page]",),
            )
