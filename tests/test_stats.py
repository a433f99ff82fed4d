"""The edition in numbers."""

import json
import shutil
from pathlib import Path

from click.testing import CliRunner

from edition.cli import edition as command
from edition.model import Edition
from edition.read import read_edition
from edition.stats import stats

ROOT = Path(__file__).parents[1]
TINY = ROOT / "tests" / "edition"


def numbers() -> tuple[Edition, dict[str, object]]:
    edition = read_edition(TINY)
    return edition, stats(edition).as_data()


def test_the_tiny_edition_is_counted() -> None:
    edition, found = numbers()
    assert found["terms"] == len(edition.terms) == 3
    assert found["annotations"] == 1
    assert found["by_paragraph"] == {"p1": 0, "p2": 1}
    assert found["emendations"] == 1
    assert found["references"] == len(edition.references)
    assert found["unlinked"] == found["uncited"] == 0
    # Links to people, passages and facts are not counted.
    assert found["term_links"] == {"the text": 3, "entries": 1, "annotations": 0, "pages": 2}


def test_the_share_is_that_of_the_words_in_annotated_quotations() -> None:
    edition, found = numbers()
    (note,) = edition.annotations.values()
    assert found["quoted"] == len(note.quote.split())
    words = sum(len(s.reading.split()) for text in edition.texts for s in text.sentences())
    assert found["words"] == words
    assert found["share"] == round(len(note.quote.split()) / words, 4)


def test_two_notes_on_one_word_count_it_once() -> None:
    edition = read_edition(ROOT)
    found = stats(edition)
    assert found.quoted < sum(len(note.quote.split()) for note in edition.annotations.values())
    assert 0 < found.share < 1


def test_kinds_and_paragraphs_add_up() -> None:
    edition = read_edition(ROOT)
    found = stats(edition)
    assert sum(found.by_kind.values()) == sum(found.by_paragraph.values()) == found.annotations
    assert found.cited + found.uncited_works == found.references


def test_the_command_prints_them_for_people_and_for_programs() -> None:
    for_people = CliRunner().invoke(command, ["stats", "--root", str(TINY)])
    assert for_people.exit_code == 0
    assert "\nunlinked forms             0\n" in for_people.output
    for_programs = CliRunner().invoke(command, ["stats", "--root", str(TINY), "--format", "json"])
    assert json.loads(for_programs.output) == stats(read_edition(TINY)).as_data()


def test_what_is_uncited_and_unlinked_is_counted(tmp_path: Path) -> None:
    root = tmp_path / "edition"
    shutil.copytree(TINY, root)
    records = json.loads((root / "docs/references.json").read_text("utf-8"))
    more = [*records, {"id": "nobody-1902", "type": "book", "title": "A Book"}]
    (root / "docs/references.json").write_text(json.dumps(more), "utf-8")
    rain = root / "docs/annotations/rain.md"
    head, _, _ = rain.read_text("utf-8").rpartition("---\n")
    rain.write_text(f"{head}---\n\nThe queen and {'the hive, ' * 9}too.\n", "utf-8")
    before, found = stats(read_edition(TINY)), stats(read_edition(root))
    # The note cited one work, which nothing else does.
    assert found.references == before.references + 1
    assert found.cited <= before.cited < found.references
    assert (before.unlinked, before.uncited) == (0, 0)
    assert (found.unlinked, found.uncited) == (1, 1)


def test_links_to_people_in_the_text_are_no_term_references() -> None:
    edition = read_edition(ROOT)
    source = "".join(text.source.text for text in edition.texts)
    assert "](person:" in source
    assert stats(edition).term_links["the text"] == source.count("](term:")
