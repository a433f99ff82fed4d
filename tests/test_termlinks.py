"""Prose pages go through two parsers: one checks them, one publishes them. They must agree."""

import shutil
from pathlib import Path

import pytest
from markdown import Markdown
from selectolax.lexbor import LexborHTMLParser

from edition.bodies import read_body
from edition.cite import bibliography
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
        for node in tree.css("a[data-term], a[data-passage], a[data-note]")
        for scheme in ("term", "passage", "note")
        if f"data-{scheme}" in node.attributes
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
