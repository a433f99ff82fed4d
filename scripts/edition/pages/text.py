"""The page of a text."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from edition import addresses
from edition.elements import html, in_languages
from edition.pages.press import Made, Press
from edition.render import Here

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from edition.model import Annotation, Gap, Paragraph, Sentence, Text

INCIPIT = 6


def texts(press: Press) -> Iterator[Made]:
    """Yield the page of every text."""
    yield from (_text(press, found) for found in press.edition.texts)


def _text(press: Press, text: Text) -> Made:
    """Return the page of a text."""
    here = Here(addresses.text(text.id))
    notes = _notes_by_paragraph(press, text)
    gaps: dict[str, list[Gap]] = {}
    for gap in text.gaps:
        gaps.setdefault(gap.after.partition(".")[0], []).append(gap)
    paragraphs = [
        _paragraph(press, paragraph, here, notes.get(paragraph.id, []), gaps.get(paragraph.id, []))
        for paragraph in text.paragraphs
    ]
    sections = [
        {"id": section, "number": section.removeprefix("s"), "paragraphs": list(group)}
        for section, group in groupby(paragraphs, key=lambda view: view["section"])
    ]
    linked = [link for sentence in text.sentences() for link in sentence.links()]
    for note in press.edition.annotations.values():
        linked += note.body.links
    return press.made(
        here.address,
        text.front.text("title"),
        f"{text.front.text('title')}, {text.front.text('date')}. "
        f"{text.front.text('issuer')}. Annotated edition.",
        "text.html",
        text=text,
        notes=[press.note(note, here) for note in notes.get("title", [])],
        sections=sections,
        # Where the original can be read, and where its sentences stand beside these.
        original=addresses.of_work(press.edition, text.front.text("facing")),
        facing=here.to(addresses.FACING) if text.alignment else "",
        aligned=_aligned(press, text, here),
        counts={
            "paragraph": len(text.paragraphs),
            "sentence": sum(len(p.sentences) for p in text.paragraphs),
            "note": sum(len(found) for found in notes.values()),
            "emendation": sum(1 for _ in text.emendations()),
        },
        cards=press.cards(here, linked),
    )


def _aligned(press: Press, text: Text, here: Here) -> dict[str, dict[str, str]]:
    """Return the sentence of the original for each sentence and gap, by its id."""
    found: dict[str, dict[str, str]] = {}
    for row in text.alignment.rows if text.alignment else ():
        name = row.original.text
        original = {"id": name, "href": here.to(f"{addresses.FACING}#{name}")}
        passage = press.edition.passage(row.translation.text)
        ids = [sentence.id for sentence in passage.sentences] if passage else []
        for each in ids or [row.translation.text]:
            found[each] = original
    return found


def _notes_by_paragraph(press: Press, text: Text) -> dict[str, list[Annotation]]:
    """Return the annotations of every paragraph, in the order of their places."""
    found: dict[str, list[Annotation]] = {}
    for note in press.notes:
        home = _home(press, text, note)
        if home:
            found.setdefault(home, []).append(note)
    return found


def _home(press: Press, text: Text, note: Annotation) -> str:
    """Return the id of the paragraph at which an annotation is shown, or `title` for the head."""
    passage = press.edition.passage(note.at)
    if passage is None or passage.text != text.id or not text.paragraphs:
        return ""
    if passage.kind in ("title", "date"):
        return "title"
    if passage.sentences:
        return passage.sentences[0].id.partition(".")[0]
    gap = next((gap for gap in text.gaps if gap.id == passage.id), None)
    if gap:
        return gap.after.partition(".")[0]
    first = next((p for p in text.paragraphs if p.section == passage.id), text.paragraphs[0])
    return first.id


def _paragraph(
    press: Press, paragraph: Paragraph, here: Here, notes: Sequence[Annotation], gaps: Sequence[Gap]
) -> dict[str, Any]:
    return {
        "id": paragraph.id,
        "number": paragraph.id.removeprefix("p"),
        "section": paragraph.section,
        "sentences": [_sentence(press, sentence, here) for sentence in paragraph.sentences],
        "notes": [press.note(note, here) for note in notes],
        "emendations": [
            {
                "id": found.id,
                "old": found.piece.old.strip(),
                "new": found.piece.new.strip(),
                "reason": html(in_languages(found.piece.reason or "")),
            }
            for sentence in paragraph.sentences
            for found in sentence.emendations()
        ],
        "gaps": gaps,
    }


def _sentence(press: Press, sentence: Sentence, here: Here) -> dict[str, Any]:
    passage = press.edition.passages[sentence.id]
    words = sentence.reading.split()
    return {
        "id": sentence.id,
        "html": html([press.renderer.sentence(sentence, here, press.marks.get(sentence.id, ()))]),
        "locator": passage.locator,
        "ranges": press.ranges.get(sentence.id, ()),
        "incipit": " ".join(words[:INCIPIT])
        + ("\N{NO-BREAK SPACE}…" if len(words) > INCIPIT else ""),
    }
