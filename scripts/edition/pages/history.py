"""The timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edition import addresses
from edition.elements import Element, html
from edition.pages.press import Made, Press, first_heading
from edition.pictures import times
from edition.render import Here
from edition.timeline import WEEKS, Timeline, events, timeline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edition.edtf import Period
    from edition.elements import Node
    from edition.timeline import Event


def timeline_page(press: Press) -> Iterator[Made]:
    """Yield the timeline, where the edition has its source: as a picture, and as a table."""
    found = timeline(press.edition)
    if found is None:
        return
    here = Here(addresses.TIMELINE)
    every = events(press.edition)
    pictures = times.pictures(every)
    yield press.made(
        here.address,
        first_heading(found.body),
        f"{len(every)} events, each with its source: as a picture and as a table.",
        "timeline.html",
        before=html(press.renderer.part(found.before, found.body, here)),
        behind=html(press.renderer.part(found.behind, found.body, here)),
        rows=[_row(press, found, event, here) for event in every],
        pictures=pictures,
        weeks=times.in_words(WEEKS),
        own={text.front.text("date") for text in press.edition.texts},
        cards=press.cards(here, found.body.links),
    )


def _row(press: Press, found: Timeline, event: Event, here: Here) -> dict[str, Any]:
    return {
        "id": event.id,
        "date": html(_date(event.period)),
        "label": event.label,
        "what": html(press.renderer.part(event.tokens, found.body, here)),
    }


def _date(period: Period) -> Iterator[Node]:
    """Yield a period in English, with `time` where HTML has a value for it."""
    for words, machine in period.pieces():
        yield Element("time", {"datetime": machine}, (words,)) if machine else words
