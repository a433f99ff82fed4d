"""Terms and the entries to which they send a reader: which are neighbours, and in which company.

`see` goes both ways, so the relations are those of an undirected graph. Its companies are found by
joining, again and again, the two groups whose union adds most to the modularity of the whole, until
none adds any (M. E. J. Newman, “Fast Algorithm for Detecting Community Structure in Networks”,
https://doi.org/10.1103/PhysRevE.69.066133).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from edition.model import Edition

# For every term its neighbours, in the order of the terms.
Graph = Mapping[str, Sequence[str]]
# For every name those it is tied to, and how strongly.
Ties = Mapping[str, Mapping[str, int]]


def neighbours(edition: Edition) -> Graph:
    """Return the neighbours of every term; one that has none has an empty list.

    What has given way to another entry is left out.
    """
    terms = [term for term in edition.terms.values() if not term.front.text("superseded_by")]
    found: dict[str, set[str]] = {term.id: set() for term in terms}
    for term in terms:
        for other in term.front.values("see"):
            if other.text in found and other.text != term.id:
                found[term.id].add(other.text)
                found[other.text].add(term.id)
    return {name: [other for other in found if other in near] for name, near in found.items()}


def companies(graph: Graph) -> list[list[str]]:
    """Return the terms that have neighbours, in companies.

    Each begins with its best connected term and goes on so that neighbours stand near each other,
    and so do the companies.
    """
    groups = [_in_order(group, graph) for group in _joined(graph)]
    of = {name: group[0] for group in groups for name in group}
    ties: dict[str, dict[str, int]] = {group[0]: {} for group in groups}
    for name, near in graph.items():
        for other in near:
            if of[name] != of[other]:
                ties[of[name]][of[other]] = ties[of[name]].get(of[other], 0) + 1
    by_head = {group[0]: group for group in groups}
    largest = sorted(by_head, key=lambda head: -len(by_head[head]))
    return [by_head[head] for head in _arranged(largest, ties)]


def _joined(graph: Graph) -> list[list[str]]:
    """Return the companies in no particular order."""
    ends = sum(len(near) for near in graph.values())
    groups = {name: [name] for name, near in graph.items() if near}
    weight = {name: len(graph[name]) for name in groups}
    shared = {name: dict.fromkeys(graph[name], 1) for name in groups}
    while True:
        # What a union adds, times a constant, so that all are whole numbers; of equals the first.
        gains = (
            (ends * number - weight[one] * weight[other], one, other)
            for one in groups
            for other, number in shared[one].items()
        )
        gain, one, other = max(gains, key=lambda each: each[0], default=(0, "", ""))
        if gain <= 0:
            return list(groups.values())
        groups[one] += groups.pop(other)
        weight[one] += weight.pop(other)
        for third, number in shared.pop(other).items():
            del shared[third][other]
            if third != one:
                both = shared[one].get(third, 0) + number
                shared[one][third] = shared[third][one] = both


def _in_order(group: Sequence[str], graph: Graph) -> list[str]:
    """Return a company, its best connected term first."""
    members = [name for name in graph if name in group]
    ties = {name: {near: 1 for near in graph[name] if near in group} for name in members}
    head = max(members, key=lambda name: (len(ties[name]), len(graph[name])))
    others = [name for name in members if name != head]
    return _arranged([head, *others], ties, fixed=1)


def _arranged(names: Sequence[str], ties: Ties, *, fixed: int = 0) -> list[str]:
    """Return names so that what is tied stands near: two change places while that helps.

    The first few stay where they are.
    """
    order = list(names)

    def length() -> int:
        place = {name: number for number, name in enumerate(order)}
        return sum(
            abs(place[name] - place[other]) * strength
            for name in order
            for other, strength in ties[name].items()
        )

    best, before = length(), None
    while before != best:
        before = best
        for one, other in combinations(range(fixed, len(order)), 2):
            order[one], order[other] = order[other], order[one]
            now = length()
            if now < best:
                best = now
            else:
                order[one], order[other] = order[other], order[one]
    return order
