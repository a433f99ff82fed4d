"""Findings as text for people, and as JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from unicodedata import category

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
# Characters of a line, on either side of a place, that may be needed to fill them.
REACH = 4 * WIDTH
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
    place = clean(span.source.path)
    gutter = " "
    if span.source.text:
        place += f":{span.line}:{span.column}"
        gutter = " " * len(str(span.line))
    rule = paint(f"[{finding.rule}]", "dim")
    yield f"{paint(place, 'bold')}: {paint(word, word)}: {clean(finding.message)} {rule}"
    bar, equals = paint("|", "dim"), paint("=", "dim")
    if span.source.text:
        shown, before, caret = _window(span)
        yield f"{gutter} {bar}"
        yield f"{span.line} {bar} {shown}".rstrip()
        mark = f"{' ' * before}{paint('^' * caret, word)} {paint(clean(finding.label), word)}"
        yield f"{gutter} {bar} {mark}".rstrip()
    elif finding.label:
        yield f"{gutter} {equals} {clean(finding.label)}"
    for advice in finding.help:
        yield f"{gutter} {equals} {clean(advice)}"
    yield f"{gutter} {equals} {paint(f'about this rule: {clean(about(finding, settings))}', 'dim')}"


def about(finding: Finding, settings: Settings) -> str:
    """Return the address of the rule's section, from the site's root while it has no address."""
    return f"{settings.url or '/'}{addresses.rule(finding.rule)}"


def clean(words: str) -> str:
    """Return the words with control characters shown, so that a file cannot drive a terminal.

    Each character stays one character, so that offsets hold.
    """
    if words.isprintable():
        return words
    return "".join(_shown(character) for character in words)


def _shown(character: str) -> str:
    if character.isprintable():
        return character
    if character in "\r\n":
        return "\N{SYMBOL FOR NEWLINE}"
    if character == "\N{IDEOGRAPHIC SPACE}":
        # A blank as wide as a hanzi stays one: terminals know its width.
        return character
    return " " if character == "\t" or category(character) == "Zs" else "\N{REPLACEMENT CHARACTER}"


def _window(span: Span) -> tuple[str, int, int]:
    """Return what is shown of the line in which a span begins, and where the caret goes.

    Returns the line or, of a long one, the part about the span; the columns before the caret; and
    the caret’s length.
    """
    whole = span.source.line_span(span.line)
    # Far more than fits is never looked at, however long the line is.
    left = max(whole.start, span.start - REACH)
    right = min(whole.end, span.start + REACH)
    line = clean(span.source.text[left:right])
    start = min(span.start - left, len(line))
    end = max(start, min(span.end - left, len(line)))
    first, last = 0, len(line)
    if left > whole.start or right < whole.end or cell_len(line) > WIDTH:
        # About a third before the place, more where little follows it.
        behind = cell_len(line[start : start + WIDTH])
        first = _back(line, start, max(WIDTH // 3, WIDTH - behind))
        last = _forth(line, first, start, WIDTH)
    lead = "… " if left + first > whole.start else ""
    trail = " …" if left + last < whole.end else ""
    before = cell_len(lead + line[first:start])
    caret = cell_len(line[start : min(end, last)])
    return f"{lead}{line[first:last]}{trail}", before, max(1, caret)


def _back(line: str, at: int, columns: int) -> int:
    """Return where to begin so that about so many columns stand before `at`, at a word's start."""
    first, width = at, 0
    while first > 0 and width < columns:
        first -= 1
        width += cell_len(line[first])
    blank = line.find(" ", first, at)
    return blank + 1 if first and blank != -1 else first


def _forth(line: str, first: int, at: int, columns: int) -> int:
    """Return where to end so that at most so many columns are shown, at a word's end behind `at`."""
    last, width = first, 0
    while last < len(line) and width + cell_len(line[last]) <= columns:
        width += cell_len(line[last])
        last += 1
    blank = line.rfind(" ", at, last)
    return blank if last < len(line) and blank > first + columns // 2 else last


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
    written = json.dumps(document, ensure_ascii=False, indent=2)
    # Half a character, which an escape in JSON or a file's name may hold, can't be written.
    return written.encode(errors="surrogatepass").decode(errors="replace") + "\n"


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
