"""The pages that the edition makes of itself: text, glossary, annotations, bibliography, rules."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from edition import addresses, quotations
from edition.concordance import Line, concordance
from edition.elements import html, in_languages
from edition.pinyin import ruby
from edition.render import Here, Mark, Renderer, documentation
from edition.rules import GROUPS
from edition.rules.site import GROUP as SITE_GROUP

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from edition.cite import Bibliography
    from edition.model import Annotation, Body, Edition, Gap, Paragraph, Sentence, Term, Text

INCIPIT = 6
MARKS = ",.;:”’)"


@dataclass(frozen=True, slots=True)
class Made:
    """A page: its address on the site, its title, what search engines may say of it, its HTML."""

    address: str
    title: str
    description: str
    html: Markup


def pages(edition: Edition, bibliography: Bibliography) -> list[Made]:
    """Return every page that the edition makes."""
    return list(Press(edition, bibliography).all())


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

    def all(self) -> Iterator[Made]:
        """Yield every page."""
        for text in self.edition.texts:
            yield self.text(text)
        yield self.glossary()
        yield from (self.entry(term) for term in self.edition.terms.values())
        yield self.annotations()
        yield from (self.annotation(note) for note in self.edition.annotations.values())
        yield self.bibliography()
        yield self.rules()

    def _made(
        self, address: str, title: str, description: str, template: str, **facts: object
    ) -> Made:
        here = Here(address)
        page = self.templates.get_template(template).render(
            here=here, edition=self.edition, settings=self.edition.settings, **facts
        )
        return Made(address, title, description, Markup(page))  # noqa: S704 - escaped by the template

    @cached_property
    def _uses(self) -> Mapping[str, Sequence[Line]]:
        return concordance(self.edition)

    @cached_property
    def _marks(self) -> Mapping[str, list[Mark]]:
        return self.renderer.marks()

    def banner(self, report: str) -> Markup:
        """Return a report of findings, for pages that are served while they are mended."""
        page = self.templates.get_template("banner.html").render(report=report)
        return Markup(page)  # noqa: S704 - escaped by the template

    # The text

    def text(self, text: Text) -> Made:
        """Return the page of a text."""
        here = Here(addresses.text(text.id))
        notes = self._notes_by_paragraph(text)
        gaps: dict[str, list[Gap]] = {}
        for gap in text.gaps:
            gaps.setdefault(gap.after.partition(".")[0], []).append(gap)
        paragraphs = [
            self._paragraph(
                paragraph, here, notes.get(paragraph.id, []), gaps.get(paragraph.id, [])
            )
            for paragraph in text.paragraphs
        ]
        sections = [
            {"id": section, "number": section.removeprefix("s"), "paragraphs": list(group)}
            for section, group in groupby(paragraphs, key=lambda view: view["section"])
        ]
        linked = [
            link.target for s in text.sentences() for link in s.links() if link.scheme == "term"
        ]
        for note in self.edition.annotations.values():
            linked += _terms(note.body)
        return self._made(
            here.address,
            text.front.text("title"),
            f"{text.front.text('title')}, {text.front.text('date')}. "
            f"{text.front.text('issuer')}. Annotated edition.",
            "text.html",
            text=text,
            sections=sections,
            counts={
                "paragraph": len(text.paragraphs),
                "sentence": sum(len(p.sentences) for p in text.paragraphs),
                "note": sum(len(found) for found in notes.values()),
                "emendation": sum(1 for _ in text.emendations()),
            },
            cards=self.cards(here, linked),
        )

    def _notes_by_paragraph(self, text: Text) -> dict[str, list[Annotation]]:
        """Return the annotations of every paragraph, in the order of their places."""
        found: dict[str, list[Annotation]] = {}
        for note in self._ordered():
            home = self._home(text, note)
            if home:
                found.setdefault(home, []).append(note)
        return found

    def _home(self, text: Text, note: Annotation) -> str:
        """Return the id of the paragraph at which an annotation is shown."""
        passage = self.edition.passage(note.at)
        if passage is None or passage.text != text.id or not text.paragraphs:
            return ""
        if passage.sentences:
            return passage.sentences[0].id.partition(".")[0]
        gap = next((gap for gap in text.gaps if gap.id == passage.id), None)
        if gap:
            return gap.after.partition(".")[0]
        first = next((p for p in text.paragraphs if p.section == passage.id), text.paragraphs[0])
        return first.id

    def _ordered(self) -> list[Annotation]:
        """Return the annotations in the order of the text."""

        def place(note: Annotation) -> tuple[int, int, str]:
            passage = self.edition.passage(note.at)
            where = quotations.chosen(note, passage) if passage else None
            return (self.edition.in_order(note.at), where[0] if where else 0, note.id)

        return sorted(self.edition.annotations.values(), key=place)

    def _paragraph(
        self, paragraph: Paragraph, here: Here, notes: Sequence[Annotation], gaps: Sequence[Gap]
    ) -> dict[str, Any]:
        return {
            "id": paragraph.id,
            "number": paragraph.id.removeprefix("p"),
            "section": paragraph.section,
            "sentences": [self._sentence(sentence, here) for sentence in paragraph.sentences],
            "notes": [self._note(note, here) for note in notes],
            "emendations": [
                {
                    "id": found.id,
                    "old": found.piece.old.strip(),
                    "new": found.piece.new.strip(),
                    "reason": html(in_languages(found.piece.reason or "")),
                }
                for sentence in paragraph.sentences
                for found in sentence.emendations()
            ],
            "gaps": gaps,
        }

    def _sentence(self, sentence: Sentence, here: Here) -> dict[str, Any]:
        passage = self.edition.passages[sentence.id]
        words = sentence.reading.split()
        return {
            "id": sentence.id,
            "html": html(
                [self.renderer.sentence(sentence, here, self._marks.get(sentence.id, ()))]
            ),
            "locator": passage.locator,
            "incipit": " ".join(words[:INCIPIT])
            + ("\N{NO-BREAK SPACE}…" if len(words) > INCIPIT else ""),
        }

    def _note(self, note: Annotation, here: Here) -> dict[str, Any]:
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
            "author": self._person(note.front.text("author")),
            "date": note.front.text("revised") or note.front.text("date"),
            "status": note.front.text("status"),
        }

    def _person(self, name: str) -> str:
        found = self.edition.contributors.get(name)
        return found.text if found else name

    # Cards

    def cards(self, here: Here, names: Iterable[str]) -> Markup:
        """Return the cards of the terms that a page links to."""
        terms = [self.edition.terms[n] for n in dict.fromkeys(names) if n in self.edition.terms]
        page = self.templates.get_template("cards.html").render(
            cards=[self._term(term, here) for term in terms]
        )
        return Markup(page)  # noqa: S704 - escaped by the template

    def _term(self, term: Term, here: Here) -> dict[str, Any]:
        uses = self._uses[term.id]
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

    # The glossary

    def glossary(self) -> Made:
        """Return the list of all entries, by headword and by pinyin."""
        here = Here(addresses.GLOSSARY)
        terms = [self._term(term, here) for term in self.edition.terms.values()]
        return self._made(
            here.address,
            "Glossary",
            f"{len(terms)} terms of the directive, in English, Chinese and pinyin.",
            "glossary.html",
            orders=[
                ("by-headword", "By headword", _grouped(terms, "headword")),
                ("by-pinyin", "By pinyin", _grouped(terms, "pinyin")),
            ],
        )

    def entry(self, term: Term) -> Made:
        """Return the page of an entry."""
        here = Here(addresses.term(term.id))
        see = [
            self.edition.terms[v.text]
            for v in term.front.values("see")
            if v.text in self.edition.terms
        ]
        notes = [note for note in self._ordered() if term.id in _terms(note.body)]
        return self._made(
            here.address,
            term.headword,
            f"{term.headword} ({term.hanzi}, {term.pinyin}): {term.gloss}",
            "entry.html",
            term=self._term(term, here),
            body=html(self.renderer.body(term.body, here)),
            see=[self._term(other, here) for other in see],
            lines=[
                {
                    "line": line,
                    "href": here.to(addresses.passage(self.edition.passages[line.passage])),
                    # A mark that follows the term without a blank stays with it.
                    "mark": line.right[: len(line.right) - len(line.right.lstrip(MARKS))],
                    "right": line.right.lstrip(MARKS),
                }
                for line in self._uses[term.id]
            ],
            notes=[self._note(note, here) for note in notes],
            works=self._works(term.body, here),
            author=self._person(term.front.text("author")),
            date=term.front.text("revised") or term.front.text("date"),
            status=term.front.text("status"),
            cards=self.cards(here, [name for name in _terms(term.body) if name != term.id]),
        )

    def _works(self, body: Body, here: Here) -> list[Markup]:
        """Return the works that a body cites, in the order of the bibliography."""
        cited = {item.key for citation in body.citations for item in citation.items}
        listed = [key for key in self.renderer.bibliography.works if key in cited]
        return [html(self.renderer.work(key, here)) for key in listed]

    # Annotations

    def annotations(self) -> Made:
        """Return the list of all annotations, in the order of the text."""
        here = Here(addresses.ANNOTATIONS)
        notes = [self._note(note, here) for note in self._ordered()]
        return self._made(
            here.address,
            "Annotations",
            f"{len(notes)} annotations on the directive, in the order of its text.",
            "annotations.html",
            notes=notes,
        )

    def annotation(self, note: Annotation) -> Made:
        """Return the page of an annotation."""
        here = Here(addresses.note(note.id))
        passage = self.edition.passage(note.at)
        return self._made(
            here.address,
            note.title,
            f"A note on “{note.quote}” ({note.at}).",
            "annotation.html",
            note=self._note(note, here),
            context=[
                html(
                    [
                        self.renderer.sentence(
                            s, here, [m for m in self._marks.get(s.id, ()) if m.note == note.id]
                        )
                    ]
                )
                for s in (passage.sentences if passage else ())
            ],
            works=self._works(note.body, here),
            cards=self.cards(
                here,
                [
                    *(
                        link.target
                        for s in (passage.sentences if passage else ())
                        for link in s.links()
                        if link.scheme == "term"
                    ),
                    *_terms(note.body),
                ],
            ),
        )

    # The rest

    def bibliography(self) -> Made:
        """Return the list of all works, each with where it is cited."""
        here = Here(addresses.BIBLIOGRAPHY)
        places = self._cited(here)
        works = [
            {"key": key, "html": html(self.renderer.work(key, here)), "cited": places.get(key, [])}
            for key in self.renderer.bibliography.works
        ]
        return self._made(
            here.address,
            "Bibliography",
            f"{len(works)} works.",
            "bibliography.html",
            cited=[work for work in works if work["cited"]],
            others=[work for work in works if not work["cited"]],
        )

    def _cited(self, here: Here) -> dict[str, list[tuple[str, str]]]:
        """Return, for every work, the pages that cite it: their names and addresses."""
        found: dict[str, list[tuple[str, str]]] = {}
        owners = [
            *((t.headword, addresses.term(t.id), t.body) for t in self.edition.terms.values()),
            *((n.title, addresses.note(n.id), n.body) for n in self._ordered()),
            *(
                (_first_heading(page.body), addresses.of_file(page.source.path), page.body)
                for page in self.edition.pages
            ),
        ]
        for text in self.edition.texts:
            key = text.front.text("source")
            found.setdefault(key, []).append(("the text", here.to(addresses.text(text.id))))
        for name, address, body in owners:
            for key in dict.fromkeys(item.key for c in body.citations for item in c.items):
                found.setdefault(key, []).append((name, here.to(address)))
        return found

    def rules(self) -> Made:
        """Return the list of all rules, from their own documentation."""
        return self._made(
            addresses.RULES,
            "Rules",
            "What the check of this edition asks of every file.",
            "rules.html",
            groups=[
                {
                    "heading": group.heading,
                    "rules": [
                        {
                            "name": rule.name,
                            "severity": rule.severity.value,
                            "html": documentation(rule.documentation),
                        }
                        for rule in group.rules
                    ],
                }
                for group in (*GROUPS, SITE_GROUP)
            ],
        )


def _terms(body: Body) -> list[str]:
    return [link.target for link in body.links if link.scheme == "term"]


def _first_heading(body: Body) -> str:
    """Return the title of a prose page: its first heading, else its file's name."""
    for line in body.markdown.splitlines():
        if line.startswith("# "):
            return line[2:].strip()
    return body.source.path.rpartition("/")[2].removesuffix(".md")


def _grouped(
    terms: Sequence[Mapping[str, Any]], key: str
) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Return entries in alphabetical order, by their first letters."""

    def letters(term: Mapping[str, Any]) -> str:
        bare = unicodedata.normalize("NFD", str(term[key]))
        plain = "".join(letter for letter in bare.casefold() if letter.isalnum() or letter == " ")
        return plain.removeprefix("the ").strip()

    ordered = sorted(terms, key=lambda term: (letters(term), term["id"]))
    return [
        (letter, list(group))
        for letter, group in groupby(ordered, key=lambda term: letters(term)[:1].upper())
    ]
