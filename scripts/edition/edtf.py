"""Dates and spans of time as historians know them: a day, a month, a season, a year, or an interval.

They are written in EDTF, the extended format of ISO 8601-2 (https://www.loc.gov/standards/datetime/):
its level 0, and of level 1 the seasons, 21 for spring to 24 for winter. What is uncertain or open
has no place on a ruler and is not read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
SEASONS = ("Spring", "Summer", "Autumn", "Winter")
# The number of spring, and the month with which it begins.
SPRING, MARCH = 21, 3
DECEMBER = 12

# 1957   1957-04   1957-21   1957-04-27
MOMENT_RE = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<part>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?")


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, a month, a season or a year; `part` is 0 in a year, `day` in all but a day.

    A season is one of the northern half of the earth, of three whole months; winter is that which
    begins in its year.
    """

    year: int
    part: int = 0
    day: int = 0

    @property
    def is_season(self) -> bool:
        """Tell whether it is a season."""
        return self.part >= SPRING

    @property
    def first(self) -> date:
        """Its first day."""
        month = MARCH + 3 * (self.part - SPRING) if self.is_season else self.part
        return date(self.year, month or 1, self.day or 1)

    @property
    def last(self) -> date:
        """Its last day."""
        if self.day:
            return self.first
        months = 3 if self.is_season else 1 if self.part else DECEMBER
        years, month = divmod(self.first.month - 1 + months, DECEMBER)
        return date(self.first.year + years, month + 1, 1) - timedelta(days=1)

    @property
    def part_name(self) -> str:
        """The name of its month or season; empty for a year."""
        if not self.part:
            return ""
        return SEASONS[self.part - SPRING] if self.is_season else MONTHS[self.part - 1]

    @property
    def words(self) -> str:
        """It in English: 28 April 1957, April 1957, Spring 1957, 1957."""
        return " ".join(filter(None, (str(self.day or ""), self.part_name, str(self.year))))

    @property
    def machine(self) -> str:
        """It as HTML’s `time` element takes it; empty for a season, which HTML does not know.

        https://html.spec.whatwg.org/multipage/text-level-semantics.html#datetime-value
        """
        return "" if self.is_season else str(self)

    def __str__(self) -> str:
        parts = [f"{self.part:02}"] if self.part else []
        return "-".join([f"{self.year:04}", *parts, *([f"{self.day:02}"] if self.day else [])])


@dataclass(frozen=True, slots=True)
class Period:
    """A moment, or all from one to another."""

    begin: Moment
    end: Moment

    @property
    def first(self) -> date:
        """Its first day."""
        return self.begin.first

    @property
    def last(self) -> date:
        """Its last day."""
        return self.end.last

    def pieces(self) -> Iterator[tuple[str, str]]:
        """Yield it in English, piece by piece, each with what a machine reads there, or nothing.

        What the two ends have in common is said once: 1–8 February 1942.
        """
        begin, end = self.begin, self.end
        if begin == end:
            yield end.words, end.machine
            return
        shown = [str(begin.day or ""), begin.part_name, str(begin.year)]
        shared = begin.year == end.year and bool(begin.part) and bool(end.part)
        if shared:
            shown.pop()
            if begin.part == end.part and begin.day and end.day:
                shown.pop()
        words = " ".join(filter(None, shown))
        yield words, begin.machine
        # An en dash joins single words, and stands free between more of them.
        alike = shared and bool(begin.day) == bool(end.day)
        joined = " " not in words and (alike or " " not in end.words)
        yield "–" if joined else "\N{NO-BREAK SPACE}– ", ""
        yield end.words, end.machine

    @property
    def words(self) -> str:
        """It in English."""
        return "".join(words for words, _ in self.pieces())


def moment(written: str) -> Moment | None:
    """Return the moment that was written, or None where there is none such."""
    match = MOMENT_RE.fullmatch(written)
    if not match:
        return None
    numbers = [int(figures) for figures in match.groups() if figures]
    found = Moment(*numbers)
    if not all(numbers) or (found.is_season and found.day):
        return None
    try:
        # The calendar refuses a thirteenth month and a 30 February, and has no day after 9999.
        return found if found.first <= found.last < date(date.max.year, 1, 1) else None
    except ValueError:
        return None


def period(written: str) -> Period | None:
    """Return the period that was written, or None where there is none such, or it ends too early."""
    first, slash, last = written.partition("/")
    begin = moment(first)
    end = moment(last) if slash else begin
    if begin is None or end is None or begin.first > end.first or begin.last > end.last:
        return None
    return Period(begin, end)
