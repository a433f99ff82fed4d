"""Reports: the caret, long lines, what a terminal must not get, colours, and the JSON."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from rich.cells import cell_len

from edition import report
from edition.findings import Finding, Severity, Suggestion
from edition.model import Settings
from edition.read import read_edition
from edition.rules import check
from edition.source import Source, Span
from tests.cases import CASES, Case

SCHEMA = json.loads((Path(__file__).parents[1] / "docs/schema/report.json").read_text("utf-8"))
SITE = Settings(url="https://example.org/edition/")


def place(text: str, words: str, path: str = "docs/index.md") -> Span:
    """Return the place of some words in a file."""
    source = Source(path, text)
    start = text.index(words)
    return source.span(start, start + len(words))


def shown(span: Span, label: str = "here") -> list[str]:
    """Return the lines of the report of a finding at a place."""
    finding = Finding(span, "it must be so", label, rule="some-rule", severity=Severity.ERROR)
    return report.as_text([finding], Settings()).split("\n")


def under(lines: list[str]) -> str:
    """Return what stands above the caret, by display width."""
    line, mark = lines[2], lines[3]
    begin, width = mark.index("^"), mark.count("^")
    first = next(at for at in range(len(line) + 1) if cell_len(line[:at]) >= begin)
    last = next(at for at in range(first, len(line) + 1) if cell_len(line[first:at]) >= width)
    assert cell_len(line[:first]) == begin
    assert cell_len(line[first:last]) == width
    return line[first:last]


@pytest.mark.parametrize(
    "line",
    [
        "plain bee here",
        "官僚主义 bee 官僚",
        "guānliáo zhǔyì bee",
        "e\u0301te\u0301 bee",
        "🐝 bee 🐝",
        "\tbee\tand",
        "\u00a0\u3000bee",
        "\x1b[31mbee",
        "\u202ebee\u202c",
        "ｆｕｌｌ　bee",
    ],
)
def test_the_caret_stands_under_the_words_by_display_width(line: str) -> None:
    assert under(shown(place(f"\n{line}\n", "bee"))) == "bee"


def test_wide_characters_have_wide_carets() -> None:
    assert under(shown(place("in the 官僚主义 of it", "官僚主义"))) == "官僚主义"
    assert shown(place("in the 官僚主义 of it", "官僚主义"))[3].count("^") == 8


def test_the_whole_of_a_finding() -> None:
    span = place("one\ntwo bees\n", "bees")
    finding = Finding(
        span,
        "it must be so",
        "this is not",
        ("Write: bee",),
        rule="some-rule",
        severity=Severity.ERROR,
    )
    assert report.as_text([finding], SITE) == (
        "docs/index.md:2:5: error: it must be so [some-rule]\n"
        "  |\n"
        "2 | two bees\n"
        "  |     ^^^^ this is not\n"
        "  = Write: bee\n"
        "  = about this rule: https://example.org/edition/rules/#some-rule\n"
        "\n"
        "1 error in 1 file.\n"
    )


def test_a_file_as_a_whole_has_no_line() -> None:
    span = Source("glossary/Bee.md", "").span(0, 0)
    assert shown(span)[:2] == ["glossary/Bee.md: error: it must be so [some-rule]", "  = here"]


@pytest.mark.parametrize("unit", ["word ", "蜂群 ", "🐝"])
@pytest.mark.parametrize("at", [0, 30, 400, 799])
def test_a_long_line_is_cropped_on_both_sides(unit: str, at: int) -> None:
    text = f"{unit * at}[here]{unit * (799 - at)}"
    lines = shown(place(text, "[here]"))
    assert under(lines) == "[here]"
    line = lines[2].removeprefix("1 | ")
    assert cell_len(line) <= report.WIDTH + len("…  …")
    assert line.startswith("… ") == (at >= 30)
    assert line.endswith(" …") == (at < 799)


def test_words_longer_than_the_line_are_cropped_with_their_caret() -> None:
    lines = shown(place(f"a {'b' * 500} c", "b" * 500))
    assert lines[2].endswith(" …")
    assert cell_len(lines[3]) <= report.WIDTH + len("1 | here …")


def test_a_place_of_several_lines_shows_the_first() -> None:
    assert under(shown(place("a bee\nand another\n", "bee\nand"))) == "bee"


def test_a_place_at_the_end_of_a_line_or_file_has_a_caret_behind_it() -> None:
    source = Source("docs/index.md", "one\ntwo")
    assert shown(source.span(3, 3))[2:4] == ["1 | one", "  |    ^ here"]
    assert shown(source.span(7, 7))[2:4] == ["2 | two", "  |    ^ here"]


def test_nothing_of_a_file_drives_the_terminal() -> None:
    evil = "\x1b]0;evil\x07\x1b[2J\r\x9b31m\u202e\u2066\x00\ud800"
    span = Source(f"docs/{evil}.md", f"a {evil} bee").span(2, 5)
    finding = Finding(span, f"m {evil}", f"l {evil}", (f"h {evil}",), rule="some-rule")
    text = report.as_text([finding], Settings(url=f"https://{evil}/"))
    assert all(character.isprintable() or character == "\n" for character in text)
    assert "\ud800" not in report.as_json([finding], Settings())
    text.encode()


def test_colours_are_for_terminals_only() -> None:
    span = place("a bee", "bee")
    finding = Finding(span, "m", "l", ("h",), rule="some-rule", severity=Severity.WARNING)
    plain = report.as_text([finding], Settings())
    painted = report.as_text([finding], Settings(), colour=True)
    assert "\x1b" not in plain
    assert "\x1b[33m^^^\x1b[0m" in painted
    assert plain == re.sub(r"\x1b\[\d+m", "", painted)


def test_the_summary_counts_what_was_found() -> None:
    span = place("a bee", "bee")
    other = place("a bee", "bee", "docs/other.md")
    findings = [
        Finding(span, "m", severity=Severity.ERROR),
        Finding(span, "m", severity=Severity.FIXABLE),
        Finding(other, "m", severity=Severity.WARNING),
        Finding(other, "m", severity=Severity.NOTE),
    ]
    assert report.summary(findings) == "2 errors, 1 warning, 1 note in 2 files."
    assert report.summary([]) == "No findings."
    assert [finding.stops for finding in findings] == [True, True, False, False]


def parsed(findings: list[Finding], settings: Settings = SITE) -> dict[str, Any]:
    """Return the JSON of findings, checked against the schema that is published."""
    document: dict[str, Any] = json.loads(report.as_json(findings, settings))
    jsonschema.validate(document, SCHEMA, jsonschema.Draft202012Validator)
    return document


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_json_says_what_the_text_says() -> None:
    text = "官僚 bee\n"
    span = place(text, "bee")
    finding = Finding(
        span,
        "m",
        "l",
        ("h",),
        Suggestion(span, "bees"),
        rule="some-rule",
        severity=Severity.FIXABLE,
    )
    where = {
        "path": "docs/index.md",
        "line": 1,
        "column": 4,
        "end_line": 1,
        "end_column": 7,
        "text": "bee",
    }
    assert parsed([finding]) == {
        "version": 1,
        "summary": {"error": 1, "warning": 0, "note": 0},
        "findings": [
            {
                "rule": "some-rule",
                "severity": "error",
                "fixable": True,
                "message": "m",
                "label": "l",
                "help": ["h"],
                "about": "https://example.org/edition/rules/#some-rule",
                "place": where,
                "suggestion": {"place": where, "words": "bees"},
            }
        ],
    }


@pytest.mark.parametrize(
    "case", [case for case in CASES if not case.of_site], ids=lambda case: case.name
)
def test_the_json_of_every_example_is_valid_and_stable(case: Case, tmp_path: Path) -> None:
    edition = read_edition(case.lay(tmp_path / "edition"))
    findings = check(edition)
    document = parsed(findings, edition.settings)
    assert document["summary"]["error"] == sum(finding.stops for finding in findings)
    assert len(document["findings"]) == len(findings)
    again = read_edition(edition.root)
    assert report.as_json(check(again), again.settings) == report.as_json(
        findings, edition.settings
    )
