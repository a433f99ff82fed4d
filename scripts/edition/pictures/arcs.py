"""The picture of the neighbours: terms in one column by companies, neighbours joined by arcs."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from edition.pictures.lettering import Box, broken

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from edition.neighbours import Graph

# The size of type, and from line to line.
SIZE, LINE = 14, 17
# Around a name; between two companies.
AIR, GAP = 5, 24
# The whole, the room for arcs, and from the dots to the names.
WIDTH, ARCS, NAMES, EDGE = 380, 116, 12, 4
# How far to the left of the dots the handles of an arc lie: it turns at three quarters of that.
SHORTEST, LONGEST = 14, (ARCS - 6) * 4 // 3


@dataclass(frozen=True, slots=True)
class Arc:
    """An arc from one dot down to another; its two handles lie at `x`."""

    top: int
    bottom: int
    x: int
    within: bool


@dataclass(frozen=True, slots=True)
class Node:
    """A term: its name in lines, its dot at `y`, and the arcs that end there."""

    term: str
    lines: tuple[str, ...]
    box: Box
    y: int
    radius: int
    arcs: tuple[Arc, ...]


@dataclass(frozen=True, slots=True)
class Company:
    """The nodes of a company, the room they take, and every arc that runs through it.

    Each company is a picture of its own, and what is printed is cut between two of them.
    """

    nodes: tuple[Node, ...]
    top: int
    height: int
    arcs: tuple[Arc, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture."""

    companies: tuple[Company, ...]
    width: int = WIDTH
    dots: int = ARCS

    def boxes(self) -> Iterator[Box]:
        """Yield every box that must keep clear of the others."""
        yield from (node.box for company in self.companies for node in company.nodes)


def picture(graph: Graph, groups: Sequence[Sequence[str]], names: Mapping[str, str]) -> Picture:
    """Return the picture of a graph with its companies, whose terms have these names."""
    room = WIDTH - EDGE - ARCS - NAMES
    lines = {term: broken(names[term], SIZE, room) for group in groups for term in group}
    boxes: dict[str, Box] = {}
    edges = [0]
    for group in groups:
        y = edges[-1] + EDGE
        for term in group:
            boxes[term] = Box(ARCS + NAMES, y, room, len(lines[term]) * LINE + AIR)
            y = boxes[term].bottom
        edges.append(y + GAP)
    arcs = _arcs(graph, groups, {term: box.y + (AIR + LINE) // 2 for term, box in boxes.items()})
    every = [arc for one, other in arcs if one < other for arc in [arcs[one, other]]]
    return Picture(
        tuple(
            Company(
                tuple(
                    Node(
                        term,
                        lines[term],
                        boxes[term],
                        boxes[term].y + (AIR + LINE) // 2,
                        1 + round(sqrt(len(graph[term]))),
                        tuple(arcs[term, other] for other in graph[term]),
                    )
                    for term in group
                ),
                top,
                bottom - top,
                tuple(arc for arc in every if arc.top < bottom and top < arc.bottom),
            )
            for group, top, bottom in zip(groups, edges, edges[1:], strict=False)
        )
    )


def _arcs(
    graph: Graph, groups: Sequence[Sequence[str]], places: Mapping[str, int]
) -> dict[tuple[str, str], Arc]:
    """Return the arc from every term to each of its neighbours, given where their dots are."""
    of = {term: number for number, group in enumerate(groups) for term in group}
    whole = max(places.values(), default=1)
    found = {}
    for one in places:
        for other in graph[one]:
            top, bottom = sorted((places[one], places[other]))
            handle = SHORTEST + round((LONGEST - SHORTEST) * sqrt((bottom - top) / whole))
            found[one, other] = Arc(top, bottom, ARCS - handle, of[one] == of[other])
    return found
