"""What the edition holds, in numbers."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from edition import quotations
from edition.model import KINDS
from edition.rules import RULES, named

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from edition.model import Annotation, Edition, Page, Term


@dataclass(frozen=True, slots=True)
class Stats:
    """The numbers of an edition; a share is a part of one.

    `unlinked` and `uncited` count findings of the check, those of the rules `unlinked-term` and
    `uncited-annotation`.
    """

    terms: int
    term_links: Mapping[str, int]
    annotations: int
    by_kind: Mapping[str, int]
    by_paragraph: Mapping[str, int]
    references: int
    cited: int
    words: int
    quoted: int
    emendations: int
    unlinked: int
    uncited: int

    @property
    def share(self) -> float:
        """The share of the text's words that stand within an annotated quotation."""
        return self.quoted / self.words if self.words else 0.0

    def as_data(self) -> dict[str, object]:
        """Return the numbers by their names, for programs."""
        return {**asdict(self), "share": round(self.share, 4)}

    def rows(self) -> Iterator[tuple[str, str]]:
        """Yield what each number is, and the number, for people."""
        yield "terms", str(self.terms)
        where = ", ".join(f"{count} in {place}" for place, count in self.term_links.items())
        yield "term references", f"{sum(self.term_links.values())} ({where})"
        yield "annotations", str(self.annotations)
        yield "  by kind", _listed(self.by_kind)
        yield "  by paragraph", _listed(self.by_paragraph)
        yield "references", f"{self.references}: {self.cited} cited, {self.uncited_works} not"
        yield "emendations", str(self.emendations)
        yield "words of the text", str(self.words)
        yield "  in annotated quotations", f"{self.quoted} ({100 * self.share:.1f} %)"
        yield "unlinked forms", str(self.unlinked)
        yield "uncited annotations", str(self.uncited)

    @property
    def uncited_works(self) -> int:
        """The number of references that nothing cites."""
        return self.references - self.cited


def _listed(numbers: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in numbers.items())


def stats(edition: Edition) -> Stats:
    """Return the numbers of an edition."""
    kinds = Counter(note.front.text("kind") for note in edition.annotations.values())
    cited = {
        item.key for body in edition.bodies() for found in body.citations for item in found.items
    } | {text.front.text(key) for text in edition.texts for key in ("source", "facing")}
    return Stats(
        terms=len(edition.terms),
        term_links=_term_links(edition),
        annotations=len(edition.annotations),
        by_kind={kind: kinds[kind] for kind in KINDS},
        by_paragraph=_by_paragraph(edition),
        references=len(edition.references),
        cited=len(cited & set(edition.references)),
        words=sum(len(s.reading.split()) for text in edition.texts for s in text.sentences()),
        quoted=_quoted(edition),
        emendations=sum(1 for text in edition.texts for _ in text.emendations()),
        unlinked=_findings(edition, "unlinked-term"),
        uncited=_findings(edition, "uncited-annotation"),
    )


def _term_links(edition: Edition) -> dict[str, int]:
    """Return the number of term references, by where they stand."""

    def count(owners: Iterable[Term | Annotation | Page]) -> int:
        return sum(1 for owner in owners for link in owner.body.links if link.scheme == "term")

    return {
        "the text": sum(
            1
            for text in edition.texts
            for sentence in text.sentences()
            for link in sentence.links()
            if link.scheme == "term"
        ),
        "entries": count(edition.terms.values()),
        "annotations": count(edition.annotations.values()),
        "pages": count(edition.pages),
    }


def _by_paragraph(edition: Edition) -> dict[str, int]:
    """Return the number of annotations by paragraph; those on title, date and marks by their ids."""
    found: Counter[str] = Counter()
    for note in edition.annotations.values():
        passage = edition.passage(note.at)
        if passage:
            home = passage.sentences[0].id.partition(".")[0] if passage.sentences else passage.id
            found[home] += 1
    paragraphs = [paragraph.id for text in edition.texts for paragraph in text.paragraphs]
    others = [name for name in edition.passages if name in found and name not in paragraphs]
    return {name: found[name] for name in (*others, *paragraphs)}


def _quoted(edition: Edition) -> int:
    """Return the number of words of the text of which some letter is in an annotated quotation."""
    marked: dict[str, list[tuple[int, int]]] = {}
    for note in edition.annotations.values():
        for part in quotations.parts(note, edition):
            marked.setdefault(part.sentence, []).append((part.start, part.end))
    total = 0
    for text in edition.texts:
        for sentence in text.sentences():
            position = 0
            for word in sentence.reading.split():
                start = sentence.reading.index(word, position)
                position = start + len(word)
                total += any(
                    begin < position and start < end for begin, end in marked.get(sentence.id, ())
                )
    return total


def _findings(edition: Edition, name: str) -> int:
    """Return the number of findings of one rule."""
    return sum(1 for rule in RULES if rule.name == name for _ in named(rule, rule.check(edition)))
