"""Rules on annotations that say again what another says, or speak of the same words."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from edition import notation, quotations
from edition.bodies import WORD_RE
from edition.findings import Finding
from edition.rules.annotation import FEWEST_WORDS, MOST_WORDS, placed
from edition.rules.nearest import short

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from edition.model import Annotation, Edition
    from edition.source import Span

Run = tuple[str, str, str]

# Of a hundred words, how many may stand in another annotation, too.
MOST_SHARED = 80
# Words that make a run.
RUN = 3
# Annotations with which one is compared, and that are kept of those which have one run, at most.
MOST_COMPARED = 4
WHY = '  - "same-quote: the reason"'
# The address of a link.
ADDRESS_RE = re.compile(r"\]\([^()\n]*+\)")


def same_quote(edition: Edition) -> Iterator[Finding]:
    """No two annotations are on the same words of the text.

    What counts is the stretch of the reading text, however it is named: by a sentence or a wider
    passage, by its occurrence, from the witness, or with a mark more at its ends. Where two must
    stand on the same words, the later one says so in `except`.
    """
    first: dict[tuple[tuple[str, int, int], ...], Annotation] = {}
    for note, _ in placed(edition):
        words = _words_marked(edition, note)
        other = first.setdefault(words, note) if words else note
        if other is not note:
            yield Finding(
                note.front.place("quote"),
                "two annotations should not be on the same words",
                f"“{other.id}” is on these words already",
                (
                    f"Add what is new to {other.source.path}, or quote other words.",
                    f"If both must stand, write “except:” alone on a line, and below it: {WHY}",
                ),
            )


def _words_marked(edition: Edition, note: Annotation) -> tuple[tuple[str, int, int], ...]:
    """Return the stretches that an annotation marks, without marks and blanks at their ends."""
    found = []
    for part in quotations.parts(note, edition):
        reading = edition.passages[part.sentence].reading
        start, end = part.start, part.end
        while start < end and not reading[start].isalnum():
            start += 1
        while start < end and not reading[end - 1].isalnum():
            end -= 1
        if start < end:
            found.append((part.sentence, start, end))
    return tuple(found)


def near_copy(edition: Edition) -> Iterator[Finding]:
    """An annotation does not say in the same words what another says.

    Two are alike by the share of the shorter one’s words that lie in runs of three or more which
    stand in the other too (containment by shingles: A. Z. Broder, “On the resemblance and
    containment of documents”, 1997); more than 80 % is a copy. Capitals, citations and addresses do
    not count, nor do annotations of fewer than 15 words; of a long one the first 400 words are
    compared.
    """
    said = [_Said(note, _words(note)) for note in edition.annotations.values()]
    said = [each for each in said if len(each.words) >= FEWEST_WORDS]
    told: set[int] = set()
    for pair in _likely(said):
        later = max(pair)
        if later not in told:
            one, other = sorted((said[number] for number in pair), key=lambda each: len(each.words))
            shared = sum(one.shared(other))
            if 100 * shared > MOST_SHARED * len(one.words):
                told.add(later)
                yield _copied(one, other, said[later], shared)


@dataclass(frozen=True, slots=True)
class _Said:
    """What an annotation says, word by word."""

    note: Annotation
    words: tuple[str, ...]

    def runs(self) -> Iterator[Run]:
        """Yield every run of three words."""
        return zip(self.words, self.words[1:], self.words[2:], strict=False)

    def shared(self, other: _Said) -> list[bool]:
        """Tell of each word whether it lies in a run that stands in another annotation."""
        theirs = set(other.runs())
        found = [False] * len(self.words)
        for at, run in enumerate(self.runs()):
            if run in theirs:
                found[at : at + RUN] = [True] * RUN
        return found


def _bare(note: Annotation) -> str:
    """Return the body with citations and addresses blotted out, as long as it was."""
    bare = note.body.markdown.replace("’", "'")
    for left_out in (notation.CITATION_RE, ADDRESS_RE):
        bare = left_out.sub(lambda match: " " * len(match[0]), bare)
    return bare


def _words(note: Annotation) -> tuple[str, ...]:
    found = [] if note.body.unread else WORD_RE.findall(_bare(note))
    return tuple(map(str.casefold, found[:MOST_WORDS]))


def _likely(said: Sequence[_Said]) -> Iterator[tuple[int, int]]:
    """Yield pairs that share enough runs to be alike.

    Of those that have one run only a few are kept, so that a thousand copies cost no more than a
    thousand annotations.
    """
    first: dict[Run, int] = {}
    held: dict[Run, list[int]] = {}
    for number, each in enumerate(said):
        for run in each.runs():
            earlier = first.setdefault(run, number)
            if earlier != number:
                holding = held.setdefault(run, [earlier])
                if len(holding) < MOST_COMPARED and holding[-1] != number:
                    holding.append(number)
    for number, each in enumerate(said):
        count = Counter(other for run in each.runs() if run in held for other in held[run])
        del count[number]
        for other, runs in count.most_common(MOST_COMPARED):
            # A run makes three words at most.
            size = min(len(each.words), len(said[other].words))
            if 100 * RUN * runs > MOST_SHARED * size:
                yield number, other


def _copied(one: _Said, other: _Said, later: _Said, shared: int) -> Finding:
    """Return the finding of the later of two annotations, the shorter one first."""
    earlier = other if later is one else one
    name, title, size = earlier.note.id, short(earlier.note.title), len(one.words)
    whole = shared == size
    rest = f"; {'all' if whole else f'{shared} of'} its {size} words are here"
    if later is one:
        rest = f", as are {'all' if whole else f'{shared} of the'} {size} words here"
    return Finding(
        _longest(later, earlier),
        "an annotation should not say in the same words what another says",
        f"these are in “{name}” too{rest}",
        (f"Say only what is new, and link to the other: [{title}](note:{name})",),
    )


def _longest(said: _Said, other: _Said) -> Span:
    """Return the longest stretch of words whose runs another annotation has."""
    best, begin = (0, 0), 0
    for at, is_shared in enumerate([*said.shared(other), False]):
        if not is_shared:
            best = max(best, (at - begin, -begin))
            begin = at + 1
    length, first = best[0], -best[1]
    places = [match.span() for match in WORD_RE.finditer(_bare(said.note))]
    start, end = places[first][0], places[first + length - 1][1]
    return said.note.source.span(said.note.body.start + start, said.note.body.start + end)
