"""Rules on how entries of the glossary stand to one another, to their sources and to their past."""

from __future__ import annotations

import re
from collections import deque
from typing import TYPE_CHECKING

from edition import forms, front_matter, ledger, notation
from edition.findings import Finding, Severity, Suggestion
from edition.rules.front_matter import without
from edition.rules.glossary import is_gone
from edition.rules.nearest import nearest, short

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from edition.model import Edition, FrontMatter, Link, Scalar, Term
    from edition.source import Span

# Words of a gloss in which there is no room to say more than one thing.
SHORT_GLOSS = 8
WORD_RE = re.compile(r"\w[\w’'-]*")
ITEM_RE = re.compile(r"[ \t]*-[ \t]+")


def _see(term: Term) -> tuple[Scalar, ...]:
    """Return what an entry’s `see` names, if that could be read."""
    return () if "see" in term.front.unclear else term.front.values("see")


def self_see(edition: Edition) -> Iterator[Finding]:
    """`see` does not name the entry itself."""
    for term in edition.terms.values():
        for value in _see(term):
            if value.text == term.id:
                yield Finding(
                    value.span,
                    "“see” must name other entries",
                    "this is the entry itself",
                    ("Take this line away.",),
                    without(term.front.fields["see"], value),
                )


def one_way_see(edition: Edition) -> Iterator[Finding]:
    """`see` is answered: where one entry names another, that one names it too.

    An entry that is superseded is neither asked to answer nor answered.
    """
    for term in edition.terms.values():
        if _is_superseded(term) or not notation.ID_RE.fullmatch(term.id):
            continue
        others = {value.text: value for value in reversed(_see(term))}
        for name, value in reversed(others.items()):
            other = edition.terms.get(name)
            if other is None or other is term or _is_superseded(other) or other.front.unclear:
                continue
            named = [each.text for each in _see(other)]
            # A name that is none may be meant for this one; `unknown-see` says so.
            doubtful = any(each not in edition.terms for each in named)
            if other.front.fields and term.id not in named and not doubtful:
                yield _unanswered(term, other, value)


def _unanswered(term: Term, other: Term, value: Scalar) -> Finding:
    path = other.source.path
    advice = f"Add to “see” in {path}: - {term.id}"
    if not other.front.values("see"):
        advice = f"Add to {path} a line “see:” and below it: - {term.id}"
    return Finding(
        value.span,
        f"“see” must be answered: “{other.id}” must name “{term.id}” too",
        f"“{other.id}” does not",
        (advice, "Or take this line away."),
        _answer(term, other),
    )


def _answer(term: Term, other: Term) -> Suggestion | None:
    """Return the repair that adds an entry to the `see` of another one."""
    field, gloss = other.front.fields.get("see"), other.front.scalar("gloss")
    if field and field.values:
        last = field.values[-1]
        item = ITEM_RE.match(last.span.source.line_span(last.span.line).text)
        if item:
            return Suggestion(_line_end(last.span), f"\n{item[0]}{term.id}")
        end = front_matter.whole(last).end
        return Suggestion(last.span.source.span(end, end), f", {term.id}") if field.many else None
    if field or not gloss:
        return None
    return Suggestion(_line_end(front_matter.whole(gloss)), f"\nsee:\n  - {term.id}")


def _line_end(span: Span) -> Span:
    """Return the end of the line in which a span ends."""
    line = span.source.line_span(span.source.line_number(span.end))
    return span.source.span(line.end, line.end)


# Glosses


def circular_gloss(edition: Edition) -> Iterator[Finding]:
    """Short glosses do not explain each other in a circle.

    A gloss explains by another entry when that entry’s headword, or a form of it without a scope,
    stands in it. Where a gloss of at most eight words does so, and going on from gloss to gloss
    leads back, nobody who knows none of the words learns anything; a longer gloss says something of
    its own. Of the circles through an entry the shortest is told, and each circle once.
    """
    steps = _explanations(edition)
    told: set[tuple[str, ...]] = set()
    for name in sorted(steps):
        circle = _circle(steps, name)
        if circle:
            first = circle.index(min(circle))
            circle = (*circle[first:], *circle[:first])
        if circle and circle not in told:
            told.add(circle)
            yield _circular(edition, circle, steps[circle[0]][circle[1]])


def _explanations(edition: Edition) -> Mapping[str, Mapping[str, Span]]:
    """Return for every entry with a short gloss the entries that explain it, and where they do."""
    every = forms.Forms(edition)
    found: dict[str, dict[str, Span]] = {}
    for term in edition.terms.values():
        gloss = term.front.scalar("gloss")
        if gloss is None or "gloss" in term.front.unclear or _is_superseded(term):
            continue
        if len(WORD_RE.findall(gloss.text)) > SHORT_GLOSS:
            continue
        exact = gloss.span.text == gloss.text
        for use in every.uses(gloss.text):
            start = gloss.span.start
            place = gloss.span.source.span(start + use.start, start + use.end)
            if use.term != term.id:
                by = found.setdefault(term.id, {})
                by.setdefault(use.term, place if exact else gloss.span)
    return found


def _circle(steps: Mapping[str, Mapping[str, Span]], name: str) -> tuple[str, ...]:
    """Return the shortest way from an entry back to itself, without its end; empty if none is."""
    came: dict[str, str] = {}
    waiting = deque([name])
    while waiting:
        here = waiting.popleft()
        for there in steps.get(here, ()):
            if there == name:
                back = [here]
                while back[-1] != name:
                    back.append(came[back[-1]])
                return tuple(reversed(back))
            if there not in came:
                came[there] = here
                waiting.append(there)
    return ()


def _circular(edition: Edition, circle: Sequence[str], place: Span) -> Finding:
    names = [short(edition.terms[name].headword) for name in circle]
    paths = [edition.terms[name].source.path for name in circle]
    return Finding(
        place,
        "short glosses must not explain each other in a circle",
        _back(names, "explained"),
        (f"Say in one of them what it is without the name of the next: {', '.join(paths)}.",),
    )


def _back(names: Sequence[str], how: str) -> str:
    """Return how a circle leads from its second name back to its first."""
    first, second, *others = names
    if not others:
        return f"“{second}” is {how} by “{first}” in turn"
    steps = ", that by ".join(f"“{name}”" for name in (*others, first))
    return f"“{second}” is {how} by {steps} again"


# What was superseded, and what is gone


def _is_superseded(term: Term) -> bool:
    return bool(term.front.text("superseded_by").strip())


def _successor(edition: Edition, name: str) -> str:
    """Return the entry that stands at the end of those by which an entry was superseded.

    It is empty where they lead in a circle, or to no entry.
    """
    seen: set[str] = set()
    while name in edition.terms and name not in seen:
        seen.add(name)
        following = edition.terms[name].front.text("superseded_by").strip()
        if not following:
            return name
        name = following
    return ""


def superseded_term(edition: Edition) -> Iterator[Finding]:
    """An entry that is superseded leads on to one that is not, and nothing links to it any more.

    Its file stays, so that its address does; `superseded_by` in it names the entry that took its
    place. References in the text and in bodies, `see` and the `term` of a person or body name the
    successor. Entries that supersede each other in a circle lead nowhere, which is an error; that a
    successor exists is asked by `unknown-see`.
    """
    yield from _superseding_circles(edition)
    for link in edition.links("term"):
        new = _instead(edition, link.target)
        if new and link.span.source is not edition.terms[link.target].source:
            yield _linked(link, new)
    for term in edition.terms.values():
        yield from _named(edition, term.front, "see", term.id)
    for person in edition.people.values():
        yield from _named(edition, person.front, "term", "")


def _instead(edition: Edition, name: str) -> str:
    """Return the entry that took the place of one that is superseded; empty for all others."""
    term = edition.terms.get(name)
    return _successor(edition, name) if term and _is_superseded(term) else ""


def _named(edition: Edition, front: FrontMatter, key: str, own: str) -> Iterator[Finding]:
    """Yield the superseded entries that a key of front matter names; `own` is the file’s own id."""
    field = front.fields.get(key)
    for value in field.values if field and key not in front.unclear else ():
        new = _instead(edition, value.text)
        if not field or not new or value.text == own:
            continue
        there = new == own or new in [each.text for each in field.values]
        write = f"- {new}" if key == "see" else f"{key}: {new}"
        yield Finding(
            value.span,
            f"“{key}” must name an entry that is not superseded",
            f"“{value.text}” is superseded by “{new}”",
            ("Take this line away.",) if there else (f"Write: {write}",),
            without(field, value) if there else Suggestion(front_matter.whole(value), new),
        )


def _superseding_circles(edition: Edition) -> Iterator[Finding]:
    told: set[str] = set()
    for name in sorted(edition.terms):
        circle: list[str] = []
        at = name
        while at in edition.terms and at not in circle and at not in told:
            circle.append(at)
            at = edition.terms[at].front.text("superseded_by").strip()
        told |= set(circle)
        if at in circle:
            circle = circle[circle.index(at) :]
            first = edition.terms[circle[0]]
            itself = len(circle) == 1
            yield Finding(
                first.front.place("superseded_by"),
                "entries must not supersede each other in a circle",
                "this is the entry itself" if itself else _back(circle, "superseded"),
                ("Take the line away in the entry that is to stay.",),
                without(first.front.fields["superseded_by"]) if itself else None,
                severity=Severity.ERROR,
            )


def _linked(link: Link, new: str) -> Finding:
    return Finding(
        link.target_span,
        "a term reference must name an entry that is not superseded",
        f"“{link.target}” is superseded by “{new}”",
        (f"Write: [{short(notation.fold(link.words), 120)}](term:{new})",),
        Suggestion(link.target_span, new),
    )


def removed_term(edition: Edition) -> Iterator[Finding]:
    """A published entry stays in the glossary, and its address with it.

    Where another entry takes its place its file is kept, with the line `superseded_by: …`, and leads
    on to that. The report lists every use of an entry that is gone.
    """
    gone = [name for name in edition.ledger.terms if is_gone(edition, name)]
    # A file whose name is not the id is told by `file-name`.
    misnamed = {re.sub(r"[\s_]+", "-", name.casefold()) for name in edition.terms}
    gone = [name for name in gone if name not in misnamed]
    uses = _uses(edition, frozenset(gone)) if gone else {}
    for name in gone:
        yield _removed(edition, name, uses.get(name, ()))


def _uses(edition: Edition, gone: frozenset[str]) -> Mapping[str, Sequence[tuple[str, str, Span]]]:
    """Return where entries that are gone are named: the words, the place in words, and the place."""
    found: dict[str, list[tuple[str, str, Span]]] = {}
    for link in edition.links("term"):
        if link.target in gone:
            where = link.passage or f"{link.span.source.path}:{link.span.line}"
            found.setdefault(link.target, []).append((link.words, where, link.target_span))
    named = [
        value
        for term in edition.terms.values()
        for key in ("see", "superseded_by")
        for value in term.front.values(key)
    ]
    named += [value for person in edition.people.values() for value in person.front.values("term")]
    for value in named:
        if value.text in gone:
            where = f"{value.span.source.path}:{value.span.line}"
            found.setdefault(value.text, []).append(("", where, value.span))
    return found


def _removed(edition: Edition, name: str, uses: Sequence[tuple[str, str, Span]]) -> Finding:
    published = edition.ledger.terms[name]
    near = _renamed(edition, name, [words for words, _, _ in uses if words])
    label = f"there is no “{name}” any more; it was published in version {short(published.since)}"
    path = f"glossary/{name}.md"
    if near:
        label += f"; is it “{near}” now?"
    advice = [
        f"Put its file back: {path}",
        f"If another entry took its place, write in the file: superseded_by: {near or '…'}",
    ]
    if uses:
        times = f"is used {len(uses)} times" if len(uses) > 1 else "is used once"
        advice.append(f"It {times}: {', '.join(where for _, where, _ in uses)}.")
    if not ledger.released(edition.settings.version):
        first = "take its uses away, then run" if uses else "run"
        advice.append(f"Before version 1.0.0 it may go: {first} “edition freeze”.")
    place = uses[0][2] if uses else published.span
    return Finding(place, "a published entry must stay in the glossary", label, tuple(advice))


def _renamed(edition: Edition, name: str, words: Iterable[str]) -> str:
    """Return the new entry that a lost one may have become, by its id or by the linked words."""
    names: dict[str, str] = {}
    for new in edition.terms.keys() - edition.ledger.terms.keys():
        names[new] = new
        for form in edition.terms[new].forms:
            names.setdefault(notation.fold(form.words).casefold(), new)
    for sought in (name, name.replace("-", " "), *map(notation.fold, words)):
        for found in nearest(sought, sorted(names)):
            return names[found]
    return ""


# Sources


def unsourced_term(edition: Edition) -> Iterator[Finding]:
    """An entry cites at least one reference."""
    torn = {
        fault.span.source.path
        for fault in edition.faults_of("malformed-reference")
        if fault.facts.get("why") == "citation"
    }
    for term in edition.terms.values():
        cited = any(citation.items for citation in term.body.citations)
        read = term.front.fields and not term.front.unclear and not term.body.unread
        if not cited and read and term.source.path not in torn and not _is_superseded(term):
            yield Finding(
                _last_words(term),
                "an entry must cite at least one reference",
                "nothing is cited up to here" if _has_body(term) else "it has no body yet",
                (
                    "Put behind a sentence the work on which it rests: [@key, 12]",
                    "The keys are those of docs/references.json.",
                ),
            )


def _last_words(term: Term) -> Span:
    """Return the end of an entry’s body, or its headword where it has none."""
    end = term.body.start + len(term.body.markdown.rstrip())
    return term.source.span(end, end) if _has_body(term) else term.front.place("term")


def _has_body(term: Term) -> bool:
    return bool(term.body.markdown.strip())
