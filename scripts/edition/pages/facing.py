"""The page on which the sentences of a text and those of its original stand side by side."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, Any

from edition import addresses
from edition.elements import html
from edition.facts import in_words
from edition.pages.press import Made, Press
from edition.render import Here

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from edition.model import Aligned, Alignment, Edition, Passage, Sentence, Text

TITLE = "Translation and Chinese"
# First words of a sentence, as many as name it.
INCIPIT = 6
# Small numbers of a sentence are words.
MOST_IN_WORDS = 12


def facing(press: Press) -> Iterator[Made]:
    """Yield the page of all aligned texts, if there are any."""
    edition = press.edition
    if addresses.facing(edition) is None:
        return
    here = Here(addresses.FACING)
    # Where two translations are aligned with one original, its ids stand at the first.
    taken: set[str] = set()
    views = [
        _text(press, text, text.alignment, here, taken) for text in edition.texts if text.alignment
    ]
    originals = [text.facing for text in edition.texts if text.facing]
    links = [link for each in originals for s in each.sentences() for link in s.links()]
    yield press.made(
        here.address,
        TITLE,
        " ".join(view["summary"] for view in views),
        "facing.html",
        texts=views,
        rights=press.prose("docs/rights.md", here),
        cards=press.cards(here, links),
    )


def _text(
    press: Press, text: Text, alignment: Alignment, here: Here, taken: set[str]
) -> dict[str, Any]:
    """Return what the template shows of one text and its original."""
    rows = [_row(press, text, row, here) for row in alignment.rows]
    for row in rows:
        row["anchor"] = row["id"] not in taken
        taken.add(row["id"])
    paragraphs = [
        {"id": name, "anchor": name not in taken, "rows": list(group)}
        for name, group in groupby(rows, key=lambda row: row["id"].partition(".")[0])
    ]
    taken.update(paragraph["id"] for paragraph in paragraphs)
    front = text.facing.front if text.facing else None
    key = text.front.text("facing")
    return {
        "id": text.id,
        "title": text.front.text("title"),
        "href": here.to(addresses.text(text.id)),
        "summary": summary(alignment, press.edition),
        "work": html(press.renderer.work(key, here)),
        "url": addresses.of_work(press.edition, key),
        "paragraphs": paragraphs,
        "facing": front is not None,
        "language": front.text("language") if front else "zh-Hans",
        "siglum": front.text("siglum") if front else "",
        "permission": front.text("permission") if front else "",
    }


def _row(press: Press, text: Text, row: Aligned, here: Here) -> dict[str, Any]:
    """Return what the template shows of a row."""
    passage = press.edition.passage(row.translation.text)
    original = press.edition.passages.get(row.original.text) if text.facing else None
    sentences = passage.sentences if passage else ()
    return {
        "id": row.original.text,
        "href": here.to(f"{addresses.FACING}#{row.original.text}"),
        "opening": row.opening.text,
        "closing": row.closing.text,
        "chinese": html([press.renderer.sentence(s, here) for s in original.sentences])
        if original
        else "",
        "parts": [_part(press, sentence, here) for sentence in sentences],
        "remark": _remark(passage, sentences),
        "gap": _gap(text, passage, here),
    }


def _part(press: Press, sentence: Sentence, here: Here) -> dict[str, Any]:
    """Return what the template shows of a sentence of the translation."""
    words = sentence.witness.split()
    return {
        "id": sentence.id,
        "href": here.to(addresses.passage(press.edition.passages[sentence.id])),
        "reading": sentence.reading,
        "incipit": " ".join(words[:INCIPIT])
        + ("\N{NO-BREAK SPACE}…" if len(words) > INCIPIT else ""),
        "words": len(words),
    }


def _remark(passage: Passage | None, sentences: Sequence[Sentence]) -> str:
    """Return what is to be said of a row, or an empty text."""
    if passage and passage.kind == "gap":
        return "absent here"
    return f"one sentence became {_number(len(sentences))}" if len(sentences) > 1 else ""


def _gap(text: Text, passage: Passage | None, here: Here) -> dict[str, Any] | None:
    """Return what the template shows of a gap."""
    found = next((gap for gap in text.gaps if passage and gap.id == passage.id), None)
    if found is None or passage is None:
        return None
    return {"id": found.id, "href": here.to(addresses.passage(passage)), "reason": found.reason}


def summary(alignment: Alignment, edition: Edition) -> str:
    """Return in one sentence how many sentences of an original and of its translation belong together."""
    passages = [edition.passage(row.translation.text) for row in alignment.rows]
    sizes = Counter(len(passage.sentences) if passage else 0 for passage in passages)
    absent = sizes.pop(0, 0)
    ones = sizes.pop(1, 0)
    ours = ones + sum(size * times for size, times in sizes.items())
    parts = [f"{_number(ones)} one to one"] if ones else []
    parts += [f"{_number(times)} became {_number(size)}" for size, times in sorted(sizes.items())]
    parts += [f"{_number(absent)} {'is' if absent == 1 else 'are'} absent"] if absent else []
    if len(parts) == 1 and ones:
        parts = [f"all {parts[0]}" if ones > 1 else "one to one"]
    size = f"{len(passages)} {'sentence' if len(passages) == 1 else 'sentences'}"
    return f"{size} of the print, {ours} of the translation: {', '.join(parts) or 'none'}."


def _number(value: int) -> str:
    return in_words(value) if value <= MOST_IN_WORDS else str(value)
