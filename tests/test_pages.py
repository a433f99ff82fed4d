"""The pages that the edition makes of itself, checked against the edition they are made of."""

from dataclasses import replace
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from edition import addresses
from edition.cite import Bibliography, bibliography
from edition.concordance import concordance
from edition.elements import html
from edition.model import Edition
from edition.pages import Made, pages
from edition.read import read_edition
from edition.rules import RULES
from edition.rules.site import SITE_RULES

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def edition() -> Edition:
    """The edition itself."""
    return read_edition(ROOT)


@pytest.fixture(scope="module")
def made(edition: Edition) -> dict[str, Made]:
    """Its pages, by address."""
    return {page.address: page for page in pages(edition, bibliography(edition))}


@pytest.fixture(scope="module")
def trees(made: dict[str, Made]) -> dict[str, LexborHTMLParser]:
    """Its pages, parsed."""
    return {address: LexborHTMLParser(str(page.html)) for address, page in made.items()}


Trees = dict[str, LexborHTMLParser]


def test_the_pages_are_those_that_have_an_address(edition: Edition, made: dict[str, Made]) -> None:
    assert set(made) == set(addresses.generated(edition))
    assert all(page.title and page.description for page in made.values())


def test_every_passage_is_an_address(edition: Edition, trees: Trees) -> None:
    """Paragraphs, sentences, title, date, section marks, gaps and emendations, each once."""
    ids = [node.attributes["id"] for node in trees["text/directive/"].css("[id]")]
    assert len(ids) == len(set(ids))
    emendations = {found.id for found in edition.texts[0].emendations()}
    assert set(edition.passages) | emendations <= set(ids)


def test_the_text_on_the_page_is_the_reading_text(edition: Edition, trees: Trees) -> None:
    """Word for word, with nothing between the words."""
    page = trees["text/directive/"]
    shown = {str(node.attributes["id"]): node.text() for node in page.css(".ed-s, .ed-words")}
    assert shown == {
        name: passage.reading
        for name, passage in edition.passages.items()
        if passage.kind in ("sentence", "paragraph")
    }


def test_thirteen_emendations_are_shown_with_the_words_of_the_witness(trees: Trees) -> None:
    """In the text, and with their reasons below the paragraph."""
    page = trees["text/directive/"]
    marked = [
        (node.attributes["id"], node.attributes["data-witness"]) for node in page.css("ins.ed-em")
    ]
    # The numbers were counted in the witness, apart from our own code.
    assert marked == [
        ("p1.4w15", "leading"),
        ("p1.6w35", "problem"),
        ("p2.4w14", "summarized"),
        ("p2.5w52", "content"),
        ("p2.6w23", "of"),
        ("p2.7w27", "messes"),
        ("p5.1w17", "changing"),
        ("p5.2w24", ""),
        ("p5.4w29", "is to"),
        ("p5.4w84", "ensure"),
        ("p5.5w15", "shall start"),
        ("p7.3w13", "and"),
        ("p7.3w40", "door"),
    ]
    reasons = [node.text() for node in page.css(".ed-emendations li")]
    assert len(reasons) == len(marked)
    assert all(": " in reason for reason in reasons)


def test_the_concordance_has_every_reference_and_quotes_the_text(edition: Edition) -> None:
    """Each line is its sentence, cut; each link of the text is a line, marked as one."""
    lines = concordance(edition)
    linked = sorted(
        (link.target, sentence.id, link.words)
        for text in edition.texts
        for sentence in text.sentences()
        for link in sentence.links()
        if link.scheme == "term"
    )
    assert linked == sorted(
        (term, line.passage, line.keyword)
        for term, found in lines.items()
        for line in found
        if line.linked
    )
    for found in lines.values():
        for line in found:
            shown = line.left.removeprefix("… ") + line.keyword + line.right.removesuffix(" …")
            assert shown in edition.passages[line.passage].reading
        assert [line.passage for line in found] == sorted(
            (line.passage for line in found), key=edition.in_order
        )


def test_the_concordance_has_the_uses_that_are_not_linked(edition: Edition) -> None:
    """Found in the text by eye: one is linked in every paragraph, and all are listed."""
    lines = concordance(edition)["contradictions-among-people"]
    assert [(line.passage, line.linked) for line in lines] == [
        ("p2.1", True),
        ("p2.5", False),
        ("p2.5", False),
        ("p7.3", True),
    ]


def test_an_entry_shows_its_concordance(edition: Edition, trees: Trees) -> None:
    lines = concordance(edition)
    for name in edition.terms:
        rows = trees[addresses.term(name)].css(".ed-kwic tbody tr")
        assert [row.css("th")[0].text() for row in rows] == [line.passage for line in lines[name]]


def test_the_glossary_lists_every_entry_twice(edition: Edition, trees: Trees) -> None:
    """By headword and by pinyin, each in alphabetical order."""
    page = trees["glossary/"]
    for section in ("by-headword", "by-pinyin"):
        links = [node.attributes["href"] for node in page.css(f"#{section} li > a")]
        assert sorted(map(str, links)) == sorted(f"../glossary/{name}/" for name in edition.terms)
        letters = [node.text() for node in page.css(f"#{section} h3")]
        assert letters == sorted(set(letters))


def test_annotations_stand_beside_their_paragraph_in_order(edition: Edition, trees: Trees) -> None:
    page = trees["text/directive/"]
    notes = [str(node.attributes["id"]).removeprefix("note-") for node in page.css(".ed-note")]
    assert sorted(notes) == sorted(edition.annotations)
    places = [edition.in_order(edition.annotations[note].at) for note in notes]
    assert places == sorted(places)


def test_the_bibliography_names_the_pages_that_cite_a_work(edition: Edition, trees: Trees) -> None:
    """In both directions: what is cited is named, and what is named cites."""
    page = trees["bibliography/"]
    assert {str(node.attributes["id"]) for node in page.css(".csl-entry")} == {
        f"ref-{key}" for key in edition.references
    }
    cited = {item.key for body in edition.bodies() for c in body.citations for item in c.items}
    cited |= {text.front.text("source") for text in edition.texts}
    named = {
        str(node.attributes["id"]).removeprefix("ref-")
        for node in page.css(".csl-entry")
        if node.css(".ed-cited a")
    }
    assert named == cited


def test_no_note_of_the_editors_on_a_work_is_printed(edition: Edition) -> None:
    """What was seen of a work and what was not is for the editors."""
    assert not [key for key, found in edition.references.items() if "note" in found.csl]


def test_every_rule_has_its_section_on_the_published_page(trees: Trees) -> None:
    """Made from the rules' own documentation, so each is there and says something."""
    page = trees["rules/"]
    shown = {str(node.attributes["id"]): node for node in page.css(".ed-rule")}
    assert list(shown) == [rule.name for rule in (*RULES, *SITE_RULES)]
    for node in shown.values():
        assert len(node.css("p")[0].text().split()) > 3


def test_citations_are_in_the_style_of_chicago(edition: Edition) -> None:
    """One golden string for each shape; pandoc's citeproc makes them."""
    found = bibliography(edition)
    assert html(found.citations["@hu-zhian-zhaimao; @chung-2011"]) == (
        '(<a href="#ref-hu-zhian-zhaimao">Hu Zhian <span lang="zh-Hans">胡治安</span> 2017</a>; '
        '<a href="#ref-chung-2011">Chung 2011</a>)'
    )
    assert html(found.works["chung-2011"]) == (
        "Chung, Yen-lin. 2011. “The Witch-Hunting Vanguard: The Central Secretariat’s Roles and "
        "Activities in the Anti-Rightist Campaign.” <em>The China Quarterly</em> 206 (June): 391–411. "
        '<a href="https://doi.org/10.1017/S0305741011000324">https://doi.org/10.1017/S0305741011000324</a>.'
    )


def test_the_text_says_what_is_not_set_up_yet(edition: Edition, trees: Trees) -> None:
    """Until there is an address the page says so; then it gives it, with contact and repository."""
    foot = trees["text/directive/"].css(".ed-foot")[0]
    assert "no public address yet" in foot.text()
    assert not foot.css("a")
    settings = replace(
        edition.settings,
        url="https://edition.example/",
        contact="editors@edition.example",
        repository="https://code.example/edition",
    )
    page = pages(replace(edition, settings=settings), Bibliography())[0]
    links = LexborHTMLParser(str(page.html)).css(".ed-foot a")
    assert [link.attributes["href"] for link in links] == [
        "https://edition.example/text/directive/",
        "mailto:editors@edition.example",
        "https://code.example/edition",
    ]
