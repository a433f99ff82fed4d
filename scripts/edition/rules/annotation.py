"""Rules on annotations, and on what they and other bodies cite and point to."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import chain
from typing import TYPE_CHECKING

from edition import front_matter, notation, quotations
from edition.findings import Finding, Severity, Suggestion
from edition.rules.collation import unsettled
from edition.rules.front_matter import clear, reasoned, without
from edition.rules.nearest import counted, listed, nearest, short, there_is_no

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edition.model import Annotation, Edition, Field, Form, Passage
    from edition.source import Span

MOST_QUOTED = 60
FEWEST_WORDS, MOST_WORDS = 15, 400
REFERENCES = "docs/references.json"
# Passages whose ids are numbers.
NUMBERED = ("paragraph", "sentence")
NUMBERED_RE = re.compile(r"[pPzZ]?[0-9]")
# (Chung 2011, 391), as works are cited in print
AUTHOR_DATE_RE = re.compile(
    r"\((?P<authors>[^\W\d_][^()\d\n]{0,80}?),?\s(?P<year>[12][0-9]{3})[a-z]?"
    r"(?:[,:]\s?(?P<locator>[^()\n]{1,80}))?\)"
)


def placed(edition: Edition) -> Iterator[tuple[Annotation, Passage]]:
    """Yield the annotations that have a quotation and a passage that exists and can be trusted."""
    doubtful = unsettled(edition)
    for note in edition.annotations.values():
        passage = edition.passage(note.at)
        if passage is None or not note.quote.strip() or {"quote", "at"} & note.front.unclear:
            continue
        if passage.original:
            # `unknown-passage` says so.
            continue
        if doubtful.isdisjoint(sentence.id for sentence in passage.sentences):
            yield note, passage


def unknown_passage(edition: Edition) -> Iterator[Finding]:
    """A passage that is named exists: a paragraph `p2`, a sentence `p2.3`, a range `p2.3-p2.5`.

    Links may lead to the original too, `z2.3`; an annotation, a form and a gap belong to the
    translation.
    """
    if not edition.texts or any(not text.paragraphs for text in edition.texts):
        # There is no text to name a passage of; another rule says why.
        return
    for written, span, linked in _named(edition):
        found = edition.passage(written)
        # What was published and is gone is told by `lost-anchor`.
        if found is None and not _published(edition, written):
            yield _unknown_passage(edition, written, span)
        elif found and found.original and not linked:
            yield _of_the_original(edition, found, span)


def _published(edition: Edition, written: str) -> bool:
    """Tell whether a passage was published, or both ends of a range."""
    ends = notation.RANGE_RE.fullmatch(written)
    names = (ends["first"], ends["last"]) if ends else (written,)
    lost = [name for name in names if name not in edition.passages]
    return bool(lost) and all(name in edition.ledger.passages for name in lost)


def _of_the_original(edition: Edition, found: Passage, span: Span) -> Finding:
    """Return the finding of a passage of the original where one of the translation belongs."""
    rows = [text.alignment.rows for text in edition.texts if text.alignment]
    names = [sentence.id for sentence in found.sentences] or [found.id]
    theirs = [row.translation.text for row in chain(*rows) if row.original.text in names]
    return Finding(
        span,
        "what is said of the translation must name a passage of the translation",
        f"{found.label} is in the original",
        (f"Its place in the translation is {listed(theirs, 'and')}.",) if theirs else (),
    )


def _named(edition: Edition) -> Iterator[tuple[str, Span, bool]]:
    """Yield every passage that is named anywhere, with the place and whether it is a link."""
    for note in edition.annotations.values():
        at = note.front.scalar("at")
        if at and "at" not in note.front.unclear:
            yield at.text, at.span, False
    for link in edition.links("passage"):
        yield link.target, link.target_span, True
    for term in edition.terms.values():
        for form in term.forms:
            for written in form.scope:
                yield written, _in_scope(form, written), False
    for text in edition.texts:
        for gap in text.gaps:
            start = gap.span.start + gap.span.text.find(gap.after)
            yield gap.after, gap.span.source.span(start, start + len(gap.after)), False


def _in_scope(form: Form, written: str) -> Span:
    """Return where a passage stands in the scope of a form, behind its words."""
    source = form.span.source
    line = source.line_span(form.span.line)
    start = source.text.find(written, form.span.end, line.end)
    return form.span if start == -1 else source.span(start, start + len(written))


def _unknown_passage(edition: Edition, written: str, span: Span) -> Finding:
    message = "a passage that is named must exist"
    label = f"there is no “{short(written)}”"
    meant = as_meant(edition, written)
    if meant:
        return Finding(span, message, label, (f"Write: {meant}",), Suggestion(span, meant))
    first, _, number = written.rpartition(".")
    owner = edition.passages.get(first)
    if owner and owner.sentences and notation.COUNT_RE.fullmatch(number):
        size = counted(len(owner.sentences), "sentence")
        last = owner.sentences[-1].id
        return Finding(span, message, f"{label}: {first} has {size}", (f"The last is {last}.",))
    own = {name: found for name, found in edition.passages.items() if not found.original}
    paragraphs = [name for name, found in own.items() if found.kind == "paragraph"]
    others = [name for name, found in own.items() if found.kind not in NUMBERED]
    # Ids that differ by a figure are no nearer to one another than any others.
    near = [] if NUMBERED_RE.match(written) else nearest(written, others)
    several = len(paragraphs) > 1
    advice = f"The paragraphs are {paragraphs[0]} to {paragraphs[-1]}." if several else ""
    if near:
        advice = f"Did you mean {listed(near)}?"
    elif not NUMBERED_RE.match(written):
        advice = f"Name a paragraph (p2), a sentence (p2.3) or a range (p2.3-p2.5). {advice}"
    return Finding(span, message, label, (advice.strip(),) if advice else ())


def as_meant(edition: Edition, written: str) -> str:
    """Return the passage that was meant and written in another way, or an empty text."""
    bare = re.sub(r"\s+", "", notation.fold_marks(written).strip("#[](){}.,;").lower())
    parts = [f"p{part}" if part[:1].isdecimal() else part for part in bare.split("-")]
    choices = ["-".join(parts), "-".join(reversed(parts))]
    if len(parts) == 2:
        owner = parts[0].partition(".")[0]
        # p2.3-5 is p2.3-p2.5
        choices.append(f"{parts[0]}-{owner}.{parts[1].removeprefix('p')}")
        choices += [parts[0]] if parts[0] == parts[1] else []
    return next((choice for choice in choices if edition.passage(choice)), "")


def unknown_note(edition: Edition) -> Iterator[Finding]:
    """A link to an annotation, `[words](note:id)`, names a file in `docs/annotations/`."""
    for link in edition.links("note"):
        path = f"docs/annotations/{link.target}.md"
        if link.target not in edition.annotations and not edition.unread(path):
            near = nearest(link.target, edition.annotations)
            yield Finding(
                link.target_span,
                "a link to an annotation must name a file in docs/annotations/",
                there_is_no(link.target, near),
                (f"Write: [{short(link.words, 120)}](note:{near[0]})",)
                if near
                else ("Write the annotation first, or take the link away.",),
                Suggestion(link.target_span, near[0]) if near else None,
            )


def quote_not_found(edition: Edition) -> Iterator[Finding]:
    """The quotation of an annotation stands word for word in its passage.

    It is quoted from the reading text or, with `text: witness`, from the witness.
    Only quotation marks, dashes and blanks may be written in another way.
    """
    for note, passage in placed(edition):
        if not quotations.found(note, passage):
            yield _quote_not_found(edition, note, passage)


def _quote_not_found(edition: Edition, note: Annotation, passage: Passage) -> Finding:
    span = note.front.place("quote")
    scalar = note.front.scalar("quote")
    place = front_matter.whole(scalar) if scalar else span
    words = quotations.words_of(note, passage)
    if not words.strip():
        advice = "Name the paragraph or the sentence: p2, p2.3."
        return Finding(
            note.front.place("at"),
            "a quotation must stand in words",
            f"{passage.label} has none",
            (advice,),
        )
    witness = note.front.text("text") == "witness"
    message = f"the quotation must stand word for word in {passage.label}, in the {WHICH[witness]}"
    other = quotations.elsewhere(note, edition)
    if other:
        at = Suggestion(note.front.place("at"), other)
        return Finding(span, message, f"it stands in {other}", (f"Write: at: {other}",), at)
    near = quotations.nearest_words(note.quote, words)
    if not near:
        advice = f"{passage.label} reads: {short(words, 120)}"
        return Finding(span, message, "these words are not there", (advice,))
    label, where = _difference(note.quote, near, span, f"the {WHICH[witness]} has")
    written = front_matter.written(near)
    repairs = [f"Write: quote: {short(written, 120)}"]
    undone = passage.reading if witness else passage.witness
    if quotations.pattern(note.quote).search(notation.fold_marks(undone)):
        label = f"these are the words of the {WHICH[not witness]}"
        repairs.append("Or take away: text: witness" if witness else "Or add a line: text: witness")
    return Finding(where, message, label, tuple(repairs), Suggestion(place, written))


WHICH = {True: "witness", False: "reading text"}


def _difference(quote: str, near: str, span: Span, has: str) -> tuple[str, Span]:
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
    its = short(" ".join(theirs[b_from:b_to]))
    starts = [match.span() for match in re.finditer(r"\S+", span.text)]
    # In quotation marks YAML may spell words otherwise; then the whole is shown.
    exact = len(starts) == len(ours)
    if a_from == a_to:
        here = min(a_from, len(ours) - 1)
        place = span.source.span(span.start + starts[here][0], span.start + starts[here][1])
        side = "before" if a_from < len(ours) else "behind"
        return f"{has} “{its}” {side} this", place if exact else span
    label = f"{has} “{its}”" if its else f"{has} no such words"
    if not exact:
        return label, span
    begin, end = starts[a_from][0], starts[a_to - 1][1]
    return label, span.source.span(span.start + begin, span.start + end)


def ambiguous_quote(edition: Edition) -> Iterator[Finding]:
    """A quotation occurs once in its passage, or the annotation says which occurrence is meant."""
    for note, passage in placed(edition):
        places = quotations.found(note, passage)
        if not places or quotations.chosen(note, passage):
            continue
        occurrence = note.front.scalar("occurrence")
        if occurrence is None:
            yield Finding(
                note.front.place("quote"),
                f"the quotation must occur once in {passage.label}, or say which time is meant",
                f"it occurs {len(places)} times there",
                ("Quote more words, name a smaller passage, or add a line: occurrence: 1",),
            )
        elif notation.COUNT_RE.fullmatch(occurrence.text):
            times = "once" if len(places) == 1 else f"{len(places)} times"
            yield Finding(
                occurrence.span,
                f"“occurrence” must be one of the times that the quotation occurs in {passage.label}",
                f"it occurs {times} there",
                (
                    "Take the line away."
                    if len(places) == 1
                    else f"Write: occurrence: {len(places)}",
                ),
            )


def bad_quote(edition: Edition) -> Iterator[Finding]:
    """A quotation is of whole words, at most 60 of them."""
    for note, passage in placed(edition):
        span = note.front.place("quote")
        count = len(note.quote.split())
        if count > MOST_QUOTED:
            starts = [match.start() for match in re.finditer(r"\S+", span.text)]
            begin = span.start + (starts[MOST_QUOTED] if len(starts) == count else 0)
            yield Finding(
                span.source.span(begin, span.end),
                f"a quotation must have at most {MOST_QUOTED} words",
                f"from here on it is too long: it has {count}",
                ("Quote the words that the annotation is about.",),
            )
        words = quotations.words_of(note, passage)
        place = quotations.chosen(note, passage)
        scalar = note.front.scalar("quote")
        if scalar and place and (_within_word(words, place[0]) or _within_word(words, place[1])):
            whole = front_matter.written(notation.fold(_whole_words(words, *place)))
            yield Finding(
                span,
                "a quotation must be of whole words",
                "it begins or ends within a word",
                (f"Write: quote: {short(whole, 120)}",),
                Suggestion(front_matter.whole(scalar), whole),
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
        if not note.front.fields or note.body.unread:
            continue
        words = note.body.words
        markdown = note.body.markdown
        if not markdown.strip():
            fence = note.source.line_span(note.source.line_number(note.front.span.end))
            yield Finding(
                fence,
                "an annotation must have a body",
                "nothing stands below this line",
                ("Write what the reader should know about the quoted words, and cite it.",),
            )
        elif not FEWEST_WORDS <= words <= MOST_WORDS:
            begin = note.body.start + len(markdown) - len(markdown.lstrip())
            yield Finding(
                note.source.line_span(note.source.line_number(begin)),
                f"an annotation should have {FEWEST_WORDS} to {MOST_WORDS} words",
                f"the body that begins here has {counted(words, 'word')}",
                ("Say what the reader should know, and no more.",),
                severity=Severity.WARNING,
            )


def uncited_annotation(edition: Edition) -> Iterator[Finding]:
    """An annotation has at least one citation, or the reason why it needs none, in `uncited`.

    The reason is more than a word. Where there is a citation there is no such line.
    """
    torn = {fault.span.source.path for fault in edition.faults_of("malformed-reference")}
    for note in edition.annotations.values():
        front, body = note.front, note.body
        # Without a body, or with a citation that is torn, another rule says what is to be done.
        if not front.fields or body.unread or not body.markdown.strip():
            continue
        field = front.fields.get("uncited")
        if not clear("annotation", front, "uncited"):
            continue
        if field:
            yield from _uncited(note, field)
        elif not body.citations and note.source.path not in torn:
            yield _no_citation(edition, note)


def _uncited(note: Annotation, field: Field) -> Iterator[Finding]:
    """Yield what is wrong with the reason why an annotation has no citation."""
    reason = field.values[0] if field.values else field.key
    if note.body.citations:
        key = note.body.citations[0].items[0].key
        yield Finding(
            reason.span,
            "an annotation must have a citation, or a reason why it needs none, but not both",
            f"the body cites “{short(key)}”",
            ("Take “uncited” away.",),
            without(field),
        )
    elif not field.values or not reasoned(reason.text):
        yield Finding(
            reason.span,
            "an annotation without a citation must say why it needs none",
            f"“{reason.text}” is no reason" if field.values else "nothing stands behind this",
            (
                "Write a few words, for example: uncited: It only compares words of the text.",
                "Or cite in the body what is said there, and take this line away.",
            ),
        )


def _no_citation(edition: Edition, note: Annotation) -> Finding:
    """Return the finding of an annotation that cites nothing, with what was meant as a citation."""
    message = "an annotation must have a citation, or say why it needs none"
    for match in AUTHOR_DATE_RE.finditer(note.body.markdown):
        made = "-".join(re.findall(r"\w+", f"{match['authors']} {match['year']}".casefold()))
        made = re.sub(r"-(?:and|et-al|with)(?=-)", "", made)
        # What follows the year in a key tells works of one year apart.
        meant = [key for key in edition.references if key.startswith(made)]
        if not meant:
            continue
        start = note.body.start
        span = note.source.span(start + match.start(), start + match.end())
        locator = f", {match['locator'].strip()}" if match["locator"] else ""
        citation = f"[@{meant[0]}{locator}]"
        others = (f"Or, if that is the work meant, its key is {listed(meant[1:4])}.",)
        return Finding(
            span,
            message,
            "this names a work, but not by its key",
            (f"Write: {citation}", *(others if meant[1:] else ())),
            Suggestion(span, citation) if len(meant) == 1 else None,
        )
    end = note.body.start + len(note.body.markdown.rstrip())
    last = note.source.text.rfind("\n", 0, end) + 1
    word = max(last, note.source.text.rfind(" ", 0, end) + 1)
    return Finding(
        note.source.span(word, end),
        message,
        "the body ends here and cites no work",
        (
            f"Write behind what is taken from a work, with its key of {REFERENCES}: [@key, page]",
            "Or add a line to the front matter: uncited: the reason why no work is cited",
        ),
    )


def unknown_reference(edition: Edition) -> Iterator[Finding]:
    """A citation names a work in `docs/references.json`."""
    if edition.unread(REFERENCES) or any(
        fault.span.source.path == REFERENCES for fault in edition.faults_of("bad-front-matter")
    ):
        # The list could not be read; another rule says why.
        return
    for key, span in cited(edition):
        if key not in edition.references:
            near = nearest(key, edition.references)
            at = "@" if span.source.text[span.start - 1 : span.start] == "@" else ""
            yield Finding(
                span,
                f"a work that is cited must stand in {REFERENCES}",
                there_is_no(key, near),
                (f"Write: {at}{near[0]}",) if near else (f"Add the work to {REFERENCES} first.",),
                Suggestion(span, near[0]) if near else None,
            )


def cited(edition: Edition) -> Iterator[tuple[str, Span]]:
    """Yield the key of every work that is cited, with its place."""
    for body in edition.bodies():
        for citation in body.citations:
            for item in citation.items:
                yield item.key, body.source.span(item.key_start, item.key_end)
    for text in edition.texts:
        for key in ("source", "facing"):
            work = text.front.scalar(key)
            if work and key not in text.front.unclear:
                yield work.text, work.span
