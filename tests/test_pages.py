"""The pages that the edition makes of itself, checked against the edition they are made of."""

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from edition import addresses
from edition.cite import Bibliography, bibliography
from edition.concordance import concordance
from edition.elements import html
from edition.model import Edition
from edition.pages import Made, Press, history, pages
from edition.publish import publish
from edition.read import read_edition
from edition.rules import RULES, check
from edition.rules.site import SITE_RULES
from edition.timeline import events
from tests.cases import BASE

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


def test_the_register_has_everybody_once_people_before_bodies(
    edition: Edition, trees: Trees
) -> None:
    """Each under its own id, with name and role, sorted by family name."""
    page = trees["people/"]
    shown = {str(node.attributes["id"]): node for node in page.css(".ed-who")}
    assert set(shown) == set(edition.people)
    whats = [edition.people[name].what for name in shown]
    assert whats == sorted(whats, reverse=True)
    for name, node in shown.items():
        person = edition.people[name]
        assert node.css("h3 a")[0].text() == person.name
        assert person.role in node.text()
        assert bool(node.css(".ed-han")) == bool(person.hanzi)
    people = [name for name in shown if edition.people[name].what == "person"]
    assert people.index("rogier-creemers") < people.index("deng-xiaoping")
    assert people.index("liu-shaoqi") < people.index("lu-dingyi") < people.index("luo-longji")


def test_the_register_says_where_somebody_stands_and_who_speaks_of_them(
    edition: Edition, trees: Trees
) -> None:
    """Passages by reference or, for a body, by its term; pages by their links, read in the sources."""
    page = trees["people/"]

    def facts(name: str) -> dict[str, list[str]]:
        node = page.css(f'.ed-who[id="{name}"] .ed-facts')[0]
        keys = [key.text() for key in node.css("dt")]
        values = [[link.text() for link in value.css("a")] for value in node.css("dd")]
        return dict(zip(keys, values, strict=True))

    assert facts("mao-zedong")["in the text"] == ["p2.1", "p2.2"]
    assert facts("central-organs-committee")["in the text"] == ["p7.4"]
    assert facts("politburo")["in the text"] == []
    assert facts("central-committee")["glossary"] == ["the Centre"]
    for name in edition.people:
        link = f"(person:{name})"
        files = [*(ROOT / "docs").rglob("*.md"), *(ROOT / "glossary").glob("*.md")]
        speaking = [
            file
            for file in files
            if link in file.read_text("utf-8")
            and file.parent.name != "text"
            and file.name not in (f"{name}.md", "contributing.md")
        ]
        assert len(facts(name).get("spoken of in", [])) == len(speaking), name


def test_nobody_is_spoken_of_by_themselves(tmp_path: Path) -> None:
    """A body that names its own person is no other place where one reads of them."""
    root = tmp_path / "edition"
    shutil.copytree(BASE, root)
    entry = root / "docs/people/keeper.md"
    own = "Of [bees](term:bee) [she](person:keeper) knew"
    entry.write_text(entry.read_text("utf-8").replace("Of [bees](term:bee) she knew", own), "utf-8")
    page = next(p for p in pages(read_edition(root), Bibliography()) if p.address == "people/")
    values = LexborHTMLParser(str(page.html)).css(".ed-who dd")
    assert [value.text() for value in values] == ["not named", "A letter on bees"]


def test_the_register_lists_the_works_it_cites_once(edition: Edition, trees: Trees) -> None:
    cited = {
        item.key for one in edition.people.values() for c in one.body.citations for item in c.items
    }
    assert len(trees["people/"].css(".ed-works li")) == len(cited)


def test_a_person_of_the_text_has_a_card(trees: Trees) -> None:
    """With name, Chinese, years and role, and the way to the register."""
    page = trees["text/directive/"]
    links = page.css("a.ed-term.ed-person")
    assert [(link.text(), link.attributes["data-person"]) for link in links[:2]] == [
        ("Chairman Mao", "mao-zedong"),
        ("Comrade Mao Zedong", "mao-zedong"),
    ]
    (card,) = page.css("#card-mao-zedong")
    assert card.css(".ed-card-head")[0].text() == "Mao Zedong"
    assert card.css(".ed-ear")[0].text() == "毛泽东, Máo Zédōng"
    assert [value.text() for value in card.css("dd")] == ["毛澤東", "1893–1976"]
    assert card.css("a")[0].attributes["href"] == "../../people/#mao-zedong"


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


def test_an_entry_that_has_given_way_leads_on_and_is_not_listed(tmp_path: Path) -> None:
    root = tmp_path / "edition"
    shutil.copytree(ROOT / "tests" / "edition", root)
    old = (root / "glossary/worker.md").read_text("utf-8")
    drone = old.replace("term: worker", "term: drone").replace(
        "gloss:", "superseded_by: bee\ngloss:"
    )
    (root / "glossary/drone.md").write_text(drone, "utf-8")
    made = {page.address: page for page in pages(read_edition(root), Bibliography())}
    page = LexborHTMLParser(str(made["glossary/drone/"].html))
    (link,) = page.css(".ed-superseded a")
    assert link.attributes["href"] == "../../glossary/bee/"
    listed = LexborHTMLParser(str(made["glossary/"].html)).css("#by-headword li > a")
    assert "../glossary/drone/" not in {node.attributes["href"] for node in listed}
    assert not LexborHTMLParser(str(made["glossary/bee/"].html)).css(".ed-superseded")


def test_the_apparatus_shows_both_readings_of_every_emendation(
    edition: Edition, trees: Trees
) -> None:
    rows = trees["apparatus/"].css(".ed-variants tbody tr")
    (text,) = [found for found in edition.texts if list(found.emendations())]
    assert [row.attributes["id"] for row in rows] == [one.id for one in text.emendations()]
    for row, emendation in zip(rows, text.emendations(), strict=True):
        old = "".join(node.text() for node in row.css("del"))
        new = "".join(node.text() for node in row.css("ins"))
        assert (old, new) == (emendation.piece.old.strip(), emendation.piece.new.strip())
        (link,) = row.css(".ed-em-link")
        assert link.attributes["href"] == f"../text/{text.id}/#{emendation.id}"


def test_the_apparatus_lists_what_was_noted_and_left(edition: Edition, trees: Trees) -> None:
    links = {node.attributes["href"] for node in trees["apparatus/"].css("section:last-of-type a")}
    textual = {
        f"../annotations/{note.id}/"
        for note in edition.annotations.values()
        if note.front.text("kind") == "textual"
    }
    assert textual
    assert textual <= links


def test_words_and_renderings_are_told_apart_by_passage(trees: Trees) -> None:
    """From the Chinese print: the people of p2.6 are 群众, those of p5.4 are 人民."""
    first, second = trees["words-and-renderings/"].css("table")
    groups = {
        node.css("th")[0].text(strip=True): [
            (row.css(".ed-hanzi")[0].text(), [a.text() for a in row.css("td:last-child a")])
            for row in node.css("tr")
        ]
        for node in first.css("tbody")
    }
    assert ("群众", ["p2.6"]) in groups["people"]
    assert "p5.4" in dict(groups["people"])["人民"]
    assert ("奋斗", ["p1.4", "p5.4"]) in groups["struggle"]
    rows = second.css("tbody tr")
    assert any("rules" in row.text() and "p5.1" in row.text() for row in rows)


# Pictures and the tables behind them


def test_the_timeline_has_a_row_and_a_link_for_every_event(edition: Edition, trees: Trees) -> None:
    """Counted in the source by eye: one row of its table, one of the page, one link a form."""
    source = (ROOT / "docs/timeline.md").read_text("utf-8")
    written = [line for line in source.splitlines() if re.match(r"\| [0-9]", line)]
    page = trees[addresses.TIMELINE]
    rows = page.css("#all-events tbody tr")
    assert len(rows) == len(written) == len(events(edition))
    ids = [str(row.attributes["id"]) for row in rows]
    assert len(set(ids)) == len(ids)
    for line, row in zip(written, rows, strict=True):
        when, label = (cell.strip() for cell in line.split("|")[1:3])
        assert str(row.attributes["id"]).startswith(when.partition("/")[0])
        assert row.css("td")[0].text() == label
        times = [node.attributes["datetime"] for node in row.css("time")]
        assert times in ([], when.split("/"))
        assert bool(times) == ("-22" not in when)
        assert row.css(".ed-cite a")
    for form in (".ed-wide", ".ed-narrow"):
        links = page.css(f"{form} a")
        assert sorted(str(link.attributes["href"]) for link in links) == sorted(
            f"#{name}" for name in ids
        )
        names = {str(link.attributes["href"]): link.attributes["aria-label"] for link in links}
        assert names["#1957-04-28"] == "28 April 1957: Note on release"
        assert [link.attributes["aria-label"] for link in page.css(f"{form} .ed-own")] == [
            "27 April 1957: The instructions"
        ]
    assert page.css("h1")[0].text() == "Timeline"


TIMELINE = """\
# Times

Some [3](fact:terms) of them, and *[bees](term:bee)*.

## 1901

| Date | In short | What happened |
| --- | --- | --- |
| 1901 | A year | It began [@keeper-1901]. |
| 1901-05-03 | One | So it was [@keeper-1901]. |
| 1901-05-03 | Another | And so, with [bees](term:bee) \\| more [@keeper-1901]. |

## Afterwards

What [came](index.md) then.

| Another | table |
| --- | --- |
| is | kept |
"""


def test_a_timeline_keeps_its_prose_and_no_id_is_twice(tmp_path: Path) -> None:
    """What stands before and behind the table, with its headings, links, facts and other tables."""
    root = tmp_path / "edition"
    shutil.copytree(BASE, root)
    (root / "docs/timeline.md").write_text(TIMELINE, "utf-8")
    edition = read_edition(root)
    assert check(edition) == []
    (page,) = history.timeline_page(Press(edition, bibliography(edition)))
    assert page.title == "Times"
    tree = LexborHTMLParser(str(page.html))
    ids = [str(node.attributes["id"]) for node in tree.css("[id]") if "-" not in str(node.id)[:5]]
    assert [node.attributes["id"] for node in tree.css("h1, h2, tr[id]")] == [
        *("times", "1901", "1901_2", "1901-05-03", "1901-05-03_2", "afterwards"),
    ]
    assert len(set(ids)) == len(ids)
    assert tree.css("[data-fact]")[0].text() == "3"
    assert tree.css("h2 ~ p a")[0].attributes["href"] == "../"
    assert [node.text() for node in tree.css("table:not([class]) td")] == ["is", "kept"]
    assert tree.css("tbody td")[-3].text().endswith("with bees | more (Keeper 1901).")
    assert len(tree.css("a[data-term]")) == 2
    assert [node.attributes["id"] for node in tree.css(".ed-card")] == ["card-bee"]


def test_without_its_source_there_is_no_timeline(edition: Edition) -> None:
    bare = replace(edition, pages=())
    assert list(history.timeline_page(Press(bare, Bibliography()))) == []
    assert addresses.TIMELINE not in addresses.generated(bare)


def test_the_table_of_the_uses_is_the_concordance(edition: Edition, trees: Trees) -> None:
    lines = concordance(edition)
    page = trees[addresses.TERMS_IN_TEXT]
    shown = {}
    for row in page.css("#uses tbody tr"):
        term = str(row.css("th a")[0].attributes["href"]).split("/")[-2]
        links = [str(link.attributes["href"]).partition("#")[2] for link in row.css("td a")]
        shown[term] = (row.css("td")[0].text(), links)
    assert shown == {
        term: (str(len(found)), list(dict.fromkeys(line.passage for line in found)))
        for term, found in lines.items()
        if found
    }
    unused = [str(node.attributes["href"]).split("/")[-2] for node in page.css(".ed-aside a")]
    assert unused == [term for term, found in lines.items() if not found]


def test_the_table_of_the_neighbours_is_what_the_entries_say(
    edition: Edition, trees: Trees
) -> None:
    """In either direction: an entry’s own `see`, and those that send their readers to it."""
    said = {
        frozenset((term.id, other.text))
        for term in edition.terms.values()
        for other in term.front.values("see")
    }
    shown = set()
    page = trees[addresses.SEE_ALSO]
    for row in page.css("#neighbours tbody tr"):
        names = [str(node.attributes["href"]).split("/")[-2] for node in row.css("a")]
        shown |= {frozenset((names[0], other)) for other in names[1:]}
    assert shown == said
    assert len(page.css(".ed-node a")) == len({name for pair in said for name in pair})


def test_a_picture_names_itself_and_what_can_be_followed(trees: Trees) -> None:
    """Each drawing has a role; what is for the eye only is hidden from the ear."""
    for address in (addresses.TIMELINE, addresses.TERMS_IN_TEXT, addresses.SEE_ALSO):
        page = trees[address]
        for drawing in page.css("figure svg"):
            attributes = drawing.attributes
            assert "aria-hidden" in attributes or "role" in attributes
            assert "style" not in attributes
        assert not page.css("figure [style], figure [fill], figure [stroke]")
        assert page.css("figcaption a, .ed-byline a")


def test_headings_of_a_note_rise_where_it_has_a_page_of_its_own(trees: Trees) -> None:
    """No level is left out: below the page's h1 here, below the section's h2 beside the text."""
    own = trees["annotations/no-organizational-punishment/"].css(".ed-body :is(h2, h3)")
    assert {node.tag for node in own} == {"h2"}
    beside = trees["text/directive/"].css("#note-no-organizational-punishment :is(h2, h3)")
    assert [node.text() for node in beside] == [node.text() for node in own]
    assert {node.tag for node in beside} == {"h3"}


def test_a_range_that_is_linked_to_has_a_place_of_its_own(tmp_path: Path) -> None:
    """So its address holds for the engine, the rules on the site, and readers without script."""
    root = tmp_path / "edition"
    shutil.copytree(ROOT / "tests" / "edition", root)
    with (root / "docs/index.md").open("a", encoding="utf-8") as page:
        page.write("\nSee [the hive](passage:p1.2-p2.1).\n")
    made = {page.address: page for page in pages(read_edition(root), Bibliography())}
    text = LexborHTMLParser(str(made["text/letter/"].html))
    (place,) = text.css('[id="p1.2-p2.1"]')
    assert place.text() == ""
    following = place.next
    assert following is not None
    assert following.attributes["id"] == "p1.2"
    assert publish(root)


def test_annotations_are_listed_by_paragraph(edition: Edition, trees: Trees) -> None:
    sections = trees["annotations/"].css("section")
    assert [one.attributes["id"] for one in sections] == [
        "title-and-date",
        *(f"paragraph-{number}" for number in range(1, 8)),
    ]
    (first, *_) = sections
    places = {node.text() for node in first.css(".ed-num")}
    assert places == {"title", "date"}
    assert len(trees["annotations/"].css(".ed-note-list li")) == len(edition.annotations)
