"""Rules on terms and the glossary."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from edition import forms, notation
from edition.findings import Finding, Suggestion
from edition.rules.nearest import listed, nearest_terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from edition.forms import Use
    from edition.model import Edition, Form, Fault, Link, Paragraph, Sentence, Term

GLOSS_LIMIT = 200
# Marks of Markdown and HTML that have no place in plain words.
MARKUP_RE = re.compile(r"\*\w|\w\*|`|\]\(|<[a-z/]|&[a-z]+;|(?<!\w)_\w")
SENTENCE_END_RE = re.compile(r"[.?!][”’)]?$")
INNER_END_RE = re.compile(r"(?<=[a-z)”’][.?!])\s+(?=[A-Z“])")


@lru_cache(maxsize=1)
def _forms(edition: Edition) -> forms.Forms:
    """Return the forms of the edition, once for all the rules that need them."""
    return forms.Forms(edition)


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
    return notation.fold(words).casefold()


def _as_id(written: str) -> str:
    """Return what was written as an id would be: lower case, with hyphens."""
    return re.sub(r"[\s_]+", "-", written.strip().casefold())


def _unknown(edition: Edition) -> Iterator[Link]:
    return (link for link in edition.links("term") if link.target not in edition.terms)


def _to_paste(link: Link, target: str) -> str:
    return f"Write: [{link.words}](term:{target})"


def unknown_term(edition: Edition) -> Iterator[Finding]:
    """A term reference names an entry: a file in `glossary/`.

    The report names up to three entries that are near by id, headword or form.
    """
    names = _by_name(edition)
    for link in _unknown(edition):
        if _as_id(link.target) in edition.terms or _name(link.target) in names:
            continue
        near = nearest_terms(link.target, edition, link.words)
        advice = (
            (_to_paste(link, near[0]),)
            if near
            else (f"Write the entry first: glossary/{_as_id(link.target)}.md",)
        )
        yield Finding(
            link.target_span,
            "a term reference must name an entry of the glossary",
            f"there is no “{link.target}”" + (f"; the nearest is {listed(near)}" if near else ""),
            advice,
            Suggestion(link.target_span, near[0]) if near else None,
        )


def term_case(edition: Edition) -> Iterator[Finding]:
    """A term reference writes the id exactly: lower case, with hyphens."""
    for link in _unknown(edition):
        target = _as_id(link.target)
        if target in edition.terms:
            yield Finding(
                link.target_span,
                "a term reference must write the id exactly",
                f"the id is “{target}”",
                (_to_paste(link, target),),
                Suggestion(link.target_span, target),
            )


def term_in_words(edition: Edition) -> Iterator[Finding]:
    """After `term:` stands the id, not the headword, a form, the Chinese or its pinyin."""
    names = _by_name(edition)
    for link in _unknown(edition):
        target = names.get(_name(link.target))
        if target and _as_id(link.target) not in edition.terms:
            yield Finding(
                link.target_span,
                "a term reference must give the id, not the words",
                f"the id of “{link.target}” is “{target}”",
                (_to_paste(link, target),),
                Suggestion(link.target_span, target),
            )


def malformed_reference(edition: Edition) -> Iterator[Finding]:
    """A reference is written `[words](term:id)`, closed, with words and an id.

    The same holds for `[words](passage:p2.3)` and `[words](note:id)`.
    Markdown’s other ways to write a link, `[words][id]` and `<term:id>`, are not used for them.
    """
    for fault in edition.faults_of("malformed-reference"):
        yield _malformed(fault)


def _malformed(fault: Fault) -> Finding:
    why = fault.facts["why"]
    written = fault.span.text
    form = "a reference must be written [words](term:id)"
    if why == "deep":
        return Finding(
            fault.span,
            "square brackets must not be nested more than twelve deep",
            f"here they are {fault.facts['depth']} deep",
            ("Close the brackets, or take them away; the rest of this file was not read.",),
        )
    if why == "words":
        return Finding(fault.span, form, "there are no words between the brackets")
    if why == "target":
        return Finding(fault.span, form, "there is no id behind the colon")
    match = re.search(r"\[?(?P<words>[^\[\]()]*?)\]?\s*\(?(?P<scheme>term|passage|note):(?P<id>[^\s()]+)", written)
    if match and match["words"].strip():
        mended = f"[{match['words'].strip()}]({match['scheme']}:{match['id']})"
        if ")" not in written:
            label = "this reference is not closed"
        elif "] " in written:
            label = "nothing may stand between the words and the id"
        else:
            label = "this reference is not closed" if "]" not in written else "this is not"
        return Finding(
            fault.span, form, label, (f"Write: {mended}",), Suggestion(fault.span, mended)
        )
    return Finding(fault.span, form, "this is written in another way")


def unlisted_form(edition: Edition) -> Iterator[Finding]:
    """The words of a term reference are the headword of the entry or one of its forms.

    The report gives the line to add to `forms`.
    """
    for link in edition.links("term"):
        term = edition.terms.get(link.target)
        if term is None or _is_form(edition, term, link):
            continue
        words = notation.fold(link.words)
        scope = f" @ {link.passage}" if any(form.scope for form in term.forms) and link.passage else ""
        yield Finding(
            link.span,
            f"the words of a reference to “{term.id}” must be one of its forms",
            f"“{words}” is none",
            (f"Add to the forms in {term.source.path}: - {words}{scope}",),
        )


def _is_form(edition: Edition, term: Term, link: Link) -> bool:
    words = forms.same(link.words)
    return any(
        forms.same(form.words) == words
        and (not form.scope or (bool(link.passage) and edition.covers(form.scope, link.passage)))
        for form in term.forms
    )


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
            others = claims.setdefault(forms.same(form.words), [])
            for other, other_form in others:
                if other.id != term.id and _meet(edition, form, other_form):
                    yield Finding(
                        form.span,
                        f"two entries must not claim the form “{form.words}” in the same passages",
                        f"{other.source.path} claims it too",
                        (
                            "Say in each entry where the form is meant: "
                            f"- {form.words} @ p2.7",
                        ),
                    )
                    break
            others.append((term, form))


def _meet(edition: Edition, one: Form, other: Form) -> bool:
    """Tell whether two scopes have a sentence in common."""
    if not one.scope or not other.scope:
        # A form without a scope is meant wherever no scoped form of another entry is.
        return not one.scope and not other.scope
    return _sentences(edition, one.scope) & _sentences(edition, other.scope) != set()


def _sentences(edition: Edition, scope: Sequence[str]) -> set[str]:
    found = (edition.passage(written) for written in scope)
    return {sentence.id for passage in found if passage for sentence in passage.sentences}


def unused_term(edition: Edition) -> Iterator[Finding]:
    """An entry is referred to from the text, an annotation or another entry."""
    used = {link.target for text in edition.texts for s in text.sentences() for link in s.links()}
    for body in edition.annotation_and_page_bodies():
        used |= {link.target for link in body.links if link.scheme == "term"}
    for term in edition.terms.values():
        used |= {
            link.target
            for link in term.body.links
            if link.scheme == "term" and link.target != term.id
        }
        used |= {value.text for value in term.front.values("see") if value.text != term.id}
    for term in edition.terms.values():
        if term.id not in used and not term.front.text("superseded_by"):
            yield Finding(
                term.front.place("term"),
                f"the entry “{term.id}” must be referred to from somewhere",
                "nothing links to this entry",
                (f"Link its first mention in the text: [{term.headword}](term:{term.id})",),
            )


def unlinked_term(edition: Edition) -> Iterator[Finding]:
    """A term is linked at its first mention in a paragraph, an annotation or an entry.

    Where terms nest, the longest is linked and the inner one at its next free mention.
    """
    every = _forms(edition)
    for text in edition.texts:
        for paragraph in text.paragraphs:
            yield from _unlinked_in_paragraph(every, paragraph)
    for term in edition.terms.values():
        yield from _unlinked_in_body(every, term, own=term.id)
    for note in edition.annotations.values():
        yield from _unlinked_in_body(every, note, own="")


def _unlinked_in_paragraph(every: forms.Forms, paragraph: Paragraph) -> Iterator[Finding]:
    seen: set[str] = set()
    for sentence in paragraph.sentences:
        linked = list(_linked(sentence))
        for use in every.uses(sentence.reading, sentence.id):
            over = [target for target, start, end in linked if start < use.end and use.start < end]
            if not over and use.term not in seen:
                yield _unlinked(use, _span_in(sentence, use), f"in {paragraph.id}")
            seen.add(use.term)
        seen |= {target for target, _, _ in linked}


def _linked(sentence: Sentence) -> Iterator[tuple[str, int, int]]:
    """Yield target, start and end, in the reading text, of every term reference."""
    position = 0
    for piece in sentence.pieces:
        end = position + len(piece.reading)
        if isinstance(piece, notation.Linked) and piece.scheme == "term":
            yield piece.target, position, end
        position = end


def _span_in(sentence: Sentence, use: Use):  # type: ignore[no-untyped-def]
    """Return where a stretch of the reading text stands in the file."""
    position = 0
    start = end = sentence.span.start
    for piece in sentence.flat():
        after = position + len(piece.reading)
        plain = isinstance(piece, notation.Words)
        if position <= use.start < after:
            start = piece.start + (use.start - position if plain else 0)
        if position < use.end <= after:
            end = piece.start + (use.end - position) if plain else piece.end
        position = after
    return sentence.span.source.span(start, max(start, end))


def _unlinked_in_body(every: forms.Forms, entry, own: str) -> Iterator[Finding]:  # type: ignore[no-untyped-def]
    first_links: dict[str, int] = {}
    for link in entry.body.links:
        first_links.setdefault(link.target, link.span.start)
    seen = {own}
    for stretch in entry.body.prose:
        for use in every.uses(stretch.text):
            if use.term in seen:
                continue
            seen.add(use.term)
            start = stretch.offset(use.start)
            if start < first_links.get(use.term, start + 1):
                span = entry.source.span(start, stretch.offset(use.end - 1) + 1)
                yield _unlinked(use, span, "here")


def _unlinked(use: Use, span, where: str) -> Finding:  # type: ignore[no-untyped-def]
    mended = f"[{span.text}](term:{use.term})"
    return Finding(
        span,
        f"the first mention of “{use.term}” {where} must be linked",
        "this is a form of it",
        (f"Write: {mended}",),
        Suggestion(span, mended),
    )


def unknown_see(edition: Edition) -> Iterator[Finding]:
    """`see` and `superseded_by` name entries of the glossary."""
    for term in edition.terms.values():
        for value in (*term.front.values("see"), *term.front.values("superseded_by")):
            if value.text in edition.terms:
                continue
            near = nearest_terms(value.text, edition)
            yield Finding(
                value.span,
                "“see” must name an entry of the glossary",
                f"there is no “{value.text}”"
                + (f"; the nearest is {listed(near)}" if near else ""),
                (f"Write: - {near[0]}",) if near else ("Take the line away.",),
                Suggestion(value.span, near[0]) if near else None,
            )


def bad_gloss(edition: Edition) -> Iterator[Finding]:
    """A gloss is one sentence of plain text, at most 200 characters, that ends with a full stop.

    It is not defined by its own headword: a reader who does not know the word learns nothing.
    """
    for term in edition.terms.values():
        gloss = term.front.scalar("gloss")
        if gloss is None:
            continue
        label = _gloss_fault(term, gloss.text)
        if label:
            yield Finding(
                gloss.span,
                "a gloss must be one plain sentence of at most 200 characters",
                label,
            )


def _gloss_fault(term: Term, gloss: str) -> str:
    """Return what is wrong with a gloss, or an empty text."""
    if len(gloss) > GLOSS_LIMIT:
        return f"this one has {len(gloss)}"
    if MARKUP_RE.search(gloss):
        return "it holds marks of Markdown or HTML"
    if not SENTENCE_END_RE.search(gloss):
        return "it does not end with a full stop"
    if INNER_END_RE.search(gloss):
        return "it is more than one sentence"
    headword = forms.same(term.headword)
    words = forms.same(gloss)
    if any(words[at : at + len(headword)] == headword for at in range(len(words))):
        return f"it explains “{term.headword}” by itself"
    return ""


def nested_term(edition: Edition) -> Iterator[Finding]:
    """Where one form contains another, the longest is linked."""
    every = _forms(edition)
    for text in edition.texts:
        for sentence in text.sentences():
            linked = list(_linked(sentence))
            for use in every.uses(sentence.reading, sentence.id):
                for target, start, end in linked:
                    inside = use.start <= start and end <= use.end
                    if inside and (start, end) != (use.start, use.end) and target != use.term:
                        span = _span_in(sentence, use)
                        yield Finding(
                            span,
                            "where forms contain one another the longest must be linked",
                            f"these words are a form of “{use.term}”",
                            (f"Write: [{sentence.reading[use.start : use.end]}](term:{use.term})",),
                        )
