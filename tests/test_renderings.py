"""Which English words render which Chinese terms, and the forms that this rests on."""

from collections.abc import Callable
from pathlib import Path

import pytest

from edition import forms
from edition.model import Edition
from edition.read import read_edition
from edition.renderings import plain, renderings, shared, varied

ROOT = Path(__file__).parents[1]

ENTRY = """\
---
term: {term}
hanzi: {hanzi}
traditional: {hanzi}
pinyin: fēng
literal: bee
rendering: {term}
wording: verbatim
forms:
{forms}gloss: An insect.
author: keeper
date: 2026-11-24
status: draft
---

Text.
"""


@pytest.fixture
def edition_of(tmp_path: Path) -> Callable[..., Edition]:
    """A function that makes an edition of sentences and entries."""

    def make(text: str, **entries: tuple[str, str, list[str]]) -> Edition:
        (tmp_path / "docs" / "text").mkdir(parents=True)
        (tmp_path / "glossary").mkdir()
        head = "---\ntitle: T\n---\n\n"
        (tmp_path / "docs/text/letter.md").write_text(f"{head}{text}\n{{#p1}}\n", "utf-8")
        for name, (term, hanzi, some) in entries.items():
            lines = "".join(f'  - "{form}"\n' for form in some) or "  - none of these\n"
            entry = ENTRY.format(term=term, hanzi=hanzi, forms=lines)
            (tmp_path / "glossary" / f"{name}.md").write_text(entry, "utf-8")
        return read_edition(tmp_path)

    return make


def told(edition: Edition) -> set[tuple[str, str, tuple[str, ...]]]:
    return {(one.words, one.term, one.passages) for one in renderings(edition)}


def test_a_form_within_a_longer_one_of_another_term_counts(
    edition_of: Callable[..., Edition],
) -> None:
    edition = edition_of(
        "Ask [the people of the hive](term:hive).",
        hive=("the people of the hive", "蜂巢", []),
        masses=("masses", "群众", ["the people @ p1.1"]),
    )
    assert told(edition) == {
        ("the people of the hive", "hive", ("p1.1",)),
        ("the people", "masses", ("p1.1",)),
    }


def test_a_form_within_a_longer_one_of_its_own_term_is_no_other_rendering(
    edition_of: Callable[..., Edition],
) -> None:
    edition = edition_of("Wild bees hum.", bee=("bees", "蜂", ["wild bees"]))
    every = renderings(edition)
    assert {(one.words, one.alone) for one in every} == {("Wild bees", ("p1.1",)), ("bees", ())}
    assert varied(every) == {}


def test_a_form_at_the_head_of_a_longer_one_of_its_own_term_is_no_other_rendering(
    edition_of: Callable[..., Edition],
) -> None:
    every = renderings(
        edition_of("Bees of the hive hum.", bee=("bees", "蜂", ["bees of the hive"]))
    )
    assert varied(every) == {}


def test_a_word_for_one_term_only_is_not_shared(edition_of: Callable[..., Edition]) -> None:
    assert shared(renderings(edition_of("Bees hum.", bee=("bees", "蜂", [])))) == {}


def test_what_is_linked_is_what_the_link_says(edition_of: Callable[..., Edition]) -> None:
    edition = edition_of(
        "All [people](term:folk) hum.\nThe people rest.",
        folk=("folk", "人们", []),
        people=("people", "人民", []),
    )
    assert told(edition) == {("people", "folk", ("p1.1",)), ("people", "people", ("p1.2",))}
    assert list(shared(renderings(edition))) == ["people"]


def test_number_and_article_make_no_other_word(edition_of: Callable[..., Edition]) -> None:
    edition = edition_of(
        "A policy holds.\nThe policies hold.", policy=("policy", "方针", ["the policies"])
    )
    assert told(edition) == {("policy", "policy", ("p1.1", "p1.2"))}
    assert varied(renderings(edition)) == {}


def test_several_words_for_one_term_are_listed(edition_of: Callable[..., Edition]) -> None:
    edition = edition_of("Rules help.\nWays help.", method=("method", "办法", ["rules", "ways"]))
    assert [one.words for one in varied(renderings(edition))["method"]] == ["Rules", "Ways"]


@pytest.mark.parametrize(
    ("words", "bare"),
    [
        ("the masses", "masse"),
        ("Masses", "masse"),
        ("policies", "policy"),
        ("bias", "bias"),
        ("consensus", "consensus"),
        ("the", "the"),
        ("work styles", "work style"),
        ("class", "class"),
    ],
)
def test_words_are_compared_bare(words: str, bare: str) -> None:
    assert plain(words) == bare


def test_the_longest_uses_are_among_all_uses() -> None:
    edition = read_edition(ROOT)
    every = forms.Forms(edition)
    for text in edition.texts:
        for sentence in text.sentences():
            longest = set(every.uses(sentence.reading, sentence.id))
            assert longest <= set(every.every(sentence.reading, sentence.id))


def test_the_edition_tells_its_double_words_apart() -> None:
    found = shared(renderings(read_edition(ROOT)))
    assert {one.term for one in found["people"]} == {"people", "masses"}
    assert {one.term for one in found["struggle"]} == {"strive", "struggle"}
