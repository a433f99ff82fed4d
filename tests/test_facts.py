"""What the edition says of itself, counted here in other ways than it counts."""

import re
import shutil
from pathlib import Path

import pytest

from edition import facts
from edition.read import read_edition
from edition.rules.facts import stale_fact

ROOT = Path(__file__).parents[1]
TINY = Path(__file__).parent / "edition"

# Counted by eye in the files of the tiny edition.
COUNTED = {
    "version": "0.1.0",
    "date": "24 November 2026",
    "contact": "not yet set",
    "repository": "not yet set",
    "permission": "not yet asked",
    "sha256": "dfdd8faffe1e05e5de7f3ff4c3ed95f0d5c7306a747b59ab681d15c00e7827b3",
    "paragraphs": "2",
    "sentences": "5",
    "words": "31",
    "emendations": "1",
    "terms": "3",
    "links": "3",
    "annotations": "1",
    "references": "2",
    "people": "1",
}


def test_every_fact_of_the_tiny_edition_is_as_counted_by_eye() -> None:
    edition = read_edition(TINY)
    assert {name: facts.shown(edition, name, "") for name in facts.FACTS} == COUNTED


def test_the_counts_of_the_edition_are_those_of_its_files() -> None:
    """Of names in folders, and of marks in the text."""
    edition = read_edition(ROOT)
    text = (ROOT / "docs/text/directive.md").read_text("utf-8").split("---\n", 2)[2]
    counted = {
        "paragraphs": len(re.findall(r"^\{#p\d+\}$", text, re.MULTILINE)),
        "sentences": len(re.findall(r"^(?!\{#|##).+$", text, re.MULTILINE)),
        "emendations": len(re.findall(r"\{(?:~~|\+\+|--)", text)),
        "links": text.count("](term:"),
        "terms": len(list((ROOT / "glossary").glob("*.md"))),
        "annotations": len(list((ROOT / "docs/annotations").glob("*.md"))),
        "people": len(list((ROOT / "docs/people").glob("*.md"))),
    }
    for name, number in counted.items():
        assert facts.shown(edition, name, "0") == f"{number:,}"


def test_a_permission_is_shown_as_the_editor_wrote_it(tmp_path: Path) -> None:
    root = tmp_path / "edition"
    shutil.copytree(TINY, root)
    letter = root / "docs/text/letter.md"
    front = "permission: Given on 5 May 1901, for reading.\nlanguage: en"
    letter.write_text(letter.read_text("utf-8").replace("language: en", front), "utf-8")
    edition = read_edition(root)
    assert facts.shown(edition, "permission", "x") == "Given on 5 May 1901, for reading."


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "zero"), (12, "twelve"), (13, "thirteen"), (20, "twenty"), (38, "thirty-eight")],
)
def test_numbers_in_words(number: int, words: str) -> None:
    assert facts.in_words(number) == words


def test_a_hundred_and_more_is_in_figures(tmp_path: Path) -> None:
    """Whatever it was written as; a thousand has a comma, which the source may leave out."""
    root = tmp_path / "edition"
    shutil.copytree(TINY, root)
    letter = root / "docs/text/letter.md"
    long = f"Honey is taken in August{' and' * 1000}."
    letter.write_text(letter.read_text("utf-8").replace("Honey is taken in August.", long), "utf-8")
    edition = read_edition(root)
    assert facts.shown(edition, "words", "ninety-nine") == "1,031"
    assert facts.current(edition, "words", "1031")
    assert facts.current(edition, "words", " 1,031 ")
    assert not facts.current(edition, "words", "1030")


def test_nothing_is_called_stale_while_something_could_not_be_read(tmp_path: Path) -> None:
    """What was not read was not counted."""
    root = tmp_path / "edition"
    shutil.copytree(TINY, root)
    page = root / "docs/index.md"
    page.write_text("# Bees\n\nIn [4](fact:terms) entries.\n", "utf-8")
    assert len(list(stale_fact(read_edition(root)))) == 1
    (root / "glossary/comb.md").write_bytes(b"---\nterm: b\xe9\n")
    assert not list(stale_fact(read_edition(root)))
