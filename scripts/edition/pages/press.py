"""Lays out pages with the templates: what every page of the edition is made with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from edition import addresses, quotations
from edition.concordance import Line, concordance
from edition.elements import html
from edition.pinyin import ruby
from edition.render import Here, Mark, Renderer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from edition.cite import Bibliography
    from edition.model import Annotation, Body, Edition, Term


@dataclass(frozen=True, slots=True)
class Made:
    """A page: its address on the site, its title, what search engines may say of it, its HTML."""

    address: str
    title: str
    description: str
    html: Markup


class Press:
    """Lays out the pages of an edition, and the cards of any page, with the templates."""

    def __init__(self, edition: Edition, bibliography: Bibliography) -> None:
        self.edition = edition
        self.renderer = Renderer(edition, bibliography)
        self.templates = Environment(
            loader=PackageLoader("edition"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
        )

    def made(
        self, address: str, title: str, description: str, template: str, **facts: object
    ) -> Made:
        """Return the page that a template makes of facts, at an address."""
        here = Here(address)
        page = self.templates.get_template(template).render(
            here=here, edition=self.edition, settings=self.edition.settings, **facts
        )
        return Made(address, title, description, Markup(page))  # noqa: S704 - escaped by the template

    def banner(self, report: str) -> Markup:
        """Return a report of findings, for pages that are served while they are mended."""
        page = self.templates.get_template("banner.html").render(report=report)
        return Markup(page)  # noqa: S704 - escaped by the template

    @cached_property
    def uses(self) -> Mapping[str, Sequence[Line]]:
        """Every use of every term in the texts."""
        return concordance(self.edition)

    @cached_property
    def marks(self) -> Mapping[str, list[Mark]]:
        """What is annotated, by sentence."""
        return self.renderer.marks()

    @cached_property
    def notes(self) -> Sequence[Annotation]:
        """The annotations in the order of the text."""

        def place(note: Annotation) -> tuple[int, int, str]:
            passage = self.edition.passage(note.at)
            where = quotations.chosen(note, passage) if passage else None
            return (self.edition.in_order(note.at), where[0] if where else 0, note.id)

        return sorted(self.edition.annotations.values(), key=place)

    def person(self, name: str) -> str:
        """Return the name of a contributor, given the id."""
        found = self.edition.contributors.get(name)
        return found.text if found else name

    def note(self, note: Annotation, here: Here) -> dict[str, Any]:
        """Return what the templates show of an annotation."""
        passage = self.edition.passage(note.at)
        return {
            "id": note.id,
            "title": note.title,
            "kind": note.front.text("kind"),
            "quote": note.quote,
            "passage": passage,
            "at": here.to(addresses.passage(passage)) if passage else "",
            "href": here.to(addresses.note(note.id)),
            "body": html(self.renderer.body(note.body, here)),
            "author": self.person(note.front.text("author")),
            "date": note.front.text("revised") or note.front.text("date"),
            "status": note.front.text("status"),
        }

    def cards(self, here: Here, names: Iterable[str]) -> Markup:
        """Return the cards of the terms that a page links to."""
        terms = [self.edition.terms[n] for n in dict.fromkeys(names) if n in self.edition.terms]
        page = self.templates.get_template("cards.html").render(
            cards=[self.term(term, here) for term in terms]
        )
        return Markup(page)  # noqa: S704 - escaped by the template

    def term(self, term: Term, here: Here) -> dict[str, Any]:
        """Return what the templates show of an entry."""
        uses = self.uses[term.id]
        return {
            "id": term.id,
            "headword": term.headword,
            "hanzi": term.hanzi,
            "pinyin": term.pinyin,
            "ruby": ruby(term.hanzi, term.pinyin),
            "traditional": term.front.text("traditional"),
            "literal": term.front.text("literal"),
            "rendering": term.front.text("rendering"),
            "standard": term.front.text("standard"),
            "wording": term.front.text("wording"),
            "gloss": term.gloss,
            "uses": uses,
            "first": uses[0].passage if uses else "",
            "last": uses[-1].passage if uses else "",
            "href": here.to(addresses.term(term.id)),
        }

    def works(self, body: Body, here: Here) -> list[Markup]:
        """Return the works that a body cites, in the order of the bibliography."""
        cited = {item.key for citation in body.citations for item in citation.items}
        listed = [key for key in self.renderer.bibliography.works if key in cited]
        return [html(self.renderer.work(key, here)) for key in listed]


def terms_of(body: Body) -> list[str]:
    """Return the ids of the terms that a body links to."""
    return [link.target for link in body.links if link.scheme == "term"]
