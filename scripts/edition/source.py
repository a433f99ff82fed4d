"""A file as read, and a span in it.

Every place that a finding shows is a `Span`: it is made once, when the file is read, and kept with
whatever came from there, so that nobody searches for a place again.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

# What ends a line in Markdown (https://spec.commonmark.org/0.31.2/#line-ending), so that the parser
# and we count alike.
LINE_END_RE = re.compile(r"\r\n?|\n")


@dataclass(frozen=True, eq=False)
class Source:
    """A file as it was read.

    `path` is relative to the edition's root, with forward slashes; `text` is the file's characters,
    line ends included.
    """

    path: str
    text: str

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """The offset of the first character of every line."""
        return (0, *(match.end() for match in LINE_END_RE.finditer(self.text)))

    def line_number(self, offset: int) -> int:
        """Return the number, from 1, of the line that holds `offset` (in code points)."""
        return bisect_right(self.line_starts, offset)

    def line_span(self, number: int) -> Span:
        """Return the span of line `number` (from 1) without its line end.

        Raises IndexError where the file has no such line.
        """
        start = self.line_starts[number - 1]
        last = number == len(self.line_starts)
        end = len(self.text) if last else self.line_starts[number]
        while not last and end > start and self.text[end - 1] in "\r\n":
            end -= 1
        return Span(self, start, end)

    def span(self, start: int, end: int) -> Span:
        """Return the span from offset `start` to offset `end` (in code points)."""
        return Span(self, start, end)


@dataclass(frozen=True, eq=False, slots=True)
class Span:
    """A stretch of a source, from `start` to `end` in code points; it may be empty."""

    source: Source
    start: int
    end: int

    @property
    def text(self) -> str:
        """The characters that the span covers."""
        return self.source.text[self.start : self.end]

    @property
    def line(self) -> int:
        """The number, from 1, of the line in which the span starts."""
        return self.source.line_number(self.start)

    @property
    def column(self) -> int:
        """The place of the span's first character in its line, from 1, in code points."""
        return self.start - self.source.line_starts[self.line - 1] + 1
