"""Prose pages go through two parsers: one checks them, one publishes them. They must agree."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from markdown import Markdown
from selectolax.lexbor import LexborHTMLParser

from edition.bodies import read_body
from edition.cite import bibliography
from edition.notation import SCHEMES
from edition.read import read_edition
from edition.source import Source
from edition.termlinks import TermLinks

TINY = Path(__file__).parent / "edition"

PAGES = {
    "a paragraph": "Of [bees](term:bee), in [p1.1](passage:p1.1), with a [note](note:rain).",
    "across a line break": "Of [worker\nmasses](term:worker) and more.",
    "in a list": "- one [bee](term:bee)\n- two\n    - [queen](term:queen)\n\n1. [worker](term:worker)",
    "in a table": "| a | b |\n| --- | --- |\n| [bee](term:bee) | [queen](term:queen) |",
    "in a block quotation": "> Said of [bees](term:bee)\n> and the [queen](term:queen).",
    "in a heading": "## On [bees](term:bee)\n\nText.",
    "in a footnote": "A word.[^1]\n\n[^1]: Of [bees](term:bee).\n\n    And the [queen](term:queen).",
    "in an admonition": "!!! note\n\n    Of [bees](term:bee).\n\n    - the [queen](term:queen)",
    "in emphasis": "An *[insect](term:bee)* and a **[queen](term:queen)**.",
    "in code": "`[bee](term:bee)` but [queen](term:queen)",
    "in a fence": "```\n[bee](term:bee)\n```\n\n[queen](term:queen)",
    "in a comment": "A [queen](term:queen).\n\n<!-- [bee](term:bee) -->\n\nMore.",
    "twice": "[bee](term:bee) and [bee](term:bee)",
    "beside a citation": "[bee](term:bee) [@keeper-1901, 3]",
    "with emphasis in the words": "The [*queen* herself](term:queen)",
    "of people": "By [Ann](person:keeper), *see [Ann Keeper](person:keeper)*.",
    "of facts": "| n |\n| - |\n| [5](fact:sentences) |\n\n- [*3*](fact:terms)\n\n`[1](fact:people)`",
}


@pytest.mark.parametrize("markdown", PAGES.values(), ids=PAGES)
def test_what_is_checked_is_what_is_published(markdown: str) -> None:
    """The two find the same references, whatever stands around them."""
    edition = read_edition(TINY)
    checked, faults = read_body(Source("docs/page.md", markdown), 0, page=True)
    assert not faults
    extension = TermLinks(edition, bibliography(edition))
    page = Markdown(extensions=["tables", "footnotes", "admonition", extension]).convert(markdown)
    tree = LexborHTMLParser(page)
    published = [
        (scheme, node.attributes[f"data-{scheme}"])
        for scheme in SCHEMES
        for node in tree.css(f"[data-{scheme}]")
    ]
    assert sorted(published) == sorted((link.scheme, link.target) for link in checked.links)
    assert "(term:" not in page or "`" in markdown or "<!--" in markdown


def test_citations_of_pages_lead_to_the_bibliography(tmp_path: Path) -> None:
    """They are formatted as everywhere, and MkDocs can check where they lead."""
    root = tmp_path / "edition"
    shutil.copytree(TINY, root)
    (root / "docs/page.md").write_text("See [@drone-1950, 4].\n", "utf-8")
    edition = read_edition(root)
    extension = TermLinks(edition, bibliography(edition))
    assert Markdown(extensions=[extension]).convert("See [@drone-1950, 4].") == (
        '<p>See <span class="ed-cite">(<a href="bibliography.md#ref-drone-1950">Drone 1950, 4</a>)'
        "</span>.</p>"
    )


def converted(markdown: str, **settings: str) -> str:
    """Return a prose page of the tiny edition as HTML, with some of its settings changed."""
    edition = read_edition(TINY)
    edition = replace(edition, settings=replace(edition.settings, **settings))
    return Markdown(extensions=[TermLinks(edition, bibliography(edition))]).convert(markdown)


def test_a_person_is_a_link_like_a_terms_and_yet_told_apart() -> None:
    """It leads to the register and is marked as a person, for the card and for the check."""
    assert converted("By [Ann](person:keeper).") == (
        '<p>By <a class="ed-term ed-person" data-person="keeper" href="people.md#keeper">Ann</a>.</p>'
    )


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("[9](fact:sentences)", '<span class="ed-fact" data-fact="sentences">5</span>'),
        ("[nine](fact:sentences)", '<span class="ed-fact" data-fact="sentences">five</span>'),
        ("[Nine](fact:sentences)", '<span class="ed-fact" data-fact="sentences">Five</span>'),
        ("[a few](fact:sentences)", '<span class="ed-fact" data-fact="sentences">5</span>'),
        ("[x](fact:contact)", '<span class="ed-fact" data-fact="contact">not yet set</span>'),
        ("[x](fact:date)", '<span class="ed-fact" data-fact="date">24 November 2026</span>'),
        ("[1999-01-01](fact:date)", '<span class="ed-fact" data-fact="date">2026-11-24</span>'),
        ("[x](fact:weather)", "<span>x</span>"),
    ],
)
def test_a_fact_is_what_the_edition_says_now(written: str, shown: str) -> None:
    """Whatever the words; a number and a date are written as they were."""
    assert converted(written) == f"<p>{shown}</p>"


def test_a_fact_that_is_an_address_is_a_link_to_it() -> None:
    """Once there is a contact or a repository, one can go there."""
    assert converted("[x](fact:contact)", contact="ann@bees.example") == (
        '<p><a class="ed-fact" data-fact="contact" href="mailto:ann@bees.example">'
        "ann@bees.example</a></p>"
    )
    assert converted("[x](fact:repository)", repository="https://bees.example/*a*") == (
        '<p><a class="ed-fact" data-fact="repository" href="https://bees.example/*a*">'
        "https://bees.example/*a*</a></p>"
    )


def test_a_fingerprint_is_in_the_face_of_code() -> None:
    assert converted("[x](fact:sha256)").startswith(
        '<p><code class="ed-fact" data-fact="sha256">dfdd'
    )
