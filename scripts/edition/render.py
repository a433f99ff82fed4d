"""Text, annotations and entries as HTML: the only place that makes HTML of them.

The same elements serve every page and, later, every export; what differs is where the page lies,
which `Here` knows.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from markupsafe import Markup

from edition import addresses, facts, notation, quotations
from edition.bodies import parser
from edition.elements import Element, Node, in_languages, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from markdown_it.token import Token

    from edition.cite import Bibliography
    from edition.model import Body, Edition, Sentence

# The class of a link of ours, by its scheme; a person's looks like a term's and has a card as well.
KINDS: Mapping[notation.Scheme, str] = {
    "term": "ed-term",
    "note": "ed-noteref",
    "passage": "ed-passage",
    "person": "ed-term ed-person",
}
EXTERNAL_RE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")


@dataclass(frozen=True)
class Here:
    """Where a page lies, so that its links lead elsewhere on the site."""

    address: str

    @property
    def root(self) -> str:
        """The way from the page to the site's root: `../../`, or an empty text."""
        return "../" * self.address.partition("#")[0].count("/")

    def to(self, address: str) -> str:
        """Return the way from the page to an address of the site."""
        there, mark, fragment = address.partition("#")
        if mark and there == self.address:
            return f"#{fragment}"
        return f"{self.root}{address}" or "./"


@dataclass(frozen=True)
class Mark:
    """A stretch of a sentence's reading text on which there is an annotation."""

    start: int
    end: int
    note: str


@dataclass(frozen=True)
class Renderer:
    """Makes elements of an edition's words, for any page."""

    edition: Edition
    bibliography: Bibliography

    # The text

    def marks(self) -> dict[str, list[Mark]]:
        """Return what is annotated, by sentence."""
        found: dict[str, list[Mark]] = {}
        for note in self.edition.annotations.values():
            for part in quotations.parts(note, self.edition):
                found.setdefault(part.sentence, []).append(Mark(part.start, part.end, note.id))
        return found

    def sentence(self, sentence: Sentence, here: Here, marks: Sequence[Mark] = ()) -> Element:
        """Return a sentence of the text: links, emendations, and quotations with notes.

        Nothing but the text stands in the text's nodes, so that it is copied and quoted clean.
        """
        ids = {found.piece.start: found.id for found in sentence.emendations()}
        children: list[Node] = []
        position = 0
        plain: list[notation.Words | notation.Emended] = []
        at = 0
        for piece in sentence.pieces:
            if not isinstance(piece, notation.Linked):
                plain.append(piece)
                position += len(piece.reading)
                continue
            children += _runs(plain, at, marks, ids)
            plain = []
            words = tuple(_runs(piece.pieces, position, marks, ids))
            children += self.link(piece.scheme, piece.target, words, here)
            position += len(piece.reading)
            at = position
        children += _runs(plain, at, marks, ids)
        return Element("span", {"class": "ed-s", "id": sentence.id}, tuple(children))

    def link(
        self, scheme: notation.Scheme, target: str, words: tuple[Node, ...], here: Here
    ) -> tuple[Node, ...]:
        """Return words that link to an entry, a passage, an annotation or a person, if it is there."""
        address = addresses.target(self.edition, scheme, target)
        if address is None:
            return words
        attributes = {"class": KINDS[scheme], "href": here.to(address), f"data-{scheme}": target}
        return (Element("a", attributes, words),)

    def fact(self, name: str, words: tuple[Node, ...]) -> tuple[Node, ...]:
        """Return a fact as what the edition says now, or the words where there is no such fact."""
        if name not in facts.FACTS:
            return words
        address = facts.address(self.edition, name)
        tag = "a" if address else "code" if name in facts.CODE else "span"
        attributes = {"class": "ed-fact", "data-fact": name} | (
            {"href": address} if address else {}
        )
        return (Element(tag, attributes, (facts.shown(self.edition, name, plain(words)),)),)

    # Bodies

    def body(self, body: Body, here: Here, *, raised: int = 0) -> tuple[Node, ...]:
        """Return the body of an entry or annotation.

        Its headings begin at level 3, where bodies stand among others; `raised` lifts them by so
        many levels where it has a page of its own.
        """
        tokens = parser(html=False, page=False).parse(body.markdown)
        for token in tokens:
            if token.type in ("heading_open", "heading_close"):
                token.tag = f"h{max(2, int(token.tag[1:]) - raised)}"
        return _Tree(self, body, here).of(tokens)

    def part(self, tokens: Sequence[Token], body: Body, here: Here) -> tuple[Node, ...]:
        """Return a part of a prose page, such as a cell of a table; its facts are up to date."""
        return _Tree(self, body, here, page=True).of(tokens)

    def citation(self, raw: str, here: Here) -> Node:
        """Return a citation, each work linked to its place in the bibliography."""
        nodes = self.bibliography.citations.get(raw, (f"[{raw}]",))
        return Element("span", {"class": "ed-cite"}, tuple(_at_home(nodes, here)))

    def work(self, key: str, here: Here) -> tuple[Node, ...]:
        """Return a work as the bibliography lists it."""
        return tuple(_at_home(self.bibliography.works.get(key, (key,)), here))

    def href(self, target: str, body: Body, here: Here) -> str:
        """Return an ordinary link’s address as it is on the site."""
        if EXTERNAL_RE.match(target) or target.startswith("#"):
            return target
        path, mark, fragment = target.partition("#")
        folder = posixpath.dirname(body.source.path)
        there = addresses.of_file(posixpath.normpath(posixpath.join(folder, path)))
        return here.to(f"{there}{mark}{fragment}")


def _at_home(nodes: Sequence[Node], here: Here) -> Iterator[Node]:
    """Yield nodes of citeproc’s with links to works leading to the bibliography."""
    for node in nodes:
        if isinstance(node, str):
            yield node
            continue
        attributes = dict(node.attributes)
        href = attributes.get("href", "")
        if href.startswith("#ref-"):
            attributes["href"] = here.to(addresses.reference(href.removeprefix("#ref-")))
        yield Element(node.tag, attributes, tuple(_at_home(node.children, here)))


def _runs(
    pieces: Sequence[notation.Words | notation.Emended],
    start: int,
    marks: Sequence[Mark],
    ids: dict[int, str],
) -> Iterator[Node]:
    """Yield words and emendations, with each stretch on which there are notes in a span."""
    group: list[Node] = []
    noted: tuple[str, ...] = ()
    for node, notes in _cut(pieces, start, marks, ids):
        if notes != noted and group:
            yield from _noted(group, noted)
            group = []
        noted = notes
        group.append(node)
    if group:
        yield from _noted(group, noted)


def _noted(group: list[Node], notes: tuple[str, ...]) -> Iterator[Node]:
    if notes:
        yield Element("span", {"class": "ed-q", "data-notes": " ".join(notes)}, tuple(group))
    else:
        yield from group


def _cut(
    pieces: Sequence[notation.Words | notation.Emended],
    start: int,
    marks: Sequence[Mark],
    ids: dict[int, str],
) -> Iterator[tuple[Node, tuple[str, ...]]]:
    """Yield the pieces, words cut where a quotation begins or ends, with the notes on each."""
    position = start
    for piece in pieces:
        end = position + len(piece.reading)
        if isinstance(piece, notation.Emended):
            within = [
                m.note for m in marks if m.start < max(end, position + 1) and position < m.end
            ]
            yield _emendation(piece, ids), tuple(within)
        else:
            edges = {position, end}
            edges |= {e for m in marks for e in (m.start, m.end) if position < e < end}
            bounds = sorted(edges)
            for begin, stop in pairwise(bounds):
                within = [m.note for m in marks if m.start < stop and begin < m.end]
                yield piece.text[begin - position : stop - position], tuple(within)
        position = end


def _emendation(piece: notation.Emended, ids: dict[int, str]) -> Element:
    dropped = "" if piece.new.strip() else " ed-em-dropped"
    attributes = {
        "class": f"ed-em{dropped}",
        "id": ids.get(piece.start, ""),
        "data-witness": piece.old.strip(),
    }
    return Element("ins", attributes, (piece.new,) if piece.new else ())


class _Tree:
    """Turns markdown-it’s flat tokens into elements."""

    def __init__(self, renderer: Renderer, body: Body, here: Here, *, page: bool = False) -> None:
        self.renderer = renderer
        self.body = body
        self.here = here
        self.page = page

    def of(self, tokens: Sequence[Token]) -> tuple[Node, ...]:
        """Return the elements of a run of tokens."""
        stack: list[tuple[Token | None, list[Node]]] = [(None, [])]
        for token in tokens:
            if token.nesting == 1:
                stack.append((token, []))
            elif token.nesting == -1:
                opening, children = stack.pop()
                stack[-1][1].extend(self._closed(opening or token, tuple(children)))
            else:
                stack[-1][1].extend(self._single(token))
        return tuple(stack[0][1])

    def _closed(self, opening: Token, children: tuple[Node, ...]) -> tuple[Node, ...]:
        """Return an element whose children are known."""
        if opening.hidden:
            return children
        if opening.type == "ours_open":
            scheme, target = opening.meta["scheme"], opening.meta["target"]
            if scheme == "fact" and self.page:
                return self.renderer.fact(target, children)
            return self.renderer.link(scheme, target, children, self.here)
        attributes = {name: str(value) for name, value in opening.attrs.items()}
        if opening.type == "link_open":
            attributes = {
                "href": self.renderer.href(attributes["href"], self.body, self.here),
                **({"title": attributes["title"]} if "title" in attributes else {}),
            }
        return (Element(opening.tag, attributes, children),)

    def _single(self, token: Token) -> tuple[Node, ...]:
        """Return what a token without children stands for."""
        if token.type == "inline":
            return self.of(token.children or [])
        if token.type in ("text", "text_special"):
            return in_languages(token.content)
        if token.type == "softbreak":
            return ("\n",)
        if token.type in ("hardbreak", "hr"):
            return (Element("br" if token.type == "hardbreak" else "hr"),)
        if token.type == "code_inline":
            return (Element("code", {}, (token.content,)),)
        if token.type in ("fence", "code_block"):
            return (Element("pre", {}, (Element("code", {}, (token.content,)),)),)
        if token.type == "citation":
            return (self.renderer.citation(token.content, self.here),)
        if token.type == "image":
            source = self.renderer.href(str(token.attrs.get("src", "")), self.body, self.here)
            return (Element("img", {"src": source, "alt": token.content, "loading": "lazy"}),)
        # Raw HTML is off, and refused by the rule `raw-html`: what is left is shown as it stands.
        return (token.content,)


def documentation(markdown: str) -> Markup:
    """Return Markdown of our own, such as a rule's documentation, as HTML."""
    return Markup(parser(html=False, page=False).render(markdown))  # noqa: S704 - raw HTML is off
