"""Findings as text for people, and as JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len

from edition import addresses
from edition.findings import Finding, Severity
from edition.rules.nearest import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from edition.model import Settings
    from edition.source import Span

FORMAT_VERSION = 1
# Columns of a terminal that a line of the file may take, its number apart.
WIDTH = 96
WORDS = {
    Severity.ERROR: "error",
    Severity.FIXABLE: "error",
    Severity.WARNING: "warning",
    Severity.NOTE: "note",
}
COLOURS = {"error": "31", "warning": "33", "note": "36", "dim": "2", "bold": "1"}


@dataclass(frozen=True, slots=True)
class Paint:
    """Colours for a terminal, or none."""

    on: bool = False

    def __call__(self, words: str, colour: str) -> str:
        """Return the words in the colour (SGR, ECMA-48 section 8.3.117)."""
        return f"\x1b[{COLOURS[colour]}m{words}\x1b[0m" if self.on and words else words


def as_text(findings: Sequence[Finding], settings: Settings, *, colour: bool = False) -> str:
    """Return the findings for people.

    Each shows its place, the line with a caret under the smallest wrong span, how it should be, and
    the line to paste; carets are placed by display width, in which hanzi are two columns wide.
    """
    paint = Paint(colour)
    blocks = ["\n".join(_block(finding, settings, paint)) for finding in findings]
    return "\n\n".join([*blocks, summary(findings)]) + "\n"


def summary(findings: Sequence[Finding]) -> str:
    """Return how many findings of each weight there are, in one line."""
    if not findings:
        return "No findings."
    counts = []
    for word in ("error", "warning", "note"):
        number = sum(WORDS[finding.severity or Severity.ERROR] == word for finding in findings)
        if number:
            counts.append(counted(number, word))
    files = counted(len({finding.span.source.path for finding in findings}), "file")
    return f"{', '.join(counts)} in {files}."


def _block(finding: Finding, settings: Settings, paint: Paint) -> Iterator[str]:
    word = WORDS[finding.severity or Severity.ERROR]
    span = finding.span
    line = clean(span.source.line_span(span.line).text)
    place = f"{span.source.path}:{span.line}:{span.column}" if span.source.text else span.source.path
    yield (
        f"{paint(place, 'bold')}: {paint(word, word)}: "
        f"{clean(finding.message)} {paint(f'[{finding.rule}]', 'dim')}"
    )
    gutter = ""
    if span.source.text:
        number = str(span.line)
        gutter = " " * len(number)
        shown, before, caret = _window(line, span)
        yield f"{gutter} {paint('|', 'dim')}"
        yield f"{number} {paint('|', 'dim')} {shown}".rstrip()
        mark = f"{' ' * before}{paint('^' * caret, word)} {paint(clean(finding.label), word)}"
        yield f"{gutter} {paint('|', 'dim')} {mark}".rstrip()
    elif finding.label:
        yield f"  {paint('=', 'dim')} {clean(finding.label)}"
    for advice in finding.help:
        yield f"{gutter} {paint('=', 'dim')} {clean(advice)}"
    yield f"{gutter} {paint('=', 'dim')} {paint(f'about this rule: {about(finding, settings)}', 'dim')}"


def about(finding: Finding, settings: Settings) -> str:
    """Return the address of the rule's section, from the site's root while it has no address."""
    return f"{settings.url or '/'}{addresses.rule(finding.rule)}"


def clean(words: str) -> str:
    """Return the words with control characters shown, so that a file cannot drive a terminal."""
    if words.isprintable():
        return words
    return "".join(_shown(character) for character in words)


def _shown(character: str) -> str:
    if character == "\t":
        return " "
    if character.isprintable():
        return character
    return "\N{SYMBOL FOR NEWLINE}" if character in "\r\n" else "\N{REPLACEMENT CHARACTER}"


def _window(line: str, span: Span) -> tuple[str, int, int]:
    """Return the part of a long line that shows the span, and where the caret goes.

    Returns the part, the columns before the caret, and the caret's length.
    """
    start = span.column - 1
    end = min(max(start + (span.end - span.start), start), len(line))
    first, last = 0, len(line)
    if cell_len(line) > WIDTH:
        first = _back(line, start, WIDTH // 3)
        last = _forth(line, first, WIDTH)
    lead = "… " if first else ""
    trail = " …" if last < len(line) else ""
    end = min(end, last)
    before = cell_len(lead) + cell_len(line[first:start])
    return f"{lead}{line[first:last]}{trail}", before, max(1, cell_len(line[start:end]))


def _back(line: str, at: int, columns: int) -> int:
    """Return where to begin so that about so many columns stand before `at`, at a word's start."""
    first = at
    while first > 0 and cell_len(line[first:at]) < columns:
        first -= 1
    blank = line.find(" ", first, at)
    return blank + 1 if first and blank != -1 else first


def _forth(line: str, first: int, columns: int) -> int:
    """Return where to end so that at most so many columns are shown, at a word's end."""
    last = first
    while last < len(line) and cell_len(line[first : last + 1]) <= columns:
        last += 1
    blank = line.rfind(" ", first, last)
    return blank if last < len(line) and blank > first else last


def as_json(findings: Sequence[Finding], settings: Settings) -> str:
    """Return the findings as JSON; its schema is published as `schema/report.json`."""
    document = {
        "version": FORMAT_VERSION,
        "summary": {
            word: sum(WORDS[finding.severity or Severity.ERROR] == word for finding in findings)
            for word in ("error", "warning", "note")
        },
        "findings": [_record(finding, settings) for finding in findings],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _record(finding: Finding, settings: Settings) -> dict[str, Any]:
    record: dict[str, Any] = {
        "rule": finding.rule,
        "severity": WORDS[finding.severity or Severity.ERROR],
        "fixable": finding.severity is Severity.FIXABLE,
        "message": finding.message,
        "label": finding.label,
        "help": list(finding.help),
        "about": about(finding, settings),
        "place": _place(finding.span),
    }
    if finding.suggestion:
        record["suggestion"] = {
            "place": _place(finding.suggestion.span),
            "words": finding.suggestion.words,
        }
    return record


def _place(span: Span) -> dict[str, Any]:
    """Return a place: path, and line and column from 1, in code points, of both its ends."""
    end = span.source.span(span.end, span.end)
    return {
        "path": span.source.path,
        "line": span.line,
        "column": span.column,
        "end_line": end.line,
        "end_column": end.column,
        "text": span.text,
    }
