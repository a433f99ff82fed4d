"""Pictures of the glossary: its terms over the text, and beside each other."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from edition import addresses
from edition.neighbours import companies, neighbours
from edition.pages.press import Made, Press
from edition.pictures import arcs, uses
from edition.render import Here

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def terms_in_text(press: Press) -> Iterator[Made]:
    """Yield which term is used where, and how often: as a picture, and as a table."""
    here = Here(addresses.TERMS_IN_TEXT)
    names = _names(press)
    yield press.made(
        here.address,
        "Terms in the text",
        "Which term of the glossary is used in which sentence, and how often: as a picture and "
        "as a table.",
        "terms-in-the-text.html",
        pictures=uses.pictures(press.edition, press.uses, names),
        rows=[
            {
                "term": term,
                "total": len(press.uses[term]),
                "passages": Counter(line.passage for line in press.uses[term]).items(),
            }
            for term in uses.first_use(press.edition, press.uses)
        ],
        unused=[
            term.id
            for term in press.edition.terms.values()
            if not press.uses[term.id] and not term.front.text("superseded_by")
        ],
        names=names,
        to=_ways(press, here),
    )


def see_also(press: Press) -> Iterator[Made]:
    """Yield which entry sends its reader to which: as a picture, and as a table."""
    here = Here(addresses.SEE_ALSO)
    names = _names(press)
    graph = neighbours(press.edition)
    groups = companies(graph)
    yield press.made(
        here.address,
        "Terms and their neighbours",
        "Which entry of the glossary sends its reader to which other: as a picture and as a table.",
        "see-also.html",
        picture=arcs.picture(graph, groups, names),
        graph=graph,
        groups=groups,
        relations=sum(map(len, graph.values())) // 2,
        alone=[term for term, near in graph.items() if not near],
        names=names,
        to=_ways(press, here),
    )


def _names(press: Press) -> dict[str, str]:
    """Return the headword of every term."""
    return {term.id: term.headword for term in press.edition.terms.values()}


def _ways(press: Press, here: Here) -> Mapping[str, str]:
    """Return the way to every entry and passage, by its id."""
    edition = press.edition
    return {
        **{name: here.to(addresses.passage(found)) for name, found in edition.passages.items()},
        **{name: here.to(addresses.term(name)) for name in edition.terms},
    }
