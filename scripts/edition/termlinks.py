"""The Python-Markdown extension: our links, facts and citations inside prose pages.

It writes links to the Markdown pages that MkDocs knows, relative to the page being converted, so
that the engine checks and rewrites them like any other.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString

from edition import addresses, facts, notation
from edition.notation import SCHEMES
from edition.render import KINDS

if TYPE_CHECKING:
    from markdown import Markdown

    from edition.cite import Bibliography
    from edition.elements import Node
    from edition.model import Edition

# Before Markdown's own links (160) and references (170), behind code spans (190) and escapes (180).
PRIORITY = 175
LINK_PATTERN = rf"\[(?P<words>[^\[\]]*)\]{notation.TARGET_RE.pattern}"


class TermLinks(Extension):
    """Resolves `[words](term:id)` and its like, `[38](fact:sentences)` and `[@key, 184]`."""

    def __init__(self, edition: Edition, bibliography: Bibliography) -> None:
        super().__init__()
        self.edition = edition
        self.bibliography = bibliography

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Register the two patterns."""
        md.inlinePatterns.register(_Links(md, self), "edition-links", PRIORITY)
        md.inlinePatterns.register(_Citations(md, self), "edition-citations", PRIORITY)


def _page(md: Markdown) -> str:
    """Return the page being converted, from `docs/`; MkDocs tells it to its own extension."""
    known = "relpath" in md.treeprocessors
    file = getattr(md.treeprocessors["relpath"], "file", None) if known else None
    return str(file.src_uri) if file else "index.md"


def _href(md: Markdown, address: str) -> str:
    """Return the way from the page being converted to the page behind an address."""
    _, mark, fragment = address.partition("#")
    folder = posixpath.dirname(_page(md)) or "."
    return f"{posixpath.relpath(addresses.page_of(address), folder)}{mark}{fragment}"


class _Links(InlineProcessor):
    """Links of ours."""

    def __init__(self, md: Markdown, owner: TermLinks) -> None:
        super().__init__(LINK_PATTERN, md)
        self.owner = owner

    def handleMatch(  # type: ignore[override]  # noqa: N802 - Python-Markdown's name
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        """Return the link of a match, or the bare words where it names nothing."""
        del data
        made = self._fact if m["scheme"] == "fact" else self._link
        return made(m), m.start(0), m.end(0)

    def _link(self, m: re.Match[str]) -> Element:
        """Return what a reference leads to as a link."""
        scheme = next(scheme for scheme in SCHEMES if scheme == m["scheme"])
        address = addresses.target(self.owner.edition, scheme, m["target"])
        if address is None:
            element = Element("span")
        else:
            attributes = {"class": KINDS[scheme], "href": _href(self.md, address)}
            element = Element("a", {**attributes, f"data-{scheme}": m["target"]})
        element.text = m["words"]
        return element

    def _fact(self, m: re.Match[str]) -> Element:
        """Return what the edition says now."""
        name = m["target"]
        if name not in facts.FACTS:
            element = Element("span")
            element.text = m["words"]
            return element
        address = facts.address(self.owner.edition, name)
        tag = "a" if address else "code" if name in facts.CODE else "span"
        element = Element(tag, {"class": "ed-fact", "data-fact": name})
        if address:
            element.set("href", address)
        # The value is no Markdown.
        element.text = AtomicString(facts.shown(self.owner.edition, name, m["words"]))
        return element


class _Citations(InlineProcessor):
    """Citations."""

    def __init__(self, md: Markdown, owner: TermLinks) -> None:
        super().__init__(notation.CITATION_RE.pattern, md)
        self.owner = owner

    def handleMatch(  # type: ignore[override]  # noqa: N802 - Python-Markdown's name
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        """Return the formatted citation of a match."""
        del data
        nodes = self.owner.bibliography.citations.get(m["items"])
        if nodes is None:
            return None, None, None
        element = Element("span", {"class": "ed-cite"})
        for node in nodes:
            self._add(element, node)
        return element, m.start(0), m.end(0)

    def _add(self, parent: Element, node: Node) -> None:
        """Add a node of citeproc’s to an element."""
        if isinstance(node, str):
            if len(parent):
                parent[-1].tail = (parent[-1].tail or "") + node
            else:
                parent.text = (parent.text or "") + node
            return
        attributes = dict(node.attributes)
        href = attributes.get("href", "")
        if href.startswith("#ref-"):
            attributes["href"] = _href(self.md, addresses.reference(href.removeprefix("#ref-")))
        element = Element(node.tag, attributes)
        parent.append(element)
        for child in node.children:
            self._add(element, child)
