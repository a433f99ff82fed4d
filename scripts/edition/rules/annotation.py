"""Rules on annotations, and on what they and other bodies cite and point to."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from edition import notation, quotations
from edition.findings import Finding, Severity, Suggestion
from edition.rules.nearest import counted, listed, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edition.model import Annotation, Edition, Passage
    from edition.source import Span

MOST_QUOTED = 60
FEWEST_WORDS, MOST_WORDS = 15, 400


def _placed(edition: Edition) -> Iterator[tuple[Annotation, Passage]]:
    """Yield the annotations that have a quotation and a passage that exists."""
    for note in edition.annotations.values():
        passage = edition.passage(note.at)
        if passage and note.quote.strip():
            yield note, passage


def unknown_passage(edition: Edition) -> Iterator[Finding]:
    """A passage that is named exists: a paragraph `p2`, a sentence `p2.3`, a range `p2.3-p2.5`."""
    named = [
        (note.at, note.front.place("at")) for note in edition.annotations.values() if note.at
    ]
    named += [(link.target, link.target_span) for link in edition.links("passage")]
    for term in edition.terms.values():
        named += [(written, form.span) for form in term.forms for written in form.scope]
    for text in edition.texts:
        named += [(gap.after, gap.span) for gap in text.gaps]
    for written, span in named:
        if edition.passage(written) is None:
            yield _unknown_passage(edition, written, span)


def _unknown_passage(edition: Edition, written: str, span: Span) -> Finding:
    paragraph, _, number = written.rpartition(".")
    owner = edition.passages.get(paragraph)
    if owner and number.isdecimal():
        size = counted(len(owner.sentences), "sentence")
        return Finding(
            span,
            "a passage must exist",
            f"there is no “{written}”: {paragraph} has {size}",
            (f"The last of them is {owner.sentences[-1].id}.",),
        )
    near = nearest(written.replace("–", "-"), edition.passages)
    last = [name for name, found in edition.passages.items() if found.kind == "paragraph"]
    advice = (
        f"Did you mean {listed(near)}?"
        if near
        else "Name a paragraph (p2), a sentence (p2.3) or a range (p2.3-p2.5)."
    )
    more = f" The paragraphs are {last[0]} to {last[-1]}." if last else ""
    return Finding(span, "a passage must exist", f"there is no “{written}”", (advice + more,))


def unknown_note(edition: Edition) -> Iterator[Finding]:
    """A link to an annotation, `[words](note:id)`, names a file in `docs/annotations/`."""
    for link in edition.links("note"):
        if link.target not in edition.annotations:
            near = nearest(link.target, edition.annotations)
            yield Finding(
                link.target_span,
                "a link to an annotation must name one",
                f"there is no “{link.target}”",
                (f"Write: [{link.words}](note:{near[0]})",) if near else (),
                Suggestion(link.target_span, near[0]) if near else None,
            )


def quote_not_found(edition: Edition) -> Iterator[Finding]:
    """The quotation of an annotation stands word for word in its passage.

    It is quoted from the reading text or, with `text: witness`, from the witness.
    Only quotation marks, dashes and blanks may be written in another way.
    """
    for note, passage in _placed(edition):
        if not passage.reading and not passage.witness:
            # A section mark or a gap has no words: what is quoted there can stand nowhere.
            words = ""
        else:
            words = quotations.words_of(note, passage)
        if not quotations.found(note, passage):
            yield _quote_not_found(edition, note, passage, words)


def _quote_not_found(
    edition: Edition, note: Annotation, passage: Passage, words: str
) -> Finding:
    scalar = note.front.scalar("quote")
    span = scalar.span if scalar else note.front.place("quote")
    which = "witness" if note.front.text("text") == "witness" else "reading text"
    message = f"the quotation must stand word for word in {passage.label} ({which})"
    other = quotations.elsewhere(note, edition)
    if other:
        return Finding(
            span,
            message,
            f"it stands in {other}",
            (f"Write: at: {other}",),
            Suggestion(note.front.place("at"), other),
        )
    near = quotations.nearest(note, passage) if words else ""
    if not near:
        return Finding(span, message, "these words are not there", (f"{passage.label} reads: {_short(words)}",))
    label, place = _difference(note.quote, near, span)
    quoted = f'"{near}"' if ": " in near or near[:1] in "“‘\"'" else near
    return Finding(
        place, message, label, (f"Write: quote: {quoted}",), Suggestion(span, near)
    )


def _short(words: str) -> str:
    return words if len(words) <= 120 else f"{words[:120].rpartition(' ')[0]} …"


def _difference(quote: str, near: str, span: Span) -> tuple[str, Span]:
    """Return the first words that differ, as a label, and their place in the front matter."""
    ours, theirs = quote.split(), near.split()
    matcher = SequenceMatcher(
        a=[notation.fold_marks(word) for word in ours],
        b=[notation.fold_marks(word) for word in theirs],
        autojunk=False,
    )
    changes = [code for code in matcher.get_opcodes() if code[0] != "equal"]
    if not changes:
        return "the words there are written in another way", span
    _, a_from, a_to, b_from, b_to = changes[0]
    mine, its = " ".join(ours[a_from:a_to]), " ".join(theirs[b_from:b_to])
    if not mine:
        return f"the passage has “{its}” too", span
    at = span.text.find(mine)
    place = span.source.span(span.start + at, span.start + at + len(mine)) if at != -1 else span
    return (f"the passage has “{its}”" if its else "the passage does not have this"), place


def ambiguous_quote(edition: Edition) -> Iterator[Finding]:
    """A quotation occurs once in its passage, or the annotation says which occurrence is meant."""
    for note, passage in _placed(edition):
        places = quotations.found(note, passage)
        if not places or quotations.chosen(note, passage):
            continue
        occurrence = note.front.scalar("occurrence")
        times = counted(len(places), "time")
        yield Finding(
            occurrence.span if occurrence else note.front.place("quote"),
            f"the quotation must occur once in {passage.label}, or say which occurrence is meant",
            f"it occurs {times} there",
            ("Quote more words, name a smaller passage, or add a line: occurrence: 1",),
        )


def bad_quote(edition: Edition) -> Iterator[Finding]:
    """A quotation is of whole words, at most 60 of them."""
    for note, passage in _placed(edition):
        span = note.front.place("quote")
        count = len(note.quote.split())
        if count > MOST_QUOTED:
            yield Finding(
                span,
                f"a quotation must have at most {MOST_QUOTED} words",
                f"this one has {count}",
                ("Quote the words that the annotation is about.",),
            )
        words = quotations.words_of(note, passage)
        place = quotations.chosen(note, passage)
        if place and (_within_word(words, place[0]) or _within_word(words, place[1])):
            whole = _whole_words(words, *place)
            yield Finding(
                span,
                "a quotation must be of whole words",
                "it begins or ends within a word",
                (f"Write: quote: {whole}",),
                Suggestion(span, whole),
            )


def _within_word(words: str, at: int) -> bool:
    return 0 < at < len(words) and words[at - 1].isalnum() and words[at].isalnum()


def _whole_words(words: str, start: int, end: int) -> str:
    while _within_word(words, start):
        start -= 1
    while _within_word(words, end):
        end += 1
    return words[start:end]


def empty_annotation(edition: Edition) -> Iterator[Finding]:
    """An annotation has a body, of 15 to 400 words.

    Without a body it is refused; one that is shorter or longer is pointed out.
    """
    for note in edition.annotations.values():
        if not note.front.fields:
            continue
        end = len(note.source.text)
        words = note.body.words
        if not note.body.markdown.strip():
            yield Finding(
                note.source.span(end, end),
                "an annotation must have a body",
                "nothing stands below the front matter",
                ("Write what the reader should know about the quoted words, and cite it.",),
            )
        elif not FEWEST_WORDS <= words <= MOST_WORDS:
            begin = note.body.start + len(note.body.markdown) - len(note.body.markdown.lstrip())
            yield Finding(
                note.source.line_span(note.source.line_number(begin)),
                f"an annotation should have {FEWEST_WORDS} to {MOST_WORDS} words",
                f"this one has {words}",
                severity=Severity.WARNING,
            )


def unknown_reference(edition: Edition) -> Iterator[Finding]:
    """A citation names a work in `docs/references.json`."""
    named = [
        (item.key, body.source.span(item.key_start, item.key_end))
        for body in edition.bodies()
        for citation in body.citations
        for item in citation.items
    ]
    named += [
        (text.front.text("source"), text.front.place("source"))
        for text in edition.texts
        if text.front.text("source")
    ]
    for key, span in named:
        if key not in edition.references:
            near = nearest(key, edition.references)
            yield Finding(
                span,
                "a citation must name a work in docs/references.json",
                f"there is no “{key}”" + (f"; the nearest is {listed(near)}" if near else ""),
                (f"Write: @{near[0]}",) if near else ("Add the work to docs/references.json first.",),
                Suggestion(span, near[0]) if near else None,
            )
