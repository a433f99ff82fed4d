"""Rules on terms and the glossary."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from edition import forms, front_matter, notation
from edition.findings import Finding, Suggestion
from edition.rules.collation import unsettled
from edition.rules.nearest import nearest_terms, short, there_is_no

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from edition.forms import Use
    from edition.model import (
        Annotation,
        Edition,
        Fault,
        Form,
        Link,
        Paragraph,
        Person,
        Sentence,
        Term,
    )
    from edition.source import Span

GLOSS_LIMIT = 200
# Marks of Markdown and HTML that have no place in plain words.
MARKUP_RE = re.compile(r"\*\w|\w\*|`|\]\(|<[a-zA-Z/]|&[a-z]+;|(?<!\w)_\w")
SENTENCE_END_RE = re.compile(r"[.?!][”’)]?$")
# Where a sentence ends within a gloss; what stands before the stop is looked at for abbreviations.
INNER_END_RE = re.compile(r"(?P<word>[\w”’)]+)[.?!][”’)]?\s+(?=[A-Z“])")
ABBREVIATIONS = frozenset(
    [
        "c",
        "ca",
        "cf",
        "e",
        "g",
        "i",
        "lit",
        "trans",
        "vol",
        "no",
        "p",
        "pp",
        "ed",
        "eds",
        "st",
        "mr",
        "mrs",
        "dr",
        "prof",
        "vs",
    ]
)
# Places that a message names, at most.
MOST_PLACES = 8


@lru_cache(maxsize=1)
def _forms(edition: Edition) -> forms.Forms:
    """Return the forms of the edition, once for all the rules that need them."""
    return forms.Forms(edition)


@lru_cache(maxsize=1)
def _uses(edition: Edition) -> Mapping[Span, list[Use]]:
    """Return the forms that stand in every sentence of the texts, by the sentence’s place."""
    every, unclear = _forms(edition), unsettled(edition)
    found: dict[Span, list[Use]] = {}
    for text in edition.texts:
        for sentence in text.sentences():
            # Where words or ids are in doubt, so is which forms are meant.
            doubtful = sentence.id in unclear
            uses = [] if doubtful else list(every.uses(sentence.reading, sentence.id))
            if uses:
                found[sentence.span] = uses
    return found


@lru_cache(maxsize=1)
def _by_name(edition: Edition) -> Mapping[str, str]:
    """Return the ids of entries by all that stands for them, folded."""
    found: dict[str, str] = {}
    for term in edition.terms.values():
        keys = ("rendering", "standard", "hanzi", "traditional", "pinyin")
        for name in (*(form.words for form in term.forms), *map(term.front.text, keys)):
            found.setdefault(_name(name), term.id)
    return found


def _name(words: str) -> str:
    return notation.fold_marks(notation.fold(unquote(words))).casefold()


def _as_id(written: str) -> str:
    """Return what was written as an id would be: lower case, with hyphens."""
    return re.sub(r"[\s_]+", "-", written.strip().casefold())


def _in_other_case(written: str, edition: Edition) -> str:
    """Return the id that was written in another case, or with underscores; else an empty text."""
    target = written.strip().casefold().replace("_", "-")
    return target if target in edition.terms else ""


def _in_words(written: str, edition: Edition) -> str:
    """Return the id of the entry whose words stand where its id should; else an empty text."""
    target = _as_id(written)
    return target if target in edition.terms else _by_name(edition).get(_name(written), "")


@lru_cache(maxsize=1)
def _unknown(edition: Edition) -> Sequence[Link]:
    """Return the term references that name no entry; what cannot be read may be one."""
    return [
        link
        for link in edition.links("term")
        if link.target not in edition.terms and not edition.unread(f"glossary/{link.target}.md")
    ]


def _to_paste(link: Link, target: str) -> str:
    return f"Write: [{short(notation.fold(link.words), 120)}](term:{target})"


def unknown_term(edition: Edition) -> Iterator[Finding]:
    """A term reference names an entry: a file in `glossary/`.

    The report names up to three entries that are near by id, headword or form.
    """
    for link in _unknown(edition):
        if _in_other_case(link.target, edition) or _in_words(link.target, edition):
            continue
        if link.target in edition.ledger.terms:
            # `removed-term` says so, once for all uses.
            continue
        near = nearest_terms(link.target, edition, notation.fold(link.words))
        new = _as_id(link.target)
        write = f"glossary/{new}.md" if notation.ID_RE.fullmatch(new) else "a file in glossary/"
        yield Finding(
            link.target_span,
            "a term reference must name an entry of the glossary",
            there_is_no(link.target, near),
            (_to_paste(link, near[0]) if near else f"Write the entry first, as {write}.",),
            Suggestion(link.target_span, near[0]) if near else None,
        )


def is_gone(edition: Edition, name: str) -> bool:
    """Tell whether an entry was published and is no longer there."""
    known = name in edition.terms or edition.unread(f"glossary/{name}.md")
    return name in edition.ledger.terms and not known


def term_case(edition: Edition) -> Iterator[Finding]:
    """A term reference writes the id exactly: lower case, with hyphens."""
    for link in _unknown(edition):
        target = _in_other_case(link.target, edition)
        if target:
            yield Finding(
                link.target_span,
                "a term reference must write the id exactly",
                f"the id is “{target}”",
                (_to_paste(link, target),),
                Suggestion(link.target_span, target),
            )


def term_in_words(edition: Edition) -> Iterator[Finding]:
    """After `term:` stands the id, not the headword, a form, the Chinese or its pinyin."""
    for link in _unknown(edition):
        if _in_other_case(link.target, edition) or link.target in edition.ledger.terms:
            continue
        target = _in_words(link.target, edition)
        if target:
            yield Finding(
                link.target_span,
                "a term reference must give the id of the entry, not its words",
                f"the id of “{short(unquote(link.target))}” is “{target}”",
                (_to_paste(link, target),),
                Suggestion(link.target_span, target),
            )


def malformed_reference(edition: Edition) -> Iterator[Finding]:
    """A reference is written `[words](term:id)`, closed, with words and an id.

    The same holds for `[words](passage:p2.3)`, `[words](note:id)`, `[words](person:id)` and, for
    works, `[@key, 184]`.
    Markdown’s other ways to write a link, `[words][id]` and `<term:id>`, are not used for them.
    """
    for fault in edition.faults_of("malformed-reference"):
        yield _malformed(fault, fault.facts.get("mended") or _mended(edition, fault))


def _mended(edition: Edition, fault: Fault) -> str:
    """Return a reference as it should be where the reader of files can’t know, or an empty text."""
    written = fault.span.text
    if fault.facts["why"] == "target":
        words = written[1 : written.rfind("](")]
        target = _by_name(edition).get(_name(words), "")
        return f"[{words}](term:{target})" if target else ""
    found = re.search(r"term:(?P<id>[^()<>]*)", written)
    term = edition.terms.get(found["id"]) if found else None
    # [](term:bee) and <term:bee> have no words: those of the headword will do.
    return f"[{term.headword}](term:{term.id})" if term and written[:3] in ("[](", "<te") else ""


# What is wrong with a reference, as its label says it.
MALFORMED: Mapping[str, str] = {
    "words": "no words stand between the brackets",
    "target": "no id stands behind the colon",
    "open": "this reference is not closed",
    "unclosed": "the words are opened with “[” and not closed with “]”",
    "unopened": "the words are closed with “]” and not opened with “[”",
    "apart": "no blank may stand between the words and the id",
    "nested": "the words stand in two pairs of brackets",
    "bare": "no words stand in brackets before this",
    "written": "this is written in another way",
    "label": "this is Markdown’s way to name a link that is defined elsewhere",
    "form": "this is another of Markdown’s ways to write a link",
    "image": "this is an image",
    "scheme": "this is a link of another kind",
    "citation": "this citation stands without brackets",
}


def _malformed(fault: Fault, mended: str) -> Finding:
    why = fault.facts["why"]
    message = "a reference must be written [words](term:id)"
    if why == "deep":
        return Finding(
            fault.span,
            f"square brackets must be nested at most {fault.facts['most']} deep",
            f"here they are {fault.facts['depth']} deep",
            (f"Close them, or take them away; the {fault.facts['unread']} was not read.",),
        )
    if why == "citation":
        message = "a citation must be written [@key, 184]"
    elif why == "scheme":
        message = "a link in the text must lead to an entry, a passage or a note: [words](term:id)"
    advice = f"Write: {short(mended, 120)}" if mended else "Write it so, or take the marks away."
    return Finding(
        fault.span,
        message,
        MALFORMED[why],
        (advice,),
        Suggestion(fault.span, mended) if mended else None,
    )


def unlisted_form(edition: Edition) -> Iterator[Finding]:
    """The words of a term reference are the headword of the entry or one of its forms.

    The report gives the line to add to `forms`.
    """
    doubtful = unsettled(edition)
    listed: dict[str, dict[tuple[str, ...], list[Form]]] = {}
    for link in edition.links("term"):
        term = edition.terms.get(link.target)
        if term is None or link.passage in doubtful:
            continue
        if not term.front.text("term") or "forms" in term.front.unclear:
            continue
        if link.passage.startswith("z"):
            # In an original stands the Chinese itself.
            continue
        if term.id not in listed:
            every = listed.setdefault(term.id, {})
            for form in term.forms:
                every.setdefault(forms.same(form.words), []).append(form)
        found = listed[term.id].get(forms.same(link.words))
        if found and (
            not link.passage or any(edition.covers(f.scope, link.passage) for f in found)
        ):
            continue
        yield _unlisted(term, link, found)


def _unlisted(term: Term, link: Link, found: Sequence[Form] | None) -> Finding:
    words, words_place = notation.fold(link.words), link.words_span
    message = f"the words of a reference to “{term.id}” must be one of its forms"
    path = term.source.path
    if found:
        where = ", ".join(found[0].scope)
        label = f"“{short(words)}” is one of them only in {short(where)}"
        advice = f"Write in {path}: - {words} @ {where}, {link.passage}"
        return Finding(words_place, message, label, (advice,))
    scope = f" @ {link.passage}" if any(form.scope for form in term.forms) and link.passage else ""
    line = f"  - {front_matter.written(f'{words}{scope}')}"
    listed = term.front.values("forms")
    if listed:
        advice = f"Add to the forms in {path}: {short(line.strip(), 120)}"
        end = front_matter.whole(listed[-1]).end
        suggestion = Suggestion(term.source.span(end, end), f"\n{line}")
    else:
        advice = f"Add to {path} a line “forms:” and below it: {short(line, 120)}"
        end = front_matter.whole(term.front.values("term")[-1]).end
        suggestion = Suggestion(term.source.span(end, end), f"\nforms:\n{line}")
    label = f"“{short(words)}” is none of them"
    return Finding(words_place, message, label, (advice,), suggestion)


def ambiguous_form(edition: Edition) -> Iterator[Finding]:
    """Two entries do not claim one form in the same passages.

    Where one English word renders two Chinese ones, the form is scoped in each entry:
    `masses @ p2.7`.
    """
    claims: dict[tuple[str, ...], list[tuple[Term, Form]]] = {}
    for term in edition.terms.values():
        if term.front.text("superseded_by"):
            continue
        for form in term.forms:
            key = forms.same(form.words)
            others = claims.setdefault(key, [])
            other = next(
                (
                    other
                    for other, other_form in others
                    if other.id != term.id and _meet(edition, form, other_form)
                ),
                None,
            )
            if key and other:
                yield _ambiguous(edition, term, form, other)
            others.append((term, form))


def _ambiguous(edition: Edition, term: Term, form: Form, other: Term) -> Finding:
    headword = term.front.scalar("term")
    if headword and form.span.start == headword.span.start:
        advice = "A headword is a form everywhere: give one of the two entries another."
    else:
        uses, words = _uses(edition), forms.same(form.words)
        places = [
            sentence.id
            for text in edition.texts
            for sentence in text.sentences()
            if any(forms.same(use.form.words) == words for use in uses.get(sentence.span, ()))
        ]
        where = ", ".join(places[:MOST_PLACES]) or "p2.7"
        stands = f" (it stands in {where})" if places else ""
        example = places[0] if places else where
        advice = f"Say in each entry where it is meant{stands}: - {form.words} @ {example}"
    return Finding(
        form.span,
        f"two entries must not claim the form “{short(form.words)}” in the same passages",
        f"{other.source.path} claims it too",
        (advice,),
    )


def _meet(edition: Edition, one: Form, other: Form) -> bool:
    """Tell whether two scopes have a sentence in common."""
    if not one.scope or not other.scope:
        # A form without a scope is meant wherever no scoped form of another entry is.
        return not one.scope and not other.scope
    return not edition.scope(one.scope).isdisjoint(edition.scope(other.scope))


def unused_term(edition: Edition) -> Iterator[Finding]:
    """An entry is referred to from the text, an annotation, another entry or the register."""
    if not edition.whole or not edition.texts:
        # What was not read may refer to anything.
        return
    used = set(_meant(edition))
    for term in edition.terms.values():
        used |= {value.text for value in term.front.values("see") if value.text != term.id}
        used.add(term.front.text("superseded_by"))
    for person in edition.people.values():
        used |= {value.text for value in person.front.values("term")}
    for term in edition.terms.values():
        known = notation.ID_RE.fullmatch(term.id) and term.front.text("term")
        if term.id not in used and known and not term.front.text("superseded_by"):
            yield Finding(
                term.front.place("term"),
                f"the entry “{term.id}” must be referred to from somewhere",
                "nothing links to this entry",
                (f"Link its first mention in the text: [{short(term.headword)}](term:{term.id})",),
            )


def _meant(edition: Edition) -> Iterator[str]:
    """Yield the ids that references name, or were meant to: what is wrong is told once."""
    for link in _term_links(edition):
        yield link.target
        if link.target not in edition.terms:
            yield _in_words(link.target, edition)
            yield from nearest_terms(link.target, edition, link.words)[:1]


def _term_links(edition: Edition) -> Iterator[Link]:
    """Yield every term reference, less those of an entry to itself."""
    for link in edition.links("term"):
        if link.passage or link.span.source.path != f"glossary/{link.target}.md":
            yield link


def unlinked_term(edition: Edition) -> Iterator[Finding]:
    """A term is linked at its first mention in a paragraph, an annotation, an entry or the register.

    Where terms nest, the longest is linked and the inner one at its next free mention.
    Headings and quotations are left as they are.
    """
    uses = _uses(edition)
    for text in edition.texts:
        for paragraph in text.paragraphs:
            if any(sentence.span in uses for sentence in paragraph.sentences):
                yield from _unlinked_in_paragraph(uses, paragraph)
    for term in edition.terms.values():
        yield from _unlinked_in_body(_forms(edition), term, own=term.id)
    for note in edition.annotations.values():
        yield from _unlinked_in_body(_forms(edition), note, own="")
    for person in edition.people.values():
        yield from _unlinked_in_body(_forms(edition), person, own=person.front.text("term"))


def _unlinked_in_paragraph(
    uses: Mapping[Span, list[Use]], paragraph: Paragraph
) -> Iterator[Finding]:
    seen: set[str] = set()
    for sentence in paragraph.sentences:
        found = uses.get(sentence.span, [])
        linked = list(sentence.linked())
        for use in found:
            if use.term not in seen and not any(
                start < use.end and use.start < end for _, start, end in linked
            ):
                yield _unlinked_in_sentence(use, sentence, paragraph.id)
            seen.add(use.term)
        seen.update(piece.target for piece, _, _ in linked if piece.scheme == "term")


def _unlinked_in_sentence(use: Use, sentence: Sentence, where: str) -> Finding:
    span = sentence.place(use.start, use.end)
    pieces, torn = notation.scan(span.text)
    whole = (
        not torn
        and "".join(piece.reading for piece in pieces) == sentence.reading[use.start : use.end]
    )
    return _unlinked(use, span, f"in {where}", linkable=whole)


def _unlinked_in_body(
    every: forms.Forms, entry: Term | Annotation | Person, own: str
) -> Iterator[Finding]:
    first_links: dict[str, int] = {}
    for link in entry.body.links:
        if link.scheme == "term":
            first_links.setdefault(link.target, link.span.start)
    seen = {own}
    for stretch in entry.body.prose:
        for use in every.uses(stretch.text) if stretch.own else ():
            if use.term in seen:
                continue
            seen.add(use.term)
            start = stretch.offset(use.start)
            if start < first_links.get(use.term, start + 1):
                span = entry.source.span(start, stretch.offset(use.end - 1) + 1)
                yield _unlinked(use, span, "in this file", linkable=True)


def _unlinked(use: Use, span: Span, where: str, *, linkable: bool) -> Finding:
    mended = f"[{span.text}](term:{use.term})"
    return Finding(
        span,
        f"the first mention of “{use.term}” {where} must be linked",
        "this is a form of it",
        (f"Write: {short(mended, 120)}",) if linkable else (),
        Suggestion(span, mended) if linkable else None,
    )


def nested_term(edition: Edition) -> Iterator[Finding]:
    """Where one form contains another, the longest is linked."""
    uses = _uses(edition)
    for text in edition.texts:
        for sentence in text.sentences():
            found = uses.get(sentence.span)
            if not found:
                continue
            for piece, start, end in sentence.linked():
                for use in found:
                    inside = (
                        use.start <= start and end <= use.end and end - start < use.end - use.start
                    )
                    if inside and piece.scheme == "term" and piece.target != use.term:
                        yield _nested(sentence, use)


def _nested(sentence: Sentence, use: Use) -> Finding:
    """Return the finding of a form that is linked within a longer one."""
    words = sentence.reading[use.start : use.end]
    # The whole of every link that it holds is replaced, not the words alone.
    span = sentence.place(use.start, use.end)
    start, end = span.start, span.end
    for piece in sentence.pieces:
        if isinstance(piece, notation.Linked) and piece.start < end and start < piece.end:
            start, end = min(start, piece.start), max(end, piece.end)
    whole = span.source.span(start, end)
    pieces, _ = notation.scan(whole.text)
    plain = "".join(piece.reading for piece in pieces) == words and not any(
        isinstance(each, notation.Emended)
        for piece in pieces
        for each in (piece.pieces if isinstance(piece, notation.Linked) else (piece,))
    )
    mended = f"[{words}](term:{use.term})"
    return Finding(
        whole,
        "where forms contain one another the longest must be linked",
        f"“{short(words)}” is a form of “{use.term}”",
        (f"Write: {short(mended, 120)}",),
        Suggestion(whole, mended) if plain else None,
    )


def unknown_see(edition: Edition) -> Iterator[Finding]:
    """`see`, `superseded_by` and the `term` of a person or body name entries of the glossary."""
    every = [
        (term.front, key) for term in edition.terms.values() for key in ("see", "superseded_by")
    ]
    every += [(person.front, "term") for person in edition.people.values()]
    for front, key in every:
        for value in front.values(key):
            known = value.text in edition.terms or edition.unread(f"glossary/{value.text}.md")
            if known or not value.text.strip() or key in front.unclear:
                continue
            if is_gone(edition, value.text):
                # `removed-term` says so, with every use.
                continue
            near = nearest_terms(value.text, edition)
            lead = "- " if key == "see" else f"{key}: "
            yield Finding(
                value.span,
                f"“{key}” must name an entry of the glossary by its id",
                there_is_no(value.text, near),
                (f"Write: {lead}{near[0]}",) if near else ("Take the line away.",),
                Suggestion(front_matter.whole(value), near[0]) if near else None,
            )


def bad_gloss(edition: Edition) -> Iterator[Finding]:
    """A gloss is one sentence of plain text, at most 200 characters, that ends with a full stop.

    It is not defined by its own headword: a reader who does not know the word learns nothing.
    The `role` of a person or body is such a sentence too.
    """
    glosses = [(term.front, "gloss", _own_name(term)) for term in edition.terms.values()]
    glosses += [(person.front, "role", "") for person in edition.people.values()]
    for front, key, name in glosses:
        gloss = front.scalar(key)
        if gloss is None or key in front.unclear:
            continue
        found = _gloss_fault(gloss.text, name)
        if found:
            label, start, end = found
            span = gloss.span
            if span.text == gloss.text:
                span = span.source.span(span.start + start, span.start + end)
            yield Finding(
                span,
                f"a {key} must be one plain sentence of at most {GLOSS_LIMIT} characters",
                label,
                (ADVICE[key],),
            )


ADVICE = {
    "gloss": "Say in one sentence what the term is, as to somebody who never met the word.",
    "role": "Say in one sentence who or what it was in this story.",
}


def _own_name(term: Term) -> str:
    """Return the words by which a gloss may not explain."""
    return term.headword if "term" in term.front.fields else ""


def _gloss_fault(gloss: str, name: str) -> tuple[str, int, int] | None:
    """Return what is wrong with a gloss, and where in it, or None."""
    size = len(gloss)
    if size > GLOSS_LIMIT:
        return f"from here on it is too long: it has {size} characters", GLOSS_LIMIT, size
    markup = MARKUP_RE.search(gloss)
    if markup:
        return "this is a mark of Markdown or HTML", *markup.span()
    for inner in INNER_END_RE.finditer(gloss):
        if inner["word"].casefold() not in ABBREVIATIONS:
            return "a second sentence begins here", inner.end(), size
    headword = forms.same(name)
    words = list(forms.tokens(gloss))
    bare = tuple(token for token, _, _ in words)
    for at in range(len(words) if headword else 0):
        if bare[at : at + len(headword)] == headword:
            label = f"this explains “{short(name)}” by itself"
            return label, words[at][1], words[at + len(headword) - 1][2]
    if not SENTENCE_END_RE.search(gloss):
        return "it does not end with a full stop", size - 1, size
    return None
