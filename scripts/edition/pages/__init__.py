"""The pages that the edition makes of itself.

A maker takes the press and yields pages; the table below has them all. Every address has its place
in `edition.addresses` too, where links and checks find it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from edition.pages import facing, glossary, history, lists, notes, people, pictures, text, textual
from edition.pages.press import Made, Press

if TYPE_CHECKING:
    from edition.cite import Bibliography
    from edition.model import Edition

__all__ = ["MAKERS", "Made", "Press", "all_pages", "pages"]

MAKERS: tuple[Callable[[Press], Iterator[Made]], ...] = (
    text.texts,
    glossary.glossary,
    glossary.entries,
    textual.words_page,
    pictures.terms_in_text,
    pictures.see_also,
    notes.notes,
    notes.each_note,
    textual.apparatus_page,
    facing.facing,
    people.people,
    history.timeline_page,
    lists.bibliography,
    lists.rules,
)


def all_pages(press: Press) -> Iterator[Made]:
    """Yield every page that the edition makes."""
    for maker in MAKERS:
        yield from maker(press)


def pages(edition: Edition, bibliography: Bibliography) -> list[Made]:
    """Return every page that the edition makes."""
    return list(all_pages(Press(edition, bibliography)))
