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
    from edition.model import Annotation, Body, Edition, FrontMatter, Link, Person, Term


@dataclass(frozen=True, slots=True)
class Made:
    """A page: its address on the site, its title, what search engines may say of it, its HTML."""

    address: str
    title: str
    description: str
    html: Markup


@dataclass(frozen=True, slots=True)
class Owner:
    """A body with the name and the address under which readers find it."""

    name: str
    address: str
    body: Body


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

    @cached_property
    def ranges(self) -> Mapping[str, Sequence[str]]:
        """The ranges that anything leads to, by the sentence at which they begin.

        Each has a place of its own there, so that its address holds without script too.
        """
        named = [note.at for note in self.notes]
        named += [link.target for link in self.edition.links("passage")]
        found: dict[str, list[str]] = {}
        for written in dict.fromkeys(named):
            passage = self.edition.passage(written)
            if passage and passage.kind == "range":
                found.setdefault(passage.sentences[0].id, []).append(passage.id)
        return found

    @cached_property
    def owners(self) -> Sequence[Owner]:
        """Every body that is published: of entries, of annotations in order, of people, of pages."""
        edition = self.edition
        return [
            *(Owner(t.headword, addresses.term(t.id), t.body) for t in edition.terms.values()),
            *(Owner(note.title, addresses.note(note.id), note.body) for note in self.notes),
            *(
                Owner(one.name, addresses.person(one.id), one.body)
                for one in edition.people.values()
            ),
            *(
                Owner(first_heading(page.body), addresses.of_file(page.source.path), page.body)
                for page in edition.pages
            ),
        ]

    def contributor(self, name: str) -> str:
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
            **self.signed(note.front),
        }

    def signed(self, front: FrontMatter) -> dict[str, str]:
        """Return who signed a file and when, as the templates show it."""
        return {
            "author": self.contributor(front.text("author")),
            "date": front.text("revised") or front.text("date"),
            "status": front.text("status"),
            "reviewer": self.contributor(front.text("reviewer")),
        }

    def prose(self, path: str, here: Here) -> str:
        """Return the way to a prose page, `docs/method.md`, or an empty text where it is not."""
        known = any(page.source.path == path for page in self.edition.pages)
        return here.to(addresses.of_file(path)) if known else ""

    def cards(self, here: Here, links: Iterable[Link]) -> Markup:
        """Return the cards of the terms and people that a page links to."""
        every = list(dict.fromkeys((link.scheme, link.target) for link in links))
        terms, people = self.edition.terms, self.edition.people
        page = self.templates.get_template("cards.html").render(
            terms=[
                self.term(terms[name], here)
                for scheme, name in every
                if scheme == "term" and name in terms
            ],
            people=[
                self.person(people[name], here)
                for scheme, name in every
                if scheme == "person" and name in people
            ],
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

    def person(self, person: Person, here: Here) -> dict[str, Any]:
        """Return what the templates show of a person or body."""
        term = self.edition.terms.get(person.front.text("term"))
        return {
            "id": person.id,
            "name": person.name,
            "hanzi": person.hanzi,
            "pinyin": person.pinyin,
            "ruby": ruby(person.hanzi, person.pinyin),
            "traditional": person.front.text("traditional"),
            "years": person.front.text("years"),
            "role": person.role,
            "term": self.term(term, here) if term else None,
            "href": here.to(addresses.person(person.id)),
        }

    def works(self, bodies: Iterable[Body], here: Here) -> list[Markup]:
        """Return the works that some bodies cite, in the order of the bibliography."""
        cited = {item.key for body in bodies for c in body.citations for item in c.items}
        listed = [key for key in self.renderer.bibliography.works if key in cited]
        return [html(self.renderer.work(key, here)) for key in listed]


def terms_of(body: Body) -> list[str]:
    """Return the ids of the terms that a body links to."""
    return [link.target for link in body.links if link.scheme == "term"]


def first_heading(body: Body) -> str:
    """Return the title of a prose page: its first heading, else its file's name."""
    for line in body.markdown.splitlines():
        if line.startswith("# "):
            return line[2:].strip()
    return body.source.path.rpartition("/")[2].removesuffix(".md")
