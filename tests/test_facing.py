"""The original that faces a text, the table of the two, and the page that shows it."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from edition import addresses, publish
from edition.alignment import HEADER, read_alignment
from edition.cite import Bibliography, bibliography
from edition.model import Edition, Section
from edition.pages import pages
from edition.pages.facing import summary
from edition.read import read_edition
from edition.rules import check
from edition.rules.alignment import misaligned
from edition.source import Source
from edition.stats import stats
from tests.cases import BASE, FACING

ROOT = Path(__file__).parents[1]
# Counted in the witness by another hand, sentence by sentence.
WORDS = (
    *(17, 25, 14, 72, 27, 81, 29, 77),
    *(55, 37, 31, 42, 159, 41, 47, 42),
    *(30, 44, 72, 35, 25, 47, 26),
    *(13, 21),
    *(87, 44, 14, 104, 29, 17, 50, 17),
    *(41,),
    *(12, 14, 44, 69),
)
# The sentences of the Chinese print, paragraph by paragraph.
SIZES = (8, 8, 7, 2, 8, 2, 4)


@pytest.fixture(scope="module")
def edition() -> Edition:
    """The edition itself, which has a table and no original."""
    return read_edition(ROOT)


@pytest.fixture(scope="module")
def page(edition: Edition) -> LexborHTMLParser:
    """Its page."""
    return made(edition, bibliography(edition))[addresses.FACING]


@pytest.fixture(scope="module")
def letter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the tiny edition with its made-up original."""
    root = tmp_path_factory.mktemp("facing") / "edition"
    shutil.copytree(BASE, root)
    shutil.copytree(FACING, root, dirs_exist_ok=True)
    return root


def made(edition: Edition, works: Bibliography | None = None) -> dict[str, LexborHTMLParser]:
    """Return the pages of an edition, parsed, by address."""
    every = pages(edition, works or Bibliography())
    return {one.address: LexborHTMLParser(str(one.html)) for one in every}


def texts(tree: LexborHTMLParser, query: str) -> list[str]:
    """Return the words of elements, blanks folded."""
    return [" ".join(node.text().split()) for node in tree.css(query)]


# The edition, whose original is read elsewhere


def test_the_summary_is_counted(page: LexborHTMLParser) -> None:
    (first,) = texts(page, ".ed-byline")
    assert first == (
        "39 sentences of the print, 38 of the translation: "
        "36 one to one, one became two, two are absent."
    )


def test_every_sentence_of_the_print_has_its_row(page: LexborHTMLParser) -> None:
    """Numbered as in the print, each an address that its own number leads to."""
    wanted = [f"z{p}.{s}" for p, size in enumerate(SIZES, 1) for s in range(1, size + 1)]
    assert [row.attributes["id"] for row in page.css(".ed-rows tbody tr")] == wanted
    numbers = page.css(".ed-rows th[scope=row] a")
    assert [node.text() for node in numbers] == wanted
    assert [node.attributes["href"] for node in numbers] == [f"#{name}" for name in wanted]
    paragraphs = [body.attributes["id"] for body in page.css(".ed-rows tbody")]
    assert paragraphs == [f"z{number}" for number in range(1, len(SIZES) + 1)]


def test_every_sentence_of_the_translation_stands_in_a_row_with_its_words(
    edition: Edition, page: LexborHTMLParser
) -> None:
    parts = page.css(".ed-part a")
    ids = [node.text() for node in parts]
    sentences = [sentence.id for sentence in edition.texts[0].sentences()]
    assert [name for name in ids if not name.startswith("gap")] == sentences
    assert [node.attributes["href"] for node in parts] == [f"../text/directive/#{i}" for i in ids]
    assert texts(page, ".ed-count") == [f"{number} words" for number in WORDS]
    first = texts(page, ".ed-part")[0]
    assert first.startswith("p1.1 The first rectification movement that our …")


def test_what_is_absent_and_what_became_two_is_said_in_its_row(page: LexborHTMLParser) -> None:
    rows = {str(row.attributes["id"]): " ".join(row.text().split()) for row in page.css("tr[id]")}
    assert "gap3a absent here: A sentence is present" in rows["z3.4"]
    assert "gap6a absent here: A sentence is present" in rows["z6.2"]
    assert rows["z3.7"].endswith("26 words one sentence became two")
    remarked = [name for name, words in rows.items() if "absent" in words or "became" in words]
    assert remarked == ["z3.4", "z3.7", "z6.2"]


def test_the_chinese_is_named_and_not_reproduced(page: LexborHTMLParser) -> None:
    """The first and last characters only, as Chinese; where the whole can be read is said."""
    cells = page.css(".ed-rows td[lang]")
    assert {cell.attributes["lang"] for cell in cells} == {"zh-Hans"}
    for cell in cells:
        opening, closing = cell.text().split(" … ")
        assert 2 <= len(opening.strip()) <= 12
        assert 2 <= len(closing.strip()) <= 10
        assert closing.strip()[-1] == "。"
    prose = " ".join(texts(page, ".ed-facing p"))
    assert "is not reproduced here" in prose
    assert [node.attributes["href"] for node in page.css('p a[href*="rights"]')] == ["../rights/"]


def test_the_print_is_named_with_its_address(edition: Edition, page: LexborHTMLParser) -> None:
    record = edition.references["directive-1957-ccrd"].csl
    (work,) = texts(page, ".ed-works li")
    assert str(record["title"]).partition(" ")[0] in work
    assert [node.attributes["href"] for node in page.css(".ed-facing p > a[href^=http]")] == [
        record["URL"]
    ]


def test_the_text_leads_to_the_print_and_each_sentence_to_its_row(edition: Edition) -> None:
    tree = made(edition)["text/directive/"]
    links = [node.attributes["href"] for node in tree.css(".ed-head .ed-byline a")]
    record = edition.references["directive-1957-ccrd"].csl
    assert links == [record["URL"], "../../translation-and-chinese/"]
    shown = dict(
        zip(
            texts(tree, ".ed-sentences li > a"),
            [node.attributes["href"] for node in tree.css(".ed-sentences .ed-locator a")],
            strict=True,
        )
    )
    assert shown["p3.3"] == "../../translation-and-chinese/#z3.3"
    assert shown["p3.4"] == "../../translation-and-chinese/#z3.5"
    assert shown["p3.6"] == shown["p3.7"] == "../../translation-and-chinese/#z3.7"
    assert texts(tree, ".ed-gap")[0].endswith("· z3.4")


def test_a_row_can_be_linked_and_is_no_passage(edition: Edition) -> None:
    """Without the original there are no words, so the ledger keeps nothing of it."""
    assert addresses.target(edition, "passage", "z3.4") == "translation-and-chinese/#z3.4"
    assert addresses.target(edition, "passage", "z3.8") is None
    assert addresses.target(edition, "passage", "z3.4-z3.5") is None
    assert not [name for name in edition.passages if name.startswith("z")]


def test_only_an_address_of_the_web_is_linked(edition: Edition) -> None:
    record = edition.references["directive-1957-ccrd"]
    for address in ("javascript:alert(1)", "ftp://example.org", 7, None):
        odd = replace(record, csl={**record.csl, "URL": address})
        other = replace(edition, references={**edition.references, record.id: odd})
        assert addresses.of_work(other, record.id) == ""
    assert addresses.of_work(edition, "no-such-work") == ""


# One slip in the table


def slips(rows: list[str], at: int) -> dict[str, list[str]]:
    """Return the table with one slip at a row, by what it is."""
    row, before, behind = rows[at], rows[at - 1], rows[(at + 1) % len(rows)]
    first, second, *rest = row.split(",")

    def instead(*others: str) -> list[str]:
        return [*rows[:at], *others, *rows[at + 1 :]]

    def other(original: str, translation: str) -> list[str]:
        return instead(",".join([original, translation, *rest]))

    found = {
        "a row left out": instead(),
        "a row twice": instead(row, row),
        "an id that is none": other("3.4", second),
        "an id of no sentence": other("z9.9", second),
        "an id with a figure too many": other(f"{first}9", second),
        "a passage that is none": other(first, "p9.9"),
        "no passage": other(first, ""),
    }
    if at + 1 < len(rows):
        found["two rows in the wrong order"] = [*rows[:at], behind, row, *rows[at + 2 :]]
        found["a row at the end"] = [*instead(), row]
        found["the passage of the next row"] = other(first, behind.split(",")[1])
        found["the id of the next row"] = other(behind.split(",")[0], second)
    if at:
        found["the passage of the row before"] = other(first, before.split(",")[1])
        found["the id of the row before"] = other(before.split(",")[0], second)
    return found


SUGGESTED = (
    *("a row twice", "an id that is none", "an id of no sentence"),
    *("an id with a figure too many", "a passage that is none", "no passage"),
    *("the passage of the next row", "the passage of the row before", "the id of the row before"),
)


@pytest.mark.parametrize("at", range(sum(SIZES)))
def test_a_slip_in_the_table_is_told_once_and_its_repair_is_the_table(
    at: int, edition: Edition
) -> None:
    """In every row, whatever the slip; where what was meant is plain, it is suggested."""
    text = edition.texts[0]
    assert text.alignment
    whole = text.alignment.source.text
    head, *rows = whole.splitlines()
    for slip, spoilt in slips(rows, at).items():
        source = Source(text.alignment.source.path, "\n".join([head, *spoilt, ""]))
        table, faults = read_alignment(source)
        assert not faults
        other = replace(edition, texts=(replace(text, alignment=table),))
        found = list(misaligned(other))
        assert len(found) == 1, (slip, [(one.message, one.label) for one in found])
        suggestion = found[0].suggestion
        assert bool(suggestion) or slip not in SUGGESTED, slip
        if suggestion:
            span = suggestion.span
            mended = f"{source.text[: span.start]}{suggestion.words}{source.text[span.end :]}"
            assert mended == whole, slip


def test_however_many_rows_are_wrong_the_check_comes_to_an_end(edition: Edition) -> None:
    """Rows turned about, ids beyond all measure, and cells without a meaning."""
    text = edition.texts[0]
    size = 5_000
    for rows in (
        [f"z{1 + row // 100}.{1 + row % 100},p1.1,a,b" for row in reversed(range(size))],
        [f"z{row + 1}0.999999,p1.1-p7.4,a,b" for row in range(size)],
        [f"z999999.{row + 1},p{1 + row % 7}.1,," for row in range(size)],
        ["x,y,,"] * size,
    ):
        source = Source("docs/text/directive.alignment.csv", "\n".join([",".join(HEADER), *rows]))
        table, _ = read_alignment(source)
        assert list(misaligned(replace(edition, texts=(replace(text, alignment=table),))))


# An edition without a table


def test_without_a_table_there_is_no_page() -> None:
    tiny = read_edition(BASE)
    assert addresses.facing(tiny) is None
    assert addresses.FACING not in set(addresses.generated(tiny))
    tree = made(tiny)
    assert addresses.FACING not in tree
    assert not tree["text/letter/"].css('a[href*="translation-and-chinese"]')


# A made-up original


def test_the_made_up_original_is_right(letter: Path) -> None:
    edition = read_edition(letter)
    assert not check(edition)
    text = edition.texts[0]
    assert text.facing
    assert text.facing.faces == text.id
    assert [text.facing.letter, text.facing.kind] == ["z", "facing"]
    assert [found.id for found in text.facing.paragraphs] == ["z1", "z2"]
    assert len(edition.texts) == 1


def test_passages_of_an_original_are_joined_without_a_blank(letter: Path) -> None:
    edition = read_edition(letter)
    found = edition.passage("z2.1-z2.2")
    assert found
    assert found.reading == "蜂箱要保持干燥！雨天不要开箱，幼虫会受凉。"
    assert found.witness == "蜂箱要保持干燥！雨天不要开箱，幼中会受凉。"
    assert (found.label, found.locator) == ("z2.1–2.2", "sec. 2, z2.1–2.2")
    assert edition.passages["z2"].reading.startswith("蜂箱要保持干燥！雨天")
    assert edition.passage("p2.1-z2.2") is None
    assert edition.passage("z2.2-z2.1") is None
    assert edition.in_order("p2.3") < edition.in_order("z1.1") < edition.in_order("z2.4")


def test_a_text_has_passages_of_its_own_beside_its_original(letter: Path) -> None:
    """Title, date, section marks and gaps are the translation’s."""
    tiny, faced = read_edition(BASE), read_edition(letter)
    text = faced.texts[0]
    assert text.facing
    place = text.facing.source.span(0, 0)
    third = replace(text.facing, sections=(*text.facing.sections, Section("s3", "3", place)))
    faced = replace(faced, texts=(replace(text, facing=third),))
    own = {name: found for name, found in faced.passages.items() if not found.original}
    assert list(own) == list(tiny.passages)
    assert [name for name in faced.passages if name not in own] == [
        *("z1", "z1.1", "z2", "z2.1", "z2.2", "z2.3", "z2.4")
    ]


def test_the_original_stands_beside_the_translation(letter: Path) -> None:
    edition = read_edition(letter)
    tree = made(edition, bibliography(edition))[addresses.FACING]
    chinese = tree.css(".ed-rows .ed-s")
    text = edition.texts[0].facing
    assert text
    assert [(node.attributes["id"], node.text()) for node in chinese] == [
        (sentence.id, sentence.reading) for sentence in text.sentences()
    ]
    assert [part.text() for part in tree.css(".ed-part > span")] == [
        "Bees are kept by many hands.",
        "The worker masses feed the queen.",
        "Keep the hive dry.",
        "Do not open it in rain, the brood would chill.",
        "absent here: a sentence of the first print is absent here",
        "Honey is taken in August.",
    ]
    ids = [node.attributes["id"] for node in tree.css("[id]")]
    assert len(ids) == len(set(ids))
    prose = " ".join(texts(tree, ".ed-facing p"))
    assert "not reproduced" not in prose
    assert "It was made up for the tests." in prose
    assert "Chinese print (K)" in texts(tree, "th")
    assert [node.attributes["data-term"] for node in tree.css("[data-term]")] == ["bee"]
    assert [card.attributes["id"] for card in tree.css(".ed-card")] == ["card-bee"]


def test_the_summary_of_any_table_is_a_sentence(letter: Path) -> None:
    edition = read_edition(letter)
    table = edition.texts[0].alignment
    assert table
    shapes = {
        (): "5 sentences of the print, 5 of the translation: three one to one, one became two, "
        "one is absent.",
        ("z1.1", "z2.3"): "3 sentences of the print, 3 of the translation: all three one to one.",
        ("z2.1", "z2.2", "z2.4", "z2.3"): "1 sentence of the print, 2 of the translation: "
        "one became two.",
    }
    for left_out, said in shapes.items():
        rows = tuple(row for row in table.rows if row.original.text not in left_out)
        assert summary(replace(table, rows=rows), edition) == said


def test_emendations_of_the_original_stand_in_the_apparatus(letter: Path) -> None:
    edition = read_edition(letter)
    tree = made(edition)["apparatus/"]
    assert "Emendations of the Chinese" in texts(tree, "h2")
    (row,) = tree.css('[id="z2.2w9"]')
    assert [cell.text() for cell in row.css("td[lang=zh-Hans]")] == [
        "… 不要开箱，幼中会受凉。",
        "… 不要开箱，幼虫会受凉。",
    ]
    assert row.css("a[href]")[0].attributes["href"] == "../translation-and-chinese/#z2.2"
    assert row.css("ins")[0].parent.attributes["href"] == "../translation-and-chinese/#z2.2w9"  # type: ignore[union-attr]


def test_the_record_of_the_original_is_cited_by_the_page(letter: Path) -> None:
    edition = read_edition(letter)
    tree = made(edition, bibliography(edition))[addresses.BIBLIOGRAPHY]
    (cited,) = tree.css('[id="ref-keeper-1900"] .ed-cited a')
    assert cited.text() == "Translation and Chinese"
    assert cited.attributes["href"] == "../translation-and-chinese/"
    assert stats(edition).cited == len(edition.references)


def test_the_made_up_original_is_published_on_its_page_alone(letter: Path) -> None:
    """With every reference one link; neither the table nor the source is in the site."""
    (letter / "docs/links.md").write_text(
        "# Links\n\nSee [a sentence](passage:z2.3) and [a paragraph](passage:z1).\n", "utf-8"
    )
    assert publish.publish(letter)
    files = {file.relative_to(letter / "site").as_posix() for file in letter.rglob("site/**/*")}
    assert "translation-and-chinese/index.html" in files
    assert not [path for path in files if "letter" in path and not path.startswith("text/letter")]
    assert {path for path in files if path.startswith("text/")} == {
        "text/letter",
        "text/letter/index.html",
    }
    tree = LexborHTMLParser((letter / "site/links/index.html").read_text("utf-8"))
    assert [node.attributes["href"] for node in tree.css("[data-passage]")] == [
        "../translation-and-chinese/#z2.3",
        "../translation-and-chinese/#z1",
    ]
