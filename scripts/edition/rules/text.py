"""Rules on the text, its passages and the witness."""

from __future__ import annotations

import re
from string import ascii_lowercase
from typing import TYPE_CHECKING

from edition import notation
from edition.findings import Finding, Suggestion
from edition.rules.collation import collations, line_of, stops_within
from edition.rules.nearest import counted, short

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from edition.model import Edition, Emendation, Fault, Passage, Published, Sentence, Text
    from edition.rules.collation import Break, Collation, Difference, Standing
    from edition.source import Span

MOST_WORDS = 12
# Characters of a text without blanks that are shown before the end of a sentence.
SHOWN_SIGNS = 4
# Characters that may stand anywhere by chance, at most.
COMMON_SIGNS = 4
# s3
SECTION_RE = re.compile(r"s[0-9]+")


def missing_anchor(edition: Edition) -> Iterator[Finding]:
    """Every paragraph has its id, `{#p2}`, alone on its last line."""
    for collation in collations(edition):
        present = {standing.paragraph.id for standing in collation.standings if standing.named}
        for standing in collation.standings:
            paragraph = standing.paragraph
            if standing.named and paragraph.sentences:
                continue
            wanted = _wanted(collation.text, standing, present)
            if paragraph.anchor is None:
                # A published id that is gone is told by `lost-anchor`.
                if standing.was and standing.was not in present:
                    continue
                end = paragraph.span.end
                place = paragraph.span.source.span(end, end)
                yield Finding(
                    place,
                    "a paragraph must have its id alone on its last line",
                    "this paragraph ends without one",
                    (f"Add a line below it: {{#{wanted}}}",),
                    Suggestion(place, f"\n{{#{wanted}}}"),
                )
            elif not standing.named:
                yield Finding(
                    paragraph.anchor,
                    f"the id of a paragraph must be “{collation.text.letter}” and its number",
                    f"“{short(paragraph.anchor.text)}” is not",
                    (f"Write: {{#{wanted}}}",),
                    Suggestion(paragraph.anchor, wanted),
                )
            elif not paragraph.sentences and not standing.difference:
                yield Finding(
                    paragraph.span.source.line_span(paragraph.anchor.line),
                    "an id must stand below the words of its paragraph",
                    "no words stand above this one",
                    ("Put it below its paragraph, or take it away.",),
                )


def _wanted(text: Text, standing: Standing, present: set[str]) -> str:
    """Return the id that a paragraph should have: the published one, else that of its place."""
    homeless = standing.was and standing.was not in present
    return standing.was if homeless else f"{text.letter}{standing.number + 1}"


def duplicate_anchor(edition: Edition) -> Iterator[Finding]:
    """An id stands once: that of a paragraph, a sentence, a section mark or a gap."""
    first: dict[tuple[str, str], Span] = {}
    for collation in collations(edition):
        for name, span, repair in _ids(edition, collation):
            # The section marks of an original are no passages, and may be those of the text.
            own = collation.text.faces if SECTION_RE.fullmatch(name) else ""
            where = first.setdefault((own, name), span)
            if where is span:
                continue
            other = "" if where.source is span.source else f" of {where.source.path}"
            yield Finding(
                span,
                f"the id “{name}” must stand once",
                f"it stands in line {where.line}{other} already",
                (f"Write: {repair.words}",) if repair and repair.words else ("Take it away.",),
                repair,
            )


def _ids(edition: Edition, collation: Collation) -> Iterator[tuple[str, Span, Suggestion | None]]:
    """Yield every id that is written in a text with its place, and what should stand there."""
    faces = collation.text.faces
    published = () if faces else edition.ledger.passages
    lost = [name for name in published if name not in edition.passages]
    marks = iter([name[1:] for name in lost if SECTION_RE.fullmatch(name)])
    seen: set[str] = set()
    for section in collation.text.sections:
        number = next(marks, "") if section.id in seen else ""
        seen.add(section.id)
        mark = Suggestion(section.span, f"## [{number}]") if number else None
        yield section.id, section.span, mark
    present = {standing.paragraph.id for standing in collation.standings if standing.named}
    for standing in collation.standings:
        paragraph = standing.paragraph
        if paragraph.anchor and standing.named:
            line = paragraph.anchor.source.line_span(paragraph.anchor.line)
            repeated = paragraph.id in seen
            wanted = _wanted(collation.text, standing, present) if repeated else paragraph.id
            free = wanted not in present
            yield (
                paragraph.id,
                paragraph.anchor,
                Suggestion(line, f"{{#{wanted}}}") if free else None,
            )
        for place, sentence in enumerate(paragraph.sentences, 1):
            own = sentence.id != f"{paragraph.id}.{place}"
            # The sentences of a paragraph with another’s id are not told one by one.
            if own or paragraph.id not in seen:
                span = _own_mark(sentence) if own else sentence.span
                yield sentence.id, span, Suggestion(span, "") if own else None
        seen.add(paragraph.id)
    for gap in collation.text.gaps:
        yield gap.id, gap.span, None


def _own_mark(sentence: Sentence) -> Span:
    """Return the place of the id that is written behind a sentence, with the blank before it."""
    source = sentence.span.source
    return source.span(sentence.span.end, source.line_span(sentence.span.line).end)


def anchor_order(edition: Edition) -> Iterator[Finding]:
    """Paragraphs, and section marks, are numbered in the order in which they stand."""
    for collation in collations(edition):
        last, letter = 0, collation.text.letter
        for standing in collation.standings:
            paragraph = standing.paragraph
            if not standing.named or paragraph.anchor is None:
                continue
            number = _number(paragraph.id)
            if standing.was not in ("", paragraph.id):
                # These words were published under another id, and another rule says so.
                continue
            if number < last:
                yield Finding(
                    paragraph.anchor,
                    "paragraphs must be numbered in the order in which they stand",
                    f"{letter}{number} stands behind {letter}{last}",
                    ("Put the paragraph in its place, or number the new one anew.",),
                )
            last = number
        last = 0
        for section in collation.text.sections:
            number = int(section.number)
            if number < last:
                yield Finding(
                    section.span,
                    "sections must be numbered in the order in which they stand",
                    f"[{number}] stands behind [{last}]",
                    ("Put the marks in the order of their numbers.",),
                )
            last = number


def sentence_break(edition: Edition) -> Iterator[Finding]:
    """One sentence stands on a line: no line holds two, and none is cut.

    A sentence ends at a full stop of the witness that is followed by a blank and a capital letter,
    or by the end of the paragraph; nothing else ends one.
    In a Chinese text that faces another it ends at 。, ！ or ？, unless another of them or a mark that
    closes follows; a stray stop, which ends nothing, is declared under `unbroken` in its front
    matter, with the words about it.
    The ids of sentences are their places, so a break in the wrong place would rename all that follow.
    """
    for collation in collations(edition):
        for standing in collation.standings:
            for found in standing.breaks:
                if found.kind == "joined":
                    yield _joined(found)
                elif found.kind == "cut" and found.following:
                    yield _cut(found.sentence, found.following)
        if collation.text.faces:
            yield from _idly_unbroken(collation)


def _idly_unbroken(collation: Collation) -> Iterator[Finding]:
    """Yield the words under `unbroken` that are not those about a stop within a line."""
    front = collation.text.front
    if "unbroken" in front.unclear or not all(standing.settled for standing in collation.standings):
        # What is meant, or what stands in the lines, is not known.
        return
    sentences = list(collation.text.sentences())
    for value in front.values("unbroken"):
        if value.text and not any(stops_within(value.text, sentence) for sentence in sentences):
            there = any(value.text in sentence.witness for sentence in sentences)
            yield Finding(
                value.span,
                "“unbroken” must give the words about a stop that ends nothing",
                "no stop stands among these" if there else "these do not stand in a line",
                ("Give some characters before the stop, and some behind it.",),
            )


def _joined(found: Break) -> Finding:
    """Return the finding of a line that holds two sentences."""
    sentence = found.sentence
    words = sentence.witness
    begin = max(words.rfind(" ", 0, found.at), 0)
    if not sentence.writing.joint:
        begin = max(found.at - SHOWN_SIGNS, 0)
    word = words[begin : found.at].strip()
    place = sentence.place(found.at - len(word), found.at, witness=True)
    text = place.source.text
    behind = place.end
    while text[behind : behind + 1].isspace():
        behind += 1
    blanks = place.source.span(place.end, behind)
    advice = ["Begin a new line behind it."]
    if not sentence.writing.joint:
        about = words[begin : found.at + 2]
        advice.append(f"Or, if it is a stray stop, add below “unbroken:” a line:   - {about}")
    return Finding(
        place,
        "a line must hold one sentence",
        f"a sentence ends here, with “{short(word)}”",
        tuple(advice),
        Suggestion(blanks, "\n") if blanks.text and sentence.writing.joint else None,
    )


def _cut(sentence: Sentence, following: Sentence) -> Finding:
    """Return the finding of a line on which its sentence does not end."""
    source = sentence.span.source
    end = sentence.span.end
    joint = sentence.writing.joint
    text = sentence.span.text
    word = text.rpartition(" ")[2] if joint else text[-SHOWN_SIGNS:]
    return Finding(
        source.span(end - len(word), end),
        "a line must hold a whole sentence",
        "the sentence goes on in the next line",
        ("Join the two lines with a blank." if joint else "Join the two lines.",),
        Suggestion(source.span(end, following.span.start), joint),
    )


def moved_anchor(edition: Edition) -> Iterator[Finding]:
    """The words under a published passage are those that were published under it.

    The ledger, `docs/text/ledger.json`, holds two fingerprints of every passage: that of the
    witness’s words, which never changes, and that of the reading text, which an emendation changes.
    Where words are not the witness’s at all, `differs-from-witness` says so.
    """
    ledger = edition.ledger.passages
    for collation in collations(edition):
        for name in ("title", "date"):
            passage = edition.passages.get(name)
            theirs = _line(collation.text, name)
            same = passage and theirs and notation.fold(passage.witness) == theirs
            if passage and same and _moved(passage, ledger.get(name)):
                yield _changed(passage, ledger[name])
        present = {standing.paragraph.id for standing in collation.standings if standing.named}
        for standing in collation.standings:
            if standing.settled and standing.named:
                yield from _moved_in(edition, standing, present)


def _moved_in(edition: Edition, standing: Standing, present: set[str]) -> Iterator[Finding]:
    """Yield what has moved in a paragraph: the whole of it, or some of its sentences."""
    ledger = edition.ledger.passages
    paragraph = standing.paragraph
    owner = edition.passages.get(paragraph.id)
    if owner is None or owner.sentences != paragraph.sentences:
        # Another paragraph has this id: `duplicate-anchor` says so.
        return
    if standing.was not in ("", paragraph.id):
        # Where its own id is gone from the text, `lost-anchor` says so.
        if standing.was in present and paragraph.anchor:
            yield Finding(
                paragraph.anchor,
                f"{paragraph.id} must keep the words published under it",
                f"these words were published as {standing.was}",
                (f"Write: {{#{standing.was}}}", "Or put the paragraphs back in their places."),
            )
        return
    changed = False
    for sentence in paragraph.sentences:
        passage, published = edition.passages[sentence.id], ledger.get(sentence.id)
        if passage.sentences != (sentence,) or published is None:
            continue
        if _moved(passage, published):
            changed = True
            yield _changed(passage, published)
        elif notation.fingerprint(passage.reading) != published.reading:
            emendations = list(sentence.emendations())
            if any(_wrong_with(each, sentence.writing) for each in emendations):
                # `bad-emendation` says so.
                continue
            yield Finding(
                emendations[0].span if len(emendations) == 1 else sentence.span,
                f"the reading text of {sentence.id} must be the one published, or be recorded",
                "an emendation was made, changed or taken back here",
                ("Take the change back; or, where it is meant, run: edition freeze",),
            )
    # Where a published sentence is gone `lost-anchor` says so.
    lost = f"{paragraph.id}.{len(paragraph.sentences) + 1}" in ledger
    if not changed and not lost and _moved(owner, ledger.get(paragraph.id)) and paragraph.anchor:
        yield Finding(
            paragraph.anchor,
            f"{paragraph.id} must keep the words published under it",
            "sentences have come or gone since it was published",
            ("Put back the words that were published under it.",),
        )


def _moved(passage: Passage, published: Published | None) -> bool:
    """Tell whether a passage has other witness words than those that were published."""
    if published is None or not published.witness:
        return False
    return notation.fingerprint(passage.witness) != published.witness


def _changed(passage: Passage, published: Published) -> Finding:
    name = f"the {passage.id}" if passage.id in ("title", "date") else passage.id
    return Finding(
        passage.span,
        f"{name} must keep the words published under it",
        f"these are not the words published in version {short(published.since)}",
        ("Put back the words that were published, in the text and in its witness.",),
    )


def lost_anchor(edition: Edition) -> Iterator[Finding]:
    """A published passage never vanishes.

    Somebody has cited it: an id that the ledger holds stays in the text for good.
    """
    if not edition.texts:
        yield from _no_text(edition)
        return
    if any(not text.paragraphs and not text.front.fields for text in edition.all_texts):
        return
    written = {name for collation in collations(edition) for name in _written(edition, collation)}
    standings = {
        standing.paragraph.id: standing
        for collation in collations(edition)
        for standing in collation.standings
    }
    homeless = {
        standing.was: standing
        for collation in collations(edition)
        for standing in collation.standings
        if standing.was and standing.was not in written
    }
    lost = {name: None for name in edition.ledger.passages if name not in written}
    if not any(text.facing for text in edition.texts):
        yield from _no_original(edition, [name for name in lost if name.startswith("z")])
        lost = {name: None for name in lost if not name.startswith("z")}
    for name in lost:
        owner = name.partition(".")[0]
        if owner == name:
            size = sum(other.startswith(f"{name}.") for other in lost) if len(lost) < MANY else 0
            finding = _lost(edition, name, homeless.get(name), size)
            if finding:
                yield finding
        elif owner not in lost and owner in standings and _in_order(standings[owner]):
            yield _lost_sentence(edition, name, standings[owner])


# Where more ids than this are lost, their sentences are not counted one by one.
MANY = 1000


def _in_order(standing: Standing) -> bool:
    """Tell whether nothing else is wrong with a paragraph, so that a lost sentence is the fault."""
    ids = [sentence.id for sentence in standing.paragraph.sentences]
    own = standing.was in ("", standing.paragraph.id)
    return standing.settled and own and len(set(ids)) == len(ids)


def _no_text(edition: Edition) -> Iterator[Finding]:
    """Yield one finding where a whole text is gone."""
    if edition.ledger.passages and not any(
        edition.unread(fault.span.source.path) and fault.span.source.path.startswith("docs")
        for rule in ("not-utf8", "too-large", "not-a-plain-file")
        for fault in edition.faults_of(rule)
    ):
        first = next(iter(edition.ledger.passages.values()))
        yield Finding(
            first.span,
            "a published passage must stay in the text",
            f"{counted(len(edition.ledger.passages), 'passage')} were published, and there is no text",
            ("Put the text back in docs/text/.",),
        )


def _no_original(edition: Edition, lost: Sequence[str]) -> Iterator[Finding]:
    """Yield one finding where a whole original is gone."""
    if lost and not any(edition.unread(f"docs/text/{text.id}.zh.md") for text in edition.texts):
        size = f"{counted(len(lost), 'passage')} of the original"
        yield Finding(
            edition.ledger.passages[lost[0]].span,
            "a published passage must stay in the text",
            f"{size} {'was' if len(lost) == 1 else 'were'} published, and it is not there",
            (f"Put it back, as docs/text/{edition.texts[0].id}.zh.md.",),
        )


def _written(edition: Edition, collation: Collation) -> Iterator[str]:
    """Yield the ids that a text holds, and those of which another rule has told what is wrong."""
    if not collation.text.faces:
        yield from _written_beside(edition, collation)
    seen: set[str] = set()
    for standing in collation.standings:
        paragraph = standing.paragraph
        if standing.named:
            yield paragraph.id
            yield from (sentence.id for sentence in paragraph.sentences)
        repeated = paragraph.id in seen
        seen.add(paragraph.id)
        if standing.was and paragraph.anchor and (repeated or not standing.named):
            yield standing.was
            yield from _sentences(standing)


def _written_beside(edition: Edition, collation: Collation) -> Iterator[str]:
    """Yield those of title, date, section marks and gaps."""
    text = collation.text
    if not text.front.fields or {"title", "date"} - text.front.fields.keys():
        yield from ("title", "date")
    for key in ("title", "date"):
        if key in text.front.fields:
            yield key
    unread = not text.front.fields or any(
        fault.span.source is text.source for fault in edition.faults_of("wrong-value")
    )
    if unread or "gaps" in text.front.unclear:
        yield from (name for name in edition.ledger.passages if name.startswith("gap"))
    yield from (gap.id for gap in text.gaps)
    yield from (section.id for section in text.sections)
    marks = [section.id for section in text.sections]
    if len(set(marks)) < len(marks):
        # `duplicate-anchor` says which mark is wrong.
        yield from (name for name in edition.ledger.passages if SECTION_RE.fullmatch(name))


def _sentences(standing: Standing) -> Iterator[str]:
    """Yield the ids that the sentences of a paragraph had when it was published."""
    for place in range(1, len(standing.paragraph.sentences) + 1):
        yield f"{standing.was}.{place}"


def _lost(edition: Edition, name: str, standing: Standing | None, size: int) -> Finding | None:
    """Return the finding of a lost paragraph, section mark, gap, title or date."""
    message = f"the published passage {name} must stay in the text"
    gone = f"{name} is gone" + (f", with its {counted(size, 'sentence')}" if size else "")
    if standing and standing.paragraph.anchor is None:
        end = standing.paragraph.span.end
        place = standing.paragraph.span.source.span(end, end)
        return Finding(
            place,
            message,
            gone,
            (f"Put it back, as a line below this paragraph: {{#{name}}}",),
            Suggestion(place, f"\n{{#{name}}}"),
        )
    if standing and standing.paragraph.anchor:
        return Finding(
            standing.paragraph.anchor,
            message,
            f"these words were published as {name}",
            (f"Write: {{#{name}}}",),
            Suggestion(standing.paragraph.anchor, name),
        )
    if SECTION_RE.fullmatch(name):
        advice = f"Put its mark back, as a line of its own: ## [{name[1:]}]"
    elif name.startswith("gap"):
        advice = f'Put its line back in the front matter, under “gaps”: - "{name} after …: …"'
    elif name in ("title", "date"):
        advice = f"Put the line back in the front matter: {name}: …"
    else:
        advice = "Put the paragraph back where it stood."
    return Finding(_near(edition, name), message, gone, (advice,))


def _lost_sentence(edition: Edition, name: str, standing: Standing) -> Finding:
    """Return the finding of a sentence that is gone from a paragraph whose words are in order."""
    end = standing.paragraph.span.end
    since = edition.ledger.passages[name].since
    return Finding(
        standing.paragraph.span.source.span(end, end),
        f"the published passage {name} must stay in the text",
        f"{standing.paragraph.id} ends here, and in version {short(since)} it did not",
        ("Put back the words that were published, in the text and in its witness.",),
    )


def _near(edition: Edition, name: str) -> Span:
    """Return the place in the text that a lost id had, else its place in the ledger."""
    text = edition.texts[0]
    if name.startswith("z"):
        text = next((own.facing for own in edition.texts if own.facing), text)
    number = _number(name) if notation.PARAGRAPH_RE.fullmatch(name) else 0
    if name in ("title", "date") or name.startswith("gap"):
        return text.front.place("gaps") if name.startswith("gap") else text.source.line_span(1)
    for paragraph in reversed(text.paragraphs) if number else ():
        found = notation.PARAGRAPH_RE.fullmatch(paragraph.id)
        if found and _number(paragraph.id) < number:
            last = paragraph.anchor or paragraph.span
            end = text.source.line_span(last.source.line_number(last.end)).end
            return text.source.span(end, end)
    return edition.ledger.passages[name].span


def _number(name: str) -> int:
    """Return the number of a paragraph, given its id."""
    return int(name.lstrip(ascii_lowercase + "-"))


def differs_from_witness(edition: Edition) -> Iterator[Finding]:
    """With every emendation undone and links taken off, the text is the witness, word for word.

    Only blanks, no-break spaces and line breaks are folded; where no blanks stand between words, as
    in Chinese, they are of no account at all.
    The title and the date are those of the witness too, and the witness has the SHA-256 that the
    front matter gives: it is never edited.
    """
    for collation in collations(edition):
        front, witness = collation.text.front, collation.text.witness
        name = front.scalar("witness")
        if name is None or edition.unread(f"docs/text/{name.text}"):
            continue
        if witness is None:
            yield Finding(
                name.span,
                "the text must have its witness beside it",
                f"there is no docs/text/{short(name.text)}",
                ("Put the witness back as it was received.",),
            )
            continue
        if not front.scalar("sha256"):
            continue
        if front.text("sha256") != witness.sha256:
            yield Finding(
                front.place("sha256"),
                f"the witness, {witness.source.path}, must have this SHA-256",
                f"it has {witness.sha256}",
                ("Put the witness back as it was received; it is never edited.",),
            )
            continue
        yield from _head(collation.text)
        for standing in collation.standings:
            if standing.difference:
                yield _differs(standing, standing.difference)
        yield from _unpaired(edition, collation)


def _line(text: Text, key: str) -> str:
    """Return the line of the witness that holds the title or the date."""
    number = text.front.text(f"{key}_line")
    return line_of(text.witness, number) if text.witness else ""


def _head(text: Text) -> Iterator[Finding]:
    """Yield where the title or the date is not that of the witness."""
    for key in ("title", "date"):
        scalar, number = text.front.scalar(key), text.front.scalar(f"{key}_line")
        if scalar is None or number is None or text.witness is None:
            continue
        theirs = line_of(text.witness, number.text)
        if not theirs and notation.COUNT_RE.fullmatch(number.text):
            yield Finding(
                number.span,
                f"“{key}_line” must be the line of the witness that holds the {key}",
                f"line {number.text} of the witness is empty, or is not there",
            )
        elif theirs and notation.fold(scalar.text) != theirs:
            yield Finding(
                scalar.span,
                f"the {key} must be the witness’s",
                f"line {number.text} of the witness is “{short(theirs)}”",
                (f"Write: {key}: {theirs}",),
            )


def _differs(standing: Standing, difference: Difference) -> Finding:
    """Return the finding of the first difference in a paragraph, both sides of it in the label."""
    sentence = difference.sentence
    where = sentence.id if sentence else standing.paragraph.id
    writing = standing.paragraph.writing
    mine = writing.joint.join([word.text for word in difference.ours])
    its = writing.joint.join(difference.theirs)
    span = _place(standing, difference)
    suggestion = _repair(standing, difference, span)
    if span.text == mine and its:
        lead, tail = _edges(mine, its)
        span = span.source.span(span.start + lead, span.end - tail)
        mine, its = mine[lead : len(mine) - tail], its[lead : len(its) - tail]
    if not mine:
        here = "before this" if difference.behind else "behind this"
        label = f"in {where} the witness has “{_shown(its)}” {here}, and the text does not"
    elif not its:
        label = f"in {where} the text has “{_shown(mine)}”, and the witness does not"
    else:
        label = f"in {where} the text has “{_shown(mine)}”, the witness “{_shown(its)}”"
    advice = [f"Put back the witness’s words: {_shown(its)}" if its else "Take the words away."]
    emended = _as_emendation(mine, its, writing)
    if difference.full and emended:
        advice.append(f"Or, if the witness has a slip here, declare it: {emended}{{>>why<<}}")
    return Finding(
        span,
        "with every emendation undone the text must be the witness, word for word",
        label,
        tuple(advice),
        suggestion,
    )


def _edges(mine: str, its: str) -> tuple[int, int]:
    """Return how many marks at the beginning and the end of two stretches are the same in both."""
    lead = tail = 0
    while lead < min(len(mine), len(its)) and mine[lead] == its[lead] and not mine[lead].isalnum():
        lead += 1
    most = min(len(mine), len(its)) - lead
    while tail < most and mine[-1 - tail] == its[-1 - tail] and not mine[-1 - tail].isalnum():
        tail += 1
    whole = lead + tail >= min(len(mine), len(its))
    return (0, 0) if whole else (lead, tail)


def _as_emendation(mine: str, its: str, writing: notation.Writing) -> str:
    """Return the emendation that a difference would be, or an empty text where it may be none."""
    if notation.punctuation(mine) != notation.punctuation(its):
        return ""
    if writing.count(mine) + writing.count(its) > MOST_WORDS:
        return ""
    if mine and its:
        return f"{{~~{its}~>{mine}~~}}"
    return f"{{++{mine}{writing.joint}++}}" if mine else f"{{--{its}{writing.joint}--}}"


def _shown(words: str) -> str:
    return short(words, 80)


def _place(standing: Standing, difference: Difference) -> Span:
    """Return where a difference stands in the file: the words of the text, or the next to it."""
    words = difference.ours or tuple(filter(None, (difference.behind or difference.before,)))
    if not words:
        return standing.paragraph.span
    first = words[0]
    last = [word for word in words if word.sentence is first.sentence][-1]
    return first.sentence.place(first.start, last.end, witness=True)


def _repair(standing: Standing, difference: Difference, span: Span) -> Suggestion | None:
    """Return the change that puts the witness’s words back, where that is plain."""
    source = span.source
    writing = standing.paragraph.writing
    theirs = writing.joint.join(difference.theirs)
    inside = difference.ours or tuple(filter(None, (difference.behind or difference.before,)))
    shown = writing.joint.join([word.text for word in inside])
    if not difference.full or writing.end.search(theirs) or span.text != shown:
        return None
    common = 1 if writing.joint else COMMON_SIGNS
    elsewhere = theirs in writing.fold(standing.paragraph.witness)
    if elsewhere and len(difference.theirs) > common:
        # The words stand elsewhere in the paragraph: they were moved, not lost.
        return None
    sentence = inside[0].sentence
    if difference.ours and theirs:
        return Suggestion(span, theirs)
    if difference.ours and span.start == sentence.span.start and span.end == sentence.span.end:
        # A whole line goes with its line end.
        line = source.line_span(span.line)
        return Suggestion(source.span(line.start, min(line.end + 1, len(source.text))), "")
    if difference.ours:
        start, end = span.start, span.end
        if source.text[end : end + 1] == " ":
            end += 1
        elif source.text[start - 1 : start] == " ":
            start -= 1
        return Suggestion(source.span(start, end), "")
    apart = "\n" if theirs.endswith(writing.stops) else writing.joint
    if difference.behind:
        return Suggestion(source.span(span.start, span.start), f"{theirs}{apart}")
    apart = "\n" if span.text.endswith(writing.stops) else writing.joint
    return Suggestion(source.span(span.end, span.end), f"{apart}{theirs}")


def _unpaired(edition: Edition, collation: Collation) -> Iterator[Finding]:
    """Yield the lines of the witness that no paragraph has, and the other way about."""
    lines = collation.text.front.scalar("text_lines")
    if lines is None:
        return
    for standing in collation.standings:
        paragraph = standing.paragraph
        if standing.number in collation.extra and paragraph.sentences and not standing.torn:
            yield Finding(
                paragraph.sentences[0].span,
                "every paragraph must be a line of the witness",
                f"no line that “text_lines” names has the words of {paragraph.id}",
                ("Take the paragraph away, or name its line in “text_lines”.",),
            )
        elif standing.number in collation.misplaced and standing.was in ("", paragraph.id):
            yield Finding(
                paragraph.sentences[0].span if paragraph.sentences else paragraph.span,
                "paragraphs must stand in the order of the witness",
                f"in the witness {paragraph.id} stands further up",
                ("Put the paragraph back in its place.",),
            )
    published = {found.witness for found in edition.ledger.passages.values()}
    for number, line in collation.absent:
        # Where the words were published, `lost-anchor` says so.
        if line and notation.fingerprint(line) not in published:
            yield Finding(
                lines.span,
                "every line of the witness that is the text must be a paragraph",
                f"no paragraph has line {number}, “{short(line)}”",
                ("Put the paragraph in its place.",),
            )
        elif not line:
            yield Finding(
                lines.span,
                "“text_lines” must name the lines of the witness that are the text: 8, 11, 14-16",
                f"line {short(number)} of the witness is empty, or is not there",
            )


def bad_emendation(edition: Edition) -> Iterator[Finding]:
    """An emendation is closed, changes words, and changes them only.

    What it replaces stands in the witness; old and new differ; it is not nested, changes no
    punctuation and crosses no sentence’s end.
    """
    for fault in edition.faults_of("bad-emendation"):
        yield _torn(fault)
    for text in edition.all_texts:
        for emendation in text.emendations():
            label = _wrong_with(emendation, text.writing)
            if label:
                yield Finding(
                    emendation.span,
                    "an emendation must change words, and nothing but words",
                    label,
                    ("Take it back, or describe what you saw in an annotation.",),
                )


TORN: Mapping[str, tuple[str, str]] = {
    "open": ("this one is not closed", "Close it: {~~old~>new~~}, {++added++} or {--dropped--}"),
    "close": ("nothing is opened that this closes", "Open it: {~~old~>new~~}{>>why<<}"),
    "arrow": ("no “~>” stands between the old words and the new", "Write: {~~old~>new~~}{>>why<<}"),
    "mixed": ("this one is closed by the mark of another kind", "Write: {~~old~>new~~}{>>why<<}"),
    "comment": (
        "this reason does not stand right behind an emendation",
        "Put it behind the closing brace, without a blank: {~~old~>new~~}{>>why<<}",
    ),
    "nested": (
        "another notation stands inside this one",
        "Emend the words alone; a link stands around them: [{~~old~>new~~}{>>why<<}](term:id)",
    ),
    "brackets": ("this one holds a bracket or a brace", "Emend the words alone."),
}


def _torn(fault: Fault) -> Finding:
    label, advice = TORN[fault.facts["why"]]
    return Finding(
        fault.span,
        "an emendation must be written {~~old~>new~~}, {++added++} or {--dropped--}",
        label,
        (advice,),
    )


def _wrong_with(emendation: Emendation, writing: notation.Writing) -> str:
    """Return what is wrong with an emendation that is written as it must be, or an empty text."""
    old, new = emendation.piece.old, emendation.piece.new
    if "~>" in f"{old} {new}":
        return "this holds “~>” once too often"
    if notation.fold(old) == notation.fold(new):
        return "old and new are the same words"
    if writing.end.search(old) or writing.end.search(new):
        return "this crosses the end of a sentence"
    if notation.punctuation(old) != notation.punctuation(new):
        return "this changes the punctuation"
    return ""


def unexplained_emendation(edition: Edition) -> Iterator[Finding]:
    """Every emendation has its reason, in a comment behind it."""
    for text in edition.all_texts:
        for sentence in text.sentences():
            # A reason that stands apart is told by `bad-emendation`.
            for emendation in () if sentence.torn else sentence.emendations():
                if not (emendation.piece.reason or "").strip():
                    yield _unexplained(emendation)


def _unexplained(emendation: Emendation) -> Finding:
    span = emendation.span
    bare = span.text.removesuffix("{>><<}") if emendation.piece.reason is not None else span.text
    bare = bare.partition("{>>")[0]
    return Finding(
        span,
        "an emendation must have a reason",
        "this one has none",
        (f"Add the reason behind it: {short(bare, 120)}{{>>why<<}}",),
        Suggestion(span, f"{bare}{{>>why<<}}"),
    )
