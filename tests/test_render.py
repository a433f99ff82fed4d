"""The renderer: what stands in the text's nodes, and what lies around them."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from edition import notation
from edition.cite import Bibliography, bibliography
from edition.elements import Element, Node, html, in_languages
from edition.model import Edition, Sentence
from edition.read import read_edition
from edition.render import Here, Mark, Renderer
from edition.source import Source

TINY = Path(__file__).parent / "edition"
HERE = Here("text/letter/")
LINE = "The [worker {~~messes~>masses~~}{>>why<<}](term:worker) feed{++ on++} the {--old --}[queen](term:queen)."


@pytest.fixture(scope="module")
def edition() -> Edition:
    """The tiny edition."""
    return read_edition(TINY)


@pytest.fixture(scope="module")
def renderer(edition: Edition) -> Renderer:
    """A renderer without citations."""
    return Renderer(edition, Bibliography())


def sentence(line: str, name: str = "p1.1") -> Sentence:
    """Return the sentence of a line."""
    pieces, _ = notation.scan(line)
    return Sentence(
        name,
        Source("text.md", line).span(0, len(line)),
        pieces,
        "".join(piece.reading for piece in pieces),
        "".join(piece.witness for piece in pieces),
    )


def characters(nodes: tuple[Node, ...], notes: str = "") -> Iterator[tuple[str, str]]:
    """Yield every character of some nodes with the notes of the quotations it stands in."""
    for node in nodes:
        if isinstance(node, Element):
            yield from characters(node.children, node.attributes.get("data-notes", notes))
        else:
            yield from ((character, notes) for character in node)


def test_a_sentence_is_its_words_and_nothing_else(renderer: Renderer) -> None:
    """Links, emendations and marks are elements around the words, so that they are copied clean."""
    made = renderer.sentence(sentence(LINE), HERE)
    assert html([made]) == (
        '<span class="ed-s" id="p1.1">The <a class="ed-term" href="../../glossary/worker/"'
        ' data-term="worker">worker <ins class="ed-em" id="p1.1w3" data-witness="messes">masses</ins>'
        '</a> feed<ins class="ed-em" id="p1.1w5" data-witness=""> on</ins> the '
        '<ins class="ed-em ed-em-dropped" id="p1.1w6" data-witness="old"></ins>'
        '<a class="ed-term" href="../../glossary/queen/" data-term="queen">queen</a>.</span>'
    )


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 36), st.integers(1, 36)), max_size=5))
def test_whatever_is_quoted_the_words_stay_and_each_is_marked(
    places: list[tuple[int, int]],
) -> None:
    """Quotations overlap, nest, and cross links: every word keeps exactly its own notes."""
    plain = sentence("The [worker masses](term:worker) feed the [queen](term:queen).")
    end = len(plain.reading)
    marks = [
        Mark(start, min(start + length, end), f"n{number}")
        for number, (start, length) in enumerate(places)
        if start < min(start + length, end)
    ]
    made = Renderer(read_edition(TINY), Bibliography()).sentence(plain, HERE, marks)
    found = list(characters((made,)))
    assert "".join(character for character, _ in found) == plain.reading
    for at, (_, notes) in enumerate(found):
        assert notes.split() == [mark.note for mark in marks if mark.start <= at < mark.end]
    tree = LexborHTMLParser(html([made]))
    assert [node.attributes["data-term"] for node in tree.css("a")] == ["worker", "queen"]


def test_a_quotation_with_an_emendation_in_it_is_one_span(renderer: Renderer) -> None:
    """Words and emendation under one note are not torn apart."""
    made = renderer.sentence(sentence(LINE), HERE, [Mark(11, 25, "why")])
    assert (
        '<span class="ed-q" data-notes="why"><ins class="ed-em" id="p1.1w3" data-witness="messes">'
        "masses</ins></span></a>"
        '<span class="ed-q" data-notes="why"> feed<ins class="ed-em" id="p1.1w5" data-witness="">'
        " on</ins></span>"
    ) in html([made])


def test_a_reference_to_nothing_is_left_as_words(renderer: Renderer) -> None:
    """While a page is served with findings, nothing breaks."""
    made = renderer.sentence(sentence("A [drone](term:drone) and [that](passage:p9)."), HERE)
    assert html([made]) == '<span class="ed-s" id="p1.1">A drone and that.</span>'


def test_words_cannot_become_markup(renderer: Renderer) -> None:
    """What is written in a text is shown as it is written."""
    line = 'A <b onclick="x">&amp;</b> {~~"<i>"~>"<u>"~~}{>>"><script><<}.'
    tree = LexborHTMLParser(html([renderer.sentence(sentence(line), HERE)]))
    assert tree.css_first("b, i, u, script") is None
    assert [node.text() for node in tree.css(".ed-s")] == [sentence(line).reading]


def test_emendations_keep_their_names_when_others_come() -> None:
    """The name is the number of a word of the witness, which never changes."""
    before = [found.id for found in sentence(LINE).emendations()]
    more = LINE.replace("The ", "{~~The~>These~~} ")
    assert [found.id for found in sentence(more).emendations()] == ["p1.1w1", *before]


@pytest.mark.parametrize(
    ("address", "to", "href"),
    [
        ("", "glossary/bee/", "glossary/bee/"),
        ("", "", "./"),
        ("glossary/bee/", "", "../../"),
        ("glossary/bee/", "text/letter/#p1", "../../text/letter/#p1"),
        ("text/letter/", "text/letter/#p1", "#p1"),
        ("bibliography/", "bibliography/#ref-a", "#ref-a"),
    ],
)
def test_the_way_from_page_to_page(address: str, to: str, href: str) -> None:
    assert Here(address).to(to) == href


def test_chinese_is_marked_as_chinese() -> None:
    """With the marks that stand among the characters, and without those around them."""
    assert html(in_languages("of 长期共存、互相监督, (百花齐放)")) == (
        'of <span lang="zh-Hans">长期共存、互相监督</span>, (<span lang="zh-Hans">百花齐放</span>)'
    )


def body(tmp_path: Path, markdown: str) -> str:
    """Return a body of an entry of the tiny edition as HTML."""
    root = tmp_path / "edition"
    shutil.copytree(TINY, root)
    entry = root / "glossary/bee.md"
    front = entry.read_text("utf-8").rpartition("---\n")[0]
    entry.write_text(f"{front}---\n\n{markdown}\n", "utf-8")
    edition = read_edition(root)
    made = Renderer(edition, bibliography(edition)).body(
        edition.terms["bee"].body, Here("glossary/bee/")
    )
    return str(html(made))


@pytest.mark.parametrize(
    ("markdown", "made"),
    [
        (
            "A *[worker](term:worker)*, see [p1.2](passage:p1.2) and [rain](note:rain).",
            (
                '<p>A <em><a class="ed-term" href="../../glossary/worker/" data-term="worker">worker</a></em>, '
                'see <a class="ed-passage" href="../../text/letter/#p1.2" data-passage="p1.2">p1.2</a> and '
                '<a class="ed-noteref" href="../../annotations/rain/" data-note="rain">rain</a>.</p>'
            ),
        ),
        (
            "By [Ann Keeper](person:keeper), not by [another](person:nobody).",
            (
                '<p>By <a class="ed-term ed-person" href="../../people/#keeper" data-person="keeper">'
                "Ann Keeper</a>, not by another.</p>"
            ),
        ),
        ("Of [5](fact:sentences) sentences.", "<p>Of 5 sentences.</p>"),
        (
            "So [@drone-1950, 4; @keeper-1901].",
            (
                '<p>So <span class="ed-cite">(<a href="../../bibliography/#ref-drone-1950">Drone 1950, 4</a>; '
                '<a href="../../bibliography/#ref-keeper-1901">Keeper 1901</a>)</span>.</p>'
            ),
        ),
        (
            "[the page](../docs/index.md#what-is-here) and [out](https://example.org/a?b=1&c=2)",
            (
                '<p><a href="../../#what-is-here">the page</a> and '
                '<a href="https://example.org/a?b=1&amp;c=2">out</a></p>'
            ),
        ),
        ("`[x](term:worker)` <b>", "<p><code>[x](term:worker)</code> &lt;b&gt;</p>"),
        ("- 蜜蜂\n- two", '<ul><li><span lang="zh-Hans">蜜蜂</span></li><li>two</li></ul>'),
        (
            "| a | b |\n|---|---|\n| [w](term:worker) | 2 |",
            (
                "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>"
                '<a class="ed-term" href="../../glossary/worker/" data-term="worker">w</a></td><td>2</td>'
                "</tr></tbody></table>"
            ),
        ),
        ("a\\\nb\n\n---\n\n    code", "<p>a<br>b</p><hr><pre><code>code\n</code></pre>"),
    ],
)
def test_bodies(markdown: str, made: str, tmp_path: Path) -> None:
    assert body(tmp_path, markdown) == made
