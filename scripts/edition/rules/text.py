"""Rules on the text, its passages and the witness."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from edition import notation
from edition.findings import Finding, Suggestion
from edition.rules.nearest import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from edition.model import Edition, Paragraph, Passage, Published, Sentence, Text, Witness
    from edition.source import Span

SHOWN = 6


def missing_anchor(edition: Edition) -> Iterator[Finding]:
    """Every paragraph has its id, `{#p2}`, alone on its last line."""
    for text in edition.texts:
        for number, paragraph in enumerate(text.paragraphs, 1):
            if paragraph.anchor is None:
                end = paragraph.span.end
                yield Finding(
                    text.source.span(end, end),
                    "a paragraph must have its id alone on its last line",
                    "this paragraph ends without one",
                    (f"Add a line below it: {{#p{number}}}",),
                    Suggestion(text.source.span(end, end), f"\n{{#p{number}}}"),
                )
            elif not notation.PASSAGE_RE.fullmatch(paragraph.anchor.text):
                yield Finding(
                    paragraph.anchor,
                    "the id of a paragraph must be “p” and its number",
                    f"“{paragraph.anchor.text}” is not of that form",
                    (f"Write: {{#p{number}}}",),
                    Suggestion(paragraph.anchor, f"p{number}"),
                )


def duplicate_anchor(edition: Edition) -> Iterator[Finding]:
    """An id stands once: that of a paragraph, a sentence, a section mark or a gap."""
    first: dict[str, Span] = {}
    for text in edition.texts:
        for name, span in _ids(text):
            if name in first:
                yield Finding(
                    span,
                    f"the id “{name}” must stand once",
                    f"it stands in line {first[name].line} already",
                )
            first.setdefault(name, span)


def _ids(text: Text) -> Iterator[tuple[str, Span]]:
    """Yield every id of a text with its place."""
    for section in text.sections:
        yield section.id, section.span
    for paragraph in text.paragraphs:
        yield paragraph.id, paragraph.anchor or paragraph.span
        repeated = {sentence.id for sentence in paragraph.sentences}
        for sentence in paragraph.sentences:
            if sentence.id in repeated and sentence.id.startswith(f"{paragraph.id}."):
                continue
            yield sentence.id, sentence.span
    for gap in text.gaps:
        yield gap.id, gap.span


def anchor_order(edition: Edition) -> Iterator[Finding]:
    """Paragraphs, and section marks, are numbered in the order in which they stand."""
    for text in edition.texts:
        last = 0
        for paragraph in text.paragraphs:
            number = _number(paragraph.id)
            if paragraph.anchor and number <= last:
                yield Finding(
                    paragraph.anchor,
                    "paragraphs must be numbered in order",
                    f"p{number} stands behind p{last}",
                )
            last = max(last, number)
        last = 0
        for section in text.sections:
            if int(section.number) <= last:
                yield Finding(
                    section.span,
                    "sections must be numbered in order",
                    f"[{section.number}] stands behind [{last}]",
                )
            last = max(last, int(section.number))


def _number(name: str) -> int:
    """Return the number in a paragraph's id, 0 where there is none."""
    digits = name.rpartition("p")[2]
    return int(digits) if digits.isdecimal() else 0


def sentence_break(edition: Edition) -> Iterator[Finding]:
    """One sentence stands on a line: no line holds two, and none is cut.

    A sentence ends at a full stop of the witness that is followed by a blank and a capital letter,
    or by the end of the paragraph; nothing else ends one.
    The ids of sentences are their places, so a break in the wrong place would rename all that follow.
    """
    for text in edition.texts:
        for paragraph in text.paragraphs:
            for number, sentence in enumerate(paragraph.sentences, 1):
                yield from _breaks(paragraph, number, sentence)


def _breaks(paragraph: Paragraph, number: int, sentence: Sentence) -> Iterator[Finding]:
    last = number == len(paragraph.sentences)
    inner = notation.SENTENCE_BREAK_RE.search(sentence.witness)
    if inner:
        before = sentence.witness[: inner.start()]
        word = before.split()[-1]
        at = sentence.span.text.find(word)
        start = sentence.span.start + max(at, 0)
        yield Finding(
            sentence.span.source.span(start, start + len(word)),
            "a line must hold one sentence",
            f"a sentence ends here, with “{word}”",
            ("Begin a new line behind it.",),
        )
    following = "" if last else paragraph.sentences[number].witness
    joined = f"{sentence.witness} {following}"
    ends = any(
        match.start() == len(sentence.witness)
        for match in notation.SENTENCE_BREAK_RE.finditer(joined)
    )
    if not last and not ends:
        end = sentence.span.end
        yield Finding(
            sentence.span.source.span(max(sentence.span.start, end - 1), end),
            "a line must hold a whole sentence",
            "the sentence goes on in the next line",
            ("Join the two lines.",),
        )


def moved_anchor(edition: Edition) -> Iterator[Finding]:
    """The words under a published passage are those that were published under it.

    The ledger, `docs/text/ledger.json`, holds two fingerprints of every passage: that of the
    witness’s words, which never changes, and that of the reading text, which an emendation changes.
    Where words are not the witness’s at all, `differs-from-witness` says so.
    """
    whole = {text.id: _witness_words(text) for text in edition.texts}
    now = {notation.fingerprint(found.witness): found.id for found in edition.passages.values()}
    for name, published in edition.ledger.passages.items():
        found = edition.passages.get(name)
        if found is None or not published.witness:
            continue
        if found.kind in ("sentence", "paragraph") and found.witness not in whole[found.text]:
            continue
        if notation.fingerprint(found.witness) != published.witness:
            moved_to = now.get(published.witness, "")
            yield _moved(found, published, moved_to)
        elif notation.fingerprint(found.reading) != published.reading and found.kind != "paragraph":
            yield Finding(
                found.span,
                f"the reading text of {name} must be the published one, or be recorded",
                "an emendation of this passage was made, changed or taken back",
                ("If that is meant, run: edition freeze",),
            )


def _witness_words(text: Text) -> str:
    return notation.fold(text.witness.source.text) if text.witness else ""


def _moved(found: Passage, published: Published, moved_to: str) -> Finding:
    words = " ".join(found.witness.split()[:SHOWN])
    label = f"{found.id} now begins “{words} …”"
    advice = (
        f"What was published as {found.id} is now {moved_to}: put the lines back in their places."
        if moved_to
        else "Put back the words that were published under it."
    )
    return Finding(
        found.span,
        f"{found.id} must keep the words published under it (since {published.since})",
        label,
        (advice,),
    )


def lost_anchor(edition: Edition) -> Iterator[Finding]:
    """A published passage never vanishes.

    Somebody has cited it: an id that the ledger holds stays in the text for good.
    """
    anchored = {
        name
        for text in edition.texts
        for paragraph in text.paragraphs
        if paragraph.anchor
        for name in (paragraph.id, *(sentence.id for sentence in paragraph.sentences))
    }
    others = {
        name
        for name, passage in edition.passages.items()
        if passage.kind not in ("paragraph", "sentence") and (passage.reading or not passage.sentences)
    }
    lost = [name for name in edition.ledger.passages if name not in anchored | others]
    for name in lost:
        owner = name.partition(".")[0]
        if owner != name and owner in lost:
            continue
        inner = [other for other in lost if other.startswith(f"{name}.")]
        yield Finding(
            _near(edition, name),
            f"the published passage {name} must stay in the text",
            f"{name} is gone" + (f", with its {counted(len(inner), 'sentence')}" if inner else ""),
            (f"Put it back: the paragraph ends with a line {{#{name}}}.",)
            if inner
            else ("Put the line back in its place.",),
        )


def _near(edition: Edition, name: str) -> Span:
    """Return the place in the text that a lost id would have, else its place in the ledger."""
    found = edition.passages.get(name) or edition.passages.get(name.partition(".")[0])
    if found:
        last = found.span.source.line_span(found.span.source.line_number(found.span.end))
        return found.span.source.span(last.end, last.end)
    return edition.ledger.passages[name].span


def differs_from_witness(edition: Edition) -> Iterator[Finding]:
    """With every emendation undone and links taken off, the text is the witness, word for word.

    Only blanks, no-break spaces and line breaks are folded.
    The title and the date are those of the witness too, and the witness has the SHA-256 that the
    front matter gives: it is never edited.
    """
    for text in edition.texts:
        front = text.front
        if not front.fields:
            continue
        if text.witness is None:
            yield Finding(
                front.place("witness"),
                "the text must have its witness beside it",
                f"there is no docs/text/{front.text('witness') or '….witness.txt'}",
            )
            continue
        if front.text("sha256") != text.witness.sha256:
            yield Finding(
                front.place("sha256"),
                f"the witness, {text.witness.source.path}, must have this SHA-256",
                f"it has {text.witness.sha256}",
                ("Put the witness back as it was received.",),
            )
        for key in ("title", "date"):
            yield from _compare(
                front.place(key),
                key,
                notation.fold(front.text(key)).split(),
                _line(text.witness, front.text(f"{key}_line")).split(),
            )
        yield from _paragraphs(text, text.witness)


def _line(witness: Witness, number: str) -> str:
    """Return a line of the witness, folded; an empty text where there is no such line."""
    if not number.strip().isdecimal():
        return ""
    index = int(number)
    if not 1 <= index <= len(witness.source.line_starts):
        return ""
    return notation.fold(witness.source.line_span(index).text)


def _paragraphs(text: Text, witness: Witness) -> Iterator[Finding]:
    numbers = [part.strip() for part in text.front.text("text_lines").split(",") if part.strip()]
    if len(numbers) != len(text.paragraphs):
        yield Finding(
            text.front.place("text_lines"),
            "“text_lines” must name a line of the witness for every paragraph",
            f"{counted(len(numbers), 'line')} for {counted(len(text.paragraphs), 'paragraph')}",
        )
    for paragraph, number in zip(text.paragraphs, numbers, strict=False):
        words = _line(witness, number).split()
        if paragraph.witness.split() == words:
            continue
        owners = [
            (word, sentence)
            for sentence in paragraph.sentences
            for word in sentence.witness.split()
        ]
        yield from _difference(paragraph, owners, words)


def _compare(span: Span, name: str, ours: Sequence[str], theirs: Sequence[str]) -> Iterator[Finding]:
    if list(ours) != list(theirs):
        yield Finding(
            span,
            f"the {name} must be the witness’s",
            f"the witness has “{' '.join(theirs)}”",
        )


def _difference(
    paragraph: Paragraph, owners: Sequence[tuple[str, Sentence]], theirs: Sequence[str]
) -> Iterator[Finding]:
    """Yield the first difference between a paragraph and the witness, side by side."""
    ours = [word for word, _ in owners]
    at = next(
        (place for place, pair in enumerate(zip(ours, theirs, strict=False)) if pair[0] != pair[1]),
        min(len(ours), len(theirs)),
    )
    matcher = SequenceMatcher(a=ours[at : at + 60], b=theirs[at : at + 60], autojunk=False)
    code, a_from, a_to, b_from, b_to = next(
        operation for operation in matcher.get_opcodes() if operation[0] != "equal"
    )
    mine = " ".join(ours[at + a_from : at + a_to])
    its = " ".join(theirs[at + b_from : at + b_to])
    place = min(at + a_from, len(ours) - 1)
    sentence = owners[place][1] if owners else paragraph.sentences[0]
    span = _word_span(owners, place, at + a_to, sentence)
    if code == "insert":
        label = f"in {sentence.id} the witness has “{its}” before this, and the text does not"
    elif code == "delete":
        label = f"in {sentence.id} the text has “{mine}”, and the witness does not"
    else:
        label = f"in {sentence.id} the text has “{mine}”, the witness “{its}”"
    yield Finding(
        span,
        "with every emendation undone the text must be the witness’s, word for word",
        label,
        ("Put back the witness’s words, or declare an emendation: {~~old~>new~~}{>>reason<<}",),
    )


def _word_span(
    owners: Sequence[tuple[str, Sentence]], place: int, end: int, sentence: Sentence
) -> Span:
    """Return where words of the paragraph stand in the file."""
    if not owners:
        return sentence.span
    before = [word for word, owner in owners[:place] if owner is sentence]
    count = max(1, sum(owner is sentence for _, owner in owners[place:end]))
    start_word, last_word = len(before), len(before) + count - 1
    starts: list[int] = []
    ends: list[int] = []
    in_word = False
    for piece in sentence.flat():
        plain = isinstance(piece, notation.Words)
        for index, character in enumerate(piece.witness):
            offset = piece.start + index if plain else piece.start
            if character.isspace():
                in_word = False
                continue
            if not in_word:
                starts.append(offset)
                ends.append(offset)
            ends[-1] = offset + 1 if plain else piece.end
            in_word = True
    if last_word >= len(starts):
        return sentence.span
    return sentence.span.source.span(starts[start_word], ends[last_word])


def bad_emendation(edition: Edition) -> Iterator[Finding]:
    """An emendation is closed, changes words, and changes them only.

    What it replaces stands in the witness; old and new differ; it is not nested, changes no
    punctuation and crosses no sentence’s end.
    """
    for fault in edition.faults_of("bad-emendation"):
        yield Finding(
            fault.span,
            "an emendation must be written {~~old~>new~~}, {++added++} or {--dropped--}",
            "this one is not closed, or stands in another",
            ("Its reason stands in a comment behind it: {>>reason<<}",),
        )
    for text in edition.texts:
        for emendation in text.emendations():
            piece = emendation.piece
            if notation.fold(piece.old) == notation.fold(piece.new):
                label = "old and new are the same words"
            elif notation.punctuation(piece.old) != notation.punctuation(piece.new):
                label = "this changes the punctuation"
            elif notation.SENTENCE_BREAK_RE.search(piece.old):
                label = "this crosses the end of a sentence"
            else:
                continue
            yield Finding(
                emendation.span,
                "an emendation must change words, and never punctuation",
                label,
                ("Take it back, or describe what you saw in an annotation.",),
            )


def unexplained_emendation(edition: Edition) -> Iterator[Finding]:
    """Every emendation has its reason, in a comment behind it."""
    for text in edition.texts:
        for emendation in text.emendations():
            if not (emendation.piece.reason or "").strip():
                end = emendation.span.end
                yield Finding(
                    emendation.span,
                    "an emendation must have a reason",
                    "this one has none",
                    (f"Add the reason behind it: {emendation.span.text}{{>>why<<}}",),
                    Suggestion(text.source.span(end, end), "{>>why<<}"),
                )
