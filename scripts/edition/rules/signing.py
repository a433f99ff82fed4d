"""Rules on who signs what: its author, its reviewer, and what the reviewer read."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from edition import front_matter, notation
from edition.findings import Finding, Suggestion
from edition.model import KEYS
from edition.rules.annotation import placed
from edition.rules.front_matter import clear, fronts, without
from edition.rules.nearest import listed, nearest, short, there_is_no

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edition.model import Annotation, Edition, FrontMatter, Key, Kind, Passage, Scalar

CONTRIBUTORS = "docs/contributors.yml"
# As `notation.fingerprint` writes it.
FINGERPRINT_RE = re.compile(r"[0-9a-f]{12}")
WORDS = "reviewed_words"
REVIEW = "what is reviewed must name its reviewer, who is not its author"


def _signed(edition: Edition) -> Iterator[tuple[Kind, FrontMatter]]:
    """Yield the front matter of everything that has an author."""
    for kind, front in fronts(edition):
        if any(key.takes == "contributor" for key in KEYS[kind]):
            yield kind, front


def _person(edition: Edition, name: str) -> str:
    """Return whom an id stands for, so that two ids of one person are told to be that."""
    found = edition.contributors.get(name)
    return notation.fold(found.text if found and found.text else name).casefold()


def unknown_contributor(edition: Edition) -> Iterator[Finding]:
    """The author and the reviewer stand in `docs/contributors.yml`, by the id under which they do.

    Whoever is new adds a line there, with the name as it is to be printed.
    """
    faulty = {fault.span.source.path for fault in edition.faults if fault.span.source.text}
    if edition.unread(CONTRIBUTORS) or CONTRIBUTORS in faulty:
        # The list could not be read; another rule says why.
        return
    for kind, front in _signed(edition):
        for key in KEYS[kind]:
            found = front.fields.get(key.name)
            if key.takes != "contributor" or not found or key.name in front.unclear or found.many:
                continue
            for value in found.values:
                if value.text.strip() and value.text not in edition.contributors:
                    yield _unknown_contributor(edition, front, key, value)
                    if not edition.contributors:
                        # Where the list is missing, one finding says so.
                        return


def _unknown_contributor(edition: Edition, front: FrontMatter, key: Key, value: Scalar) -> Finding:
    written = value.text.strip()
    made = _id_of(written)
    names = {name: name for name in edition.contributors}
    names |= {found.text: name for name, found in edition.contributors.items() if found.text}
    near = list(dict.fromkeys(names[name] for name in nearest(written, names)))
    meant = near[0] if near else ""
    label, advice = there_is_no(written, near), [f"Write: {key.name}: {meant}"]
    if not edition.contributors:
        label = "nobody stands there, or there is no such file"
    author = _person(edition, front.text("author"))
    own = key.name == "reviewer" and bool(meant) and _person(edition, meant) == author
    if own:
        # To write the author would only be the next mistake.
        label = f"there is no “{short(written)}”; the nearest is “{meant}”, the author"
        advice = ["Name who else has read it."]
    known = bool(meant) and meant in (made, names.get(written))
    return Finding(
        value.span,
        f"“{key.name}” must be the id of somebody in {CONTRIBUTORS}",
        label,
        (
            *(advice if meant else ()),
            *(() if known else _entry(key, written, made, also=bool(meant))),
        ),
        Suggestion(front_matter.whole(value), meant) if meant and not own else None,
    )


def _entry(key: Key, written: str, made: str, *, also: bool) -> Iterator[str]:
    """Yield the lines that somebody adds who does not stand in the list yet."""
    name = written if made != written else written.replace("-", " ").title()
    line = f"{made or 'your-id'}: {front_matter.written(short(name))}"
    where = CONTRIBUTORS if made else f"{CONTRIBUTORS}, with an id in Latin letters"
    yield f"{'Or add' if also else 'Add'} a line to {where}: {line}"
    if made != written:
        yield f"Then write here: {key.name}: {made or 'your-id'}"


def _id_of(name: str) -> str:
    """Return the id that a name makes; empty where it has no letter of ASCII."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain.replace("'", "")))


def reviewer_is_author(edition: Edition) -> Iterator[Finding]:
    """What is reviewed names its reviewer, who is not its author; a draft names none.

    Two ids that have one name in `docs/contributors.yml` are one person.
    """
    for kind, front in _signed(edition):
        if not clear(kind, front, "status", "author", "reviewer"):
            continue
        status, reviewer = front.text("status"), front.scalar("reviewer")
        if status == "draft" and reviewer:
            yield Finding(
                reviewer.span,
                "a draft must have no reviewer",
                "the status is “draft”",
                (
                    "If the review is done, write: status: reviewed",
                    "If it is not, take this line away.",
                ),
            )
        elif status == "reviewed" and reviewer:
            author = front.text("author")
            # Who is not in the list is told by `unknown-contributor`.
            known = reviewer.text in edition.contributors
            same = known and _person(edition, reviewer.text) == _person(edition, author)
            if same or reviewer.text == author:
                yield _own_reviewer(edition, front, reviewer)
        elif status == "reviewed":
            yield _no_reviewer(edition, front)


def _own_reviewer(edition: Edition, front: FrontMatter, reviewer: Scalar) -> Finding:
    author = front.text("author")
    label = f"“{short(author)}” is the author"
    if author != reviewer.text:
        label = f"this is “{short(author)}”, the author, by another id"
    return Finding(
        reviewer.span,
        REVIEW,
        label,
        (
            _other_reviewers(edition, author),
            "If nobody else has read it yet, write: status: draft, and take this line away.",
        ),
    )


def _no_reviewer(edition: Edition, front: FrontMatter) -> Finding:
    empty, (status,) = front.fields.get("reviewer"), front.values("status")
    return Finding(
        empty.key.span if empty else status.span,
        REVIEW,
        "nothing stands behind this" if empty else "no reviewer is named",
        (
            _other_reviewers(edition, front.text("author")),
            "If nobody else has read it yet, write: status: draft",
        ),
        # That somebody has read it can't be made true by a machine.
        Suggestion(front_matter.whole(status), "draft"),
    )


def _other_reviewers(edition: Edition, author: str) -> str:
    """Return the line to add where somebody other than the author has read it."""
    person = _person(edition, author)
    others = [name for name in edition.contributors if _person(edition, name) != person]
    if not others:
        return f"If somebody else has read it, add them to {CONTRIBUTORS} and name them here."
    more = f"    (or {listed(others[1:4])})" if others[1:] else ""
    return f"If somebody else has read it, write: reviewer: {others[0]}{more}"


def stale_annotation(edition: Edition) -> Iterator[Finding]:
    """The passage of a reviewed annotation reads as it did when the annotation was reviewed.

    The reviewer leaves the fingerprint of the passage’s reading text in `reviewed_words`: the first
    twelve digits of the SHA-256 of its words in NFC, with single blanks. Without it nobody could
    tell, so an annotation that is reviewed has it, and a draft has none. It is never written by a
    machine, since to write it is to say that the words were read.
    """
    for note, passage in placed(edition):
        front = note.front
        if not clear("annotation", front, "status", WORDS) or not passage.reading.strip():
            continue
        status, words = front.text("status"), front.scalar(WORDS)
        now = notation.fingerprint(passage.reading)
        if status == "draft" and words:
            yield Finding(
                words.span,
                "a draft should have no “reviewed_words”",
                "the status is “draft”",
                (
                    "If the review is done, write: status: reviewed",
                    "If it is not, take this line away.",
                ),
                without(front.fields[WORDS]),
            )
        elif status == "reviewed" and words and words.text != now:
            yield _stale(edition, note, words, passage, now)
        elif status == "reviewed" and not words:
            yield _unkept(front, passage, now)


def _unkept(front: FrontMatter, passage: Passage, now: str) -> Finding:
    empty, (status,) = front.fields.get(WORDS), front.values("status")
    return Finding(
        empty.key.span if empty else status.span,
        "a reviewed annotation should say on which words it was reviewed",
        "nothing stands behind this" if empty else "no line “reviewed_words” says so",
        (f"If it was reviewed on {passage.label} as it is now, write: {WORDS}: {now}",),
    )


def _stale(
    edition: Edition, note: Annotation, words: Scalar, passage: Passage, now: str
) -> Finding:
    ledger = edition.ledger.passages
    others = (name for name, found in ledger.items() if words.text == found.reading != "")
    other = next((name for name in others if name != note.at), "")
    if not FINGERPRINT_RE.fullmatch(words.text):
        label = "this is no fingerprint of words"
    elif words.text == notation.fingerprint(passage.witness):
        label = f"these were the words of {passage.label} before they were emended"
    elif other:
        label = f"these are the words of {other}"
    else:
        label = f"{passage.label} has other words now"
    return Finding(
        words.span,
        "the passage of a reviewed annotation should read as it did when it was reviewed",
        label,
        (
            f"Read the annotation again beside {passage.label}.",
            f"If it holds, write: {WORDS}: {now}",
            "If it does not, write: status: draft, and take away “reviewer” and this line.",
        ),
    )
