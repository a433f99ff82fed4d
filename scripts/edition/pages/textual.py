"""Pages on the text as a text: the apparatus, and its words beside the Chinese."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edition import addresses
from edition.apparatus import apparatus
from edition.elements import html, in_languages
from edition.pages.press import Made, Press
from edition.render import Here
from edition.renderings import Rendering, renderings, shared, varied

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from edition.model import Text


def apparatus_page(press: Press) -> Iterator[Made]:
    """Yield the apparatus: emendations, absent sentences, and what was noted and left."""
    here = Here(addresses.APPARATUS)
    total = sum(1 for text in press.edition.all_texts for _ in text.emendations())
    yield press.made(
        here.address,
        "Apparatus",
        f"{total} emendations, the witness’s reading beside the edition’s, with their reasons.",
        "apparatus.html",
        total=total,
        method=press.prose("docs/method.md", here),
        witness=press.prose("docs/witness.md", here),
        texts=[_text(press, text, here) for text in press.edition.all_texts],
    )


def _text(press: Press, text: Text, here: Here) -> dict[str, Any]:
    return {
        "id": text.id,
        "original": bool(text.faces),
        "language": text.front.text("language"),
        "variants": [
            {
                "id": found.emendation.id,
                "href": here.to(f"{addresses.home(text)}#{found.emendation.id}"),
                "passage": found.emendation.passage,
                "at": here.to(addresses.passage(press.edition.passages[found.emendation.passage])),
                "witness": found.witness,
                "reading": found.reading,
                "reason": html(in_languages(found.emendation.piece.reason or "")),
            }
            for found in apparatus(text)
        ],
        "gaps": [
            {"id": gap.id, "href": here.to(f"{addresses.text(text.id)}#{gap.id}"), "gap": gap}
            for gap in text.gaps
        ],
        "noted": [
            press.note(note, here)
            for note in press.notes
            if note.front.text("kind") == "textual" and _of(press, note.at) == text.id
        ],
    }


def _of(press: Press, passage: str) -> str:
    """Return the id of the text of a passage."""
    found = press.edition.passage(passage)
    return found.text if found else ""


def words_page(press: Press) -> Iterator[Made]:
    """Yield the list of English words for several terms, and of terms with several renderings."""
    here = Here(addresses.WORDS)
    every = renderings(press.edition)
    one_for_many, many_for_one = shared(every), varied(every)
    yield press.made(
        here.address,
        "Words and renderings",
        "English words that stand for more than one Chinese term, and terms that are rendered "
        "in more than one way.",
        "words.html",
        shared=[
            {"words": words, "terms": _views(press, some, here)}
            for words, some in one_for_many.items()
        ],
        varied=[
            {
                "term": press.term(press.edition.terms[term], here),
                "renderings": _views(press, some, here),
            }
            for term, some in sorted(
                many_for_one.items(),
                key=lambda one: press.edition.terms[one[0]].headword.casefold(),
            )
        ],
    )


def _views(press: Press, some: Sequence[Rendering], here: Here) -> list[dict[str, Any]]:
    return [
        {
            "words": one.words,
            "term": press.term(press.edition.terms[one.term], here),
            "passages": [
                (name, here.to(addresses.passage(press.edition.passages[name])))
                for name in one.passages
            ],
        }
        for one in some
    ]
