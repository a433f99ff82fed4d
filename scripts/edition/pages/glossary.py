"""The glossary and its entries."""

from __future__ import annotations

import unicodedata
from itertools import groupby
from typing import TYPE_CHECKING, Any

from edition import addresses
from edition.elements import html
from edition.pages.press import Made, Press, terms_of
from edition.render import Here

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from edition.model import Term

MARKS = ",.;:”’)"


def glossary(press: Press) -> Iterator[Made]:
    """Yield the list of all entries, by headword and by pinyin."""
    here = Here(addresses.GLOSSARY)
    # An entry that has given way keeps its page, which leads on, and no place in the list.
    terms = [
        press.term(term, here)
        for term in press.edition.terms.values()
        if not term.front.text("superseded_by")
    ]
    yield press.made(
        here.address,
        "Glossary",
        f"{len(terms)} terms of the directive, in English, Chinese and pinyin.",
        "glossary.html",
        total=len(terms),
        orders=[
            ("by-headword", "By headword", _grouped(terms, "headword")),
            ("by-pinyin", "By pinyin", _grouped(terms, "pinyin")),
        ],
    )


def entries(press: Press) -> Iterator[Made]:
    """Yield the page of every entry."""
    yield from (_entry(press, term) for term in press.edition.terms.values())


def _entry(press: Press, term: Term) -> Made:
    """Return the page of an entry."""
    here = Here(addresses.term(term.id))
    see = [
        press.edition.terms[v.text]
        for v in term.front.values("see")
        if v.text in press.edition.terms
    ]
    notes = [note for note in press.notes if term.id in terms_of(note.body)]
    successor = press.edition.terms.get(term.front.text("superseded_by"))
    return press.made(
        here.address,
        term.headword,
        f"{term.headword} ({term.hanzi}, {term.pinyin}): {term.gloss}",
        "entry.html",
        term=press.term(term, here),
        body=html(press.renderer.body(term.body, here, raised=1)),
        see=[press.term(other, here) for other in see],
        successor=press.term(successor, here) if successor else None,
        lines=[
            {
                "line": line,
                "href": here.to(addresses.passage(press.edition.passages[line.passage])),
                # A mark that follows the term without a blank stays with it.
                "mark": line.right[: len(line.right) - len(line.right.lstrip(MARKS))],
                "right": line.right.lstrip(MARKS),
            }
            for line in press.uses[term.id]
        ],
        notes=[press.note(note, here) for note in notes],
        works=press.works([term.body], here),
        **press.signed(term.front),
        cards=press.cards(here, [link for link in term.body.links if link.target != term.id]),
    )


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
