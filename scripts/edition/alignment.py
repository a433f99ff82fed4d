"""The alignment: which sentence of an original belongs to which passage of a text.

It is a table in CSV (https://www.rfc-editor.org/rfc/rfc4180), one row a line, so that a row is a
line of a diff and of a message.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from edition import notation
from edition.model import Aligned, Alignment, Fault, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edition.source import Source, Span

HEADER = ("chinese", "translation", "opening", "closing")


def written(cells: Iterable[str]) -> str:
    """Return cells as a line of the table, without its line end."""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(cells)
    return line.getvalue()


def read_alignment(source: Source) -> tuple[Alignment, list[Fault]]:
    """Read the table of a file; empty lines are no rows.

    Returns its rows and the faults found. Where the first line shows that columns are not what they
    should be, no row is read.
    """
    numbers = range(1, len(source.line_starts) + 1)
    lines = [line for line in map(source.line_span, numbers) if line.text.strip()]
    if not lines:
        return Alignment(source, ()), [_fault(source.line_span(1), "empty")]
    names = [cell.text for cell in _cells(lines[0]) or ()]
    faults = []
    if names == list(HEADER):
        del lines[0]
    elif names and notation.ALIGNED_RE.fullmatch(names[0]):
        faults.append(_fault(lines[0], "missing"))
    else:
        other = len(names) != len(HEADER) or sorted(names) == sorted(HEADER)
        faults.append(_fault(lines.pop(0), "columns" if other else "header"))
        lines = [] if other else lines
    rows = []
    for line in lines:
        cells = _cells(line)
        if cells is None:
            faults.append(_fault(line, "quotes"))
        elif len(cells) != len(HEADER):
            faults.append(_fault(line, "cells", number=str(len(cells))))
        else:
            original, translation, opening, closing = cells
            rows.append(Aligned(original, translation, opening, closing, line))
    return Alignment(source, tuple(rows)), faults


def _fault(place: Span, why: str, **facts: str) -> Fault:
    return Fault("misaligned", place, {"why": why, **facts})


def _cells(line: Span) -> list[Scalar] | None:
    """Return the cells of a line without the blanks about them, or None where it is no row."""
    try:
        values = next(csv.reader([line.text], strict=True))
    except csv.Error:
        return None
    cells = []
    start = line.start
    for value in values:
        # What csv read is written either as it is or, each quotation mark twice, within two more.
        quoted = line.source.text[start : start + 1] == '"'
        size = len(value) + value.count('"') if quoted else len(value)
        lead = len(value) - len(value.lstrip())
        begin = start + quoted
        inner = line.source.span(begin + lead, begin + size - len(value) + len(value.rstrip()))
        cells.append(
            Scalar(value.strip(), inner if value.strip() else line.source.span(begin, begin))
        )
        start += size + 2 * quoted + 1
    return cells
