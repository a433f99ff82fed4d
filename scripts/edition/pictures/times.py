"""The picture of the timeline: events beside a ruler, and some weeks of it enlarged.

In the wide form two rulers stand side by side, that of all the years and that of the weeks, joined
by a wedge. In the narrow one there is a single ruler, which is drawn out where the weeks are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from edition.edtf import Moment, Period
from edition.pictures.lettering import Box, spread, width
from edition.timeline import WEEKS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from edition.timeline import Event

Form = Literal["wide", "narrow", "only"]
Side = Literal["left", "right"]
Kind = Literal["years", "days"]
# A part of a ruler: what it counts, its first and its last day.
Part = tuple[Kind, date, date]

# Sizes of type: the words of an event, and its date above them.
WORDS, DATE = 14, 13
# An event's box.
ROW = 38
# From a ruler to the words, where the lines run; the last bit of that is bare.
LEADER, BARE = 40, 5
# How wide rulers are, that of years and that of weeks, and the wedge between them.
YEARS, DAYS, WEDGE = 34, 40, 48
# In the narrow form, the ruler of weeks, and what lies between it and that of years.
DRAWN_OUT, JOINT = 58, 28
# Around everything, and above the rulers where they have titles.
EDGE, TITLE = 6, 30
# The least that the two forms measure, and a part of a ruler.
NARROW, COLUMN, TALL, PART = 328, 170, 720, 90
# How far apart lines with a number and lines without must be.
NUMBERED, BARELY = 40, 3
SHORT_MONTHS = (
    *("Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct."),
    *("Nov.", "Dec."),
)
# A name below its line needs so much room, and an event is a stretch from so much on.
NAME, LONG = 16, 8
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across a ruler, a long one where something begins that may have a name."""

    y: int
    long: bool
    name: str = ""


@dataclass(frozen=True, slots=True)
class Ruler:
    """A stretch of time on the page: from the morning of `first` at its top to that of `end`.

    Its events stand at one of its sides.
    """

    kind: Kind
    first: date
    end: date
    box: Box
    side: Side

    def y(self, day: float) -> int:
        """Return where a day stands, in the ordinals of the calendar; at an end if it lies beyond."""
        share = (day - self.first.toordinal()) / (self.end - self.first).days
        return self.box.y + round(min(max(share, 0), 1) * self.box.height)

    @property
    def edge(self) -> int:
        """The side on which its events are."""
        return self.box.x if self.side == "left" else self.box.right

    @property
    def ticks(self) -> tuple[Tick, ...]:
        """Its lines."""
        days = self._years() if self.kind == "years" else self._days()
        named = [(self.y(day.toordinal()), name) for day, name in days]
        below = [*(y for y, name in named if name), self.box.bottom]
        room = {y: after - y for y, after in pairwise(below)}
        return tuple(
            Tick(y, bool(name), name if room.get(y, 0) >= NAME else "") for y, name in named
        )

    def _years(self) -> Iterator[tuple[date, str]]:
        """Yield the first days of years, some with their number."""
        year = self.box.height * 365 / (self.end - self.first).days
        step = next((n for n in (1, 10, 100) if n * year >= NUMBERED), 1000)
        small = step // 10 if step > 1 and step // 10 * year >= BARELY else step
        for number in range(self.first.year + 1, self.end.year + 1):
            if number % small == 0 and date(number, 1, 1) < self.end:
                yield date(number, 1, 1), "" if number % step else str(number)

    def _days(self) -> Iterator[tuple[date, str]]:
        """Yield the first days of months with their names, and every Monday."""
        day = self.first
        while day < self.end:
            if day.day == 1 or day == self.first:
                yield day, SHORT_MONTHS[day.month - 1]
            elif day.weekday() == 0:
                yield day, ""
            day += DAY


@dataclass(frozen=True, slots=True)
class Mark:
    """An event on its ruler and beside it.

    It lasts from `begin` to `end`; from its first day, at `x` and `y`, a line leads to `box`, in
    which its date and words stand.
    """

    event: Event
    side: Side
    x: int
    y: int
    begin: int
    end: int
    box: Box

    @property
    def lasts(self) -> bool:
        """Tell whether it is more than one day, and long enough to be seen as a stretch."""
        several = self.event.period.first != self.event.period.last
        return several and self.end - self.begin > LONG

    @property
    def foot(self) -> int:
        """Where the line ends, in front of the words."""
        return self.box.right + BARE if self.side == "left" else self.box.x - BARE

    @property
    def turn(self) -> int:
        """Half of the line's way."""
        return (self.x + self.foot) // 2

    @property
    def middle(self) -> int:
        """The middle of the words."""
        return self.box.y + self.box.height // 2

    @property
    def anchor(self) -> int:
        """The edge from which the words are set."""
        return self.box.right if self.side == "left" else self.box.x


@dataclass(frozen=True, slots=True)
class Title:
    """What a ruler shows, in words above it."""

    words: str
    side: Side
    box: Box


@dataclass(frozen=True, slots=True)
class Column:
    """Events that are listed together, and the name of their list."""

    name: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """One form of the picture; a wedge leads from two points to two others."""

    form: Form
    width: int
    height: int
    rulers: tuple[Ruler, ...]
    columns: tuple[Column, ...]
    wedges: tuple[tuple[tuple[int, int], ...], ...] = ()
    titles: tuple[Title, ...] = ()

    def boxes(self) -> Iterator[Box]:
        """Yield every box that must keep clear of the others."""
        yield from (title.box for title in self.titles)
        yield from (ruler.box for ruler in self.rulers)
        yield from (mark.box for column in self.columns for mark in column.marks)


def pictures(events: Sequence[Event]) -> tuple[Picture, ...]:
    """Return the forms of the picture: the wide and the narrow one, or one for any width.

    One will do where no event lies in the weeks; without events there is none.
    """
    if not events:
        return ()
    # Whatever stands in the table, lines do not cross.
    events = sorted(events, key=lambda event: event.period.first)
    years = (
        date(events[0].period.first.year, 1, 1),
        date(max(event.period.last for event in events).year, 12, 31),
    )
    weeks = [event for event in events if event.in_weeks]
    if not weeks:
        return (_single(events, [("years", *years)], "only"),)
    parts: list[Part] = [
        ("years", years[0], WEEKS[0] - DAY),
        ("days", *WEEKS),
        ("years", WEEKS[1] + DAY, years[1]),
    ]
    return (_double(events, weeks, years), _single(events, parts, "narrow"))


def in_words(days: tuple[date, date]) -> str:
    """Return a stretch of time in English, whole years by their numbers."""
    begin, end = (Moment(day.year, day.month, day.day) for day in days)
    if (begin.part, begin.day, end.part, end.day) == (1, 1, 12, 31):
        begin, end = Moment(begin.year), Moment(end.year)
    return Period(begin, end).words


def _double(events: Sequence[Event], weeks: Sequence[Event], years: tuple[date, date]) -> Picture:
    """Return the wide form."""
    others = [event for event in events if not event.in_weeks]
    # Some air, so that fewer words are pushed away from their days.
    tall = max(TALL, ROW * max(len(others), len(weeks)) * 11 // 10)
    left = EDGE + _widest(others) + LEADER
    right = left + YEARS + WEDGE
    whole = Ruler("years", years[0], years[1] + DAY, Box(left, TITLE, YEARS, tall), "left")
    close = Ruler("days", WEEKS[0], WEEKS[1] + DAY, Box(right, TITLE, DAYS, tall), "right")
    edge, near, far = left + YEARS, left + YEARS + WEDGE // 4, right
    from_, to = whole.y(close.first.toordinal()), whole.y(close.end.toordinal())
    wedge = (
        (edge, from_),
        (near, from_),
        (far, TITLE),
        (far, TITLE + tall),
        (near, to),
        (edge, to),
    )
    names = in_words(years), in_words(WEEKS)
    return Picture(
        "wide",
        right + DAYS + LEADER + _widest(weeks) + EDGE,
        TITLE + tall + EDGE,
        (whole, close),
        (
            Column(names[0], _marks(others, lambda _: whole, left - LEADER)),
            Column(names[1], _marks(weeks, lambda _: close, right + DAYS + LEADER)),
        ),
        (wedge,),
        (
            Title(names[0], "left", _title(names[0], edge, "left")),
            Title(names[1], "right", _title(names[1], right, "right")),
        ),
    )


def _title(words: str, at: int, side: Side) -> Box:
    """Return the box of a title that ends or begins at some point."""
    wide = width(words, DATE)
    return Box(at - wide if side == "left" else at, EDGE, wide, TITLE - 2 * EDGE)


def _single(events: Sequence[Event], parts: Sequence[Part], form: Form) -> Picture:
    """Return a form with one ruler, of some parts; it is as high as the events need."""
    rulers: list[Ruler] = []
    top = EDGE
    for kind, first, last in parts:
        inside = sum(1 for event in events if first <= event.period.first <= last)
        wide = DRAWN_OUT if kind == "days" else YEARS
        box = Box(EDGE, top, wide, max(PART, ROW * inside))
        rulers.append(Ruler(kind, first, last + DAY, box, "right"))
        top = box.bottom + JOINT
    wedges = tuple(
        (
            (EDGE, upper.box.bottom),
            (EDGE, lower.box.y),
            (lower.box.right, lower.box.y),
            (upper.box.right, upper.box.bottom),
        )
        for upper, lower in pairwise(rulers)
    )

    def of(event: Event) -> Ruler:
        return next(ruler for ruler in rulers if event.period.first < ruler.end)

    start = max(ruler.box.right for ruler in rulers) + LEADER
    name = in_words((rulers[0].first, rulers[-1].end - DAY))
    return Picture(
        form,
        max(NARROW, start + _widest(events) + EDGE),
        rulers[-1].box.bottom + EDGE,
        tuple(rulers),
        (Column(name, _marks(events, of, start)),),
        wedges,
    )


def _widest(events: Sequence[Event]) -> int:
    """Return how wide a column of events must be."""
    return max([COLUMN, *map(_width, events)])


def _width(event: Event) -> int:
    return max(width(event.period.words, DATE), width(event.label, WORDS))


def _marks(events: Sequence[Event], of: Callable[[Event], Ruler], at: int) -> tuple[Mark, ...]:
    """Return events beside their rulers, their words set from `at`."""
    if not events:
        return ()
    rulers = [of(event) for event in events]
    points = [
        ruler.y(event.period.first.toordinal() + 0.5)
        for event, ruler in zip(events, rulers, strict=True)
    ]
    begins = spread(points, ROW, rulers[0].box.y, rulers[-1].box.bottom)
    marks = []
    for event, ruler, point, begin in zip(events, rulers, points, begins, strict=True):
        wide = _width(event)
        marks.append(
            Mark(
                event,
                ruler.side,
                ruler.edge,
                point,
                ruler.y(event.period.first.toordinal()),
                ruler.y(event.period.last.toordinal() + 1),
                Box(at - wide if ruler.side == "left" else at, begin, wide, ROW),
            )
        )
    return tuple(marks)
