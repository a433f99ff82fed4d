"""Rules on how bodies quote and cite: with the place, and by the key of the work."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING

from edition import csl, notation
from edition.bodies import WORD_RE
from edition.findings import Finding, Suggestion
from edition.rules.nearest import short

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from edition.model import Body, Citation, Edition, Stretch
    from edition.source import Span

LONGEST = 8
# How many of its words must be the text's own, of 1, for a quotation to be one of the text.
NEARLY = 0.8
QUOTED_RE = re.compile(r"“(?P<curly>[^“”]*)”|\"(?P<straight>(?=\S)[^\"]*)\"")
HAN_RE = re.compile(r"[\u3400-\u9fff]")
LETTERS_RE = re.compile(r"[^\W\d_]{4,}")
# What a quotation leaves out, and what its editor puts in: … ... [of]
CUT_RE = re.compile(r"…|\.\.\.|\[[^\[\]]*\]")
# [words](term:id), of which only the words count
LINK_RE = re.compile(r"\[([^\[\]]*)\]\([^()\n]*\)")
# What may stand between a quotation and the citation right behind it.
BETWEEN_RE = re.compile(r"[\s.,;:!?’”\"')(*_>–—-]*")
SENTENCE_END_RE = re.compile(r"[.!?:][’”\"')*_\]]*[\s\0]*$")
BLOCK_RE = re.compile(r"[ \t]*>[ \t>]*")


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation in a body: its place, its words without marks, and where its citation may stand.

    A citation counts that begins from `first` on and before `last`, or behind that with nothing but
    marks between. `end` is where one can be added.
    """

    body: Body
    span: Span
    words: str
    first: int
    last: int
    end: int

    def near(self, place: Span) -> bool:
        """Tell whether something stands where the citation of the quotation may stand."""
        if place.start < self.last:
            return place.start >= self.first
        return bool(BETWEEN_RE.fullmatch(self.span.source.text, self.last, place.start))


def long_quotation(edition: Edition) -> Iterator[Finding]:
    """A quotation of more than eight words has a citation with its place: `[@key, 184]`.

    A quotation stands in double quotation marks or in a block of its own; two hanzi count as a word.
    Its citation stands in the same sentence, in or right before a block, or right behind.
    The place may be any: a page, a chapter, a section; none is asked of a work that is read as one
    piece, such as a page of the web or a speech.
    Words of the text itself need no citation in an annotation on the passage in which they stand, and
    elsewhere a link to it will do: `[p2.3](passage:p2.3)`.
    A title in quotation marks is none: it is that of a known work, or most of its longer words are
    written with a capital.
    """
    for body in edition.bodies():
        for quotation in _quotations(body):
            if _count(quotation.words) > LONGEST and not _is_title(edition, quotation.words):
                yield from _long_quotation(edition, quotation)


def _quotations(body: Body) -> Iterator[Quotation]:
    """Yield the quotations in the running prose of a body that may be long, and in its blocks."""
    block: list[Stretch] = []
    for stretch in body.prose:
        quoted = not stretch.own and _in_block(body, stretch)
        if block and not (quoted and _adjoin(body, block[-1], stretch)):
            yield _block(body, block)
            block = []
        if quoted:
            block.append(stretch)
        elif stretch.own and ("“" in stretch.text or '"' in stretch.text):
            for match in QUOTED_RE.finditer(stretch.text):
                # Words of links are blotted out; where there are none, they can be counted at once.
                if "\0" in match[0] or _count(match[0]) > LONGEST:
                    yield _inline(body, stretch, match)
    if block:
        yield _block(body, block)


def _in_block(body: Body, stretch: Stretch) -> bool:
    line = body.source.line_span(body.source.line_number(stretch.offset(0)))
    return bool(BLOCK_RE.match(line.text))


def _end(stretch: Stretch) -> int:
    """Return where a stretch ends in the file."""
    return stretch.offset(len(stretch.text) - 1) + 1 if stretch.text else stretch.offset(0)


def _adjoin(body: Body, one: Stretch, other: Stretch) -> bool:
    """Tell whether two stretches stand in one block quotation: every line between them does."""
    between = body.source.text[_end(one) : other.offset(0)]
    return all(BLOCK_RE.match(line) for line in between.split("\n")[1:])


def _block(body: Body, block: Sequence[Stretch]) -> Quotation:
    source = body.source
    start, end = block[0].offset(0), _end(block[-1])
    # The line that leads up to it.
    first = source.line_number(start) - 1
    while first > 1 and not source.line_span(first).text.strip():
        first -= 1
    begin = max(body.start, source.line_span(max(first, 1)).start)
    shown = source.span(start, min(end, source.line_span(source.line_number(start)).end))
    words = " ".join(_source_words(body, stretch, 0, len(stretch.text)) for stretch in block)
    return Quotation(body, shown, words, begin, end, end)


def _inline(body: Body, stretch: Stretch, match: re.Match[str]) -> Quotation:
    text = stretch.text
    # Its sentence: one stands on each line, but a line may be broken within one.
    begin = text.rfind("\n", 0, match.start()) + 1
    while begin and not SENTENCE_END_RE.search(_line_before(text, begin)):
        begin = text.rfind("\n", 0, begin - 1) + 1
    end = text.find("\n", match.end())
    while end != -1 and not SENTENCE_END_RE.search(_line_before(text, end + 1)):
        end = text.find("\n", end + 1)
    last = _end(stretch) if end == -1 else stretch.offset(end - 1) + 1
    span = body.source.span(stretch.offset(match.start()), stretch.offset(match.end() - 1) + 1)
    within = match.span("straight" if match["curly"] is None else "curly")
    words = _source_words(body, stretch, *within)
    return Quotation(body, span, words, stretch.offset(begin), last, span.end)


def _line_before(text: str, start: int) -> str:
    """Return the line that ends before `start`, where another begins."""
    return text[text.rfind("\n", 0, start - 1) + 1 : start - 1]


def _source_words(body: Body, stretch: Stretch, start: int, end: int) -> str:
    """Return words of a stretch as the file has them, with the links in them and without marks."""
    lines = []
    position = 0
    for line in stretch.text.split("\n"):
        first, last = max(start, position), min(end, position + len(line))
        if first < last:
            words = body.source.text[stretch.offset(first) : stretch.offset(last - 1) + 1]
            lines.append(words)
        position += len(line) + 1
    words = LINK_RE.sub(r"\1", notation.CITATION_RE.sub("", " ".join(lines)))
    return notation.fold(re.sub(r"[*_`]", "", words))


def _count(words: str) -> int:
    """Return the number of words, two hanzi to a word."""
    han = len(HAN_RE.findall(words))
    return len(WORD_RE.findall(HAN_RE.sub(" ", words))) + (han + 1) // 2


def _is_title(edition: Edition, words: str) -> bool:
    """Tell whether quoted words are the title of a work rather than a quotation from one."""
    longer = LETTERS_RE.findall(words)
    if sum(word[0].isupper() for word in longer) > len(longer) / 2:
        return True
    sought = _plain(words).rstrip(".,;:!?")
    return any(sought in title for title in _titles(edition))


@lru_cache(maxsize=1)
def _titles(edition: Edition) -> Sequence[str]:
    """Return the titles of the works and texts of an edition."""
    fields = ("title", "reviewed-title", "volume-title", "container-title")
    titles = [
        str(work.csl.get(field, "")) for work in edition.references.values() for field in fields
    ]
    titles += [text.front.text("title") for text in edition.texts]
    return [_plain(title) for title in titles if title]


def _plain(words: str) -> str:
    """Return words in small letters, with plain marks."""
    return notation.fold_marks(notation.fold(words)).casefold()


def _long_quotation(edition: Edition, quotation: Quotation) -> Iterator[Finding]:
    near = [citation for citation in quotation.body.citations if quotation.near(citation.span)]
    if any(_has_place(edition, citation) for citation in near):
        return
    if _is_linked(edition, quotation):
        return
    passage = _passage(edition, quotation.words)
    message = f"a quotation of more than {LONGEST} words should have a citation with its place"
    if passage:
        end = quotation.span.source.span(quotation.end, quotation.end)
        link = f"[{passage}](passage:{passage})"
        yield Finding(
            quotation.span,
            f"a quotation of more than {LONGEST} words from the text should link its passage",
            f"these words stand in {passage}",
            (f"Write behind it: ({link})",),
            Suggestion(end, f" ({link})"),
        )
    elif near:
        item = near[-1].items[0]
        yield Finding(
            quotation.body.source.span(item.key_start, item.key_end),
            message,
            "this names the work, but no page or other place in it",
            (f"Write, with the right page: [@{short(item.key)}, 184]",),
        )
    else:
        yield Finding(
            quotation.span,
            message,
            f"this one has {_count(quotation.words)} words and no citation",
            ("Write behind it, with the key of the work and the page: [@key, 184]",),
        )


def _has_place(edition: Edition, citation: Citation) -> bool:
    """Tell whether one of the works of a citation is cited with a place, or can have none.

    What is not known is told by `unknown-reference`.
    """
    return any(
        item.locator
        or item.key not in edition.references
        or str(edition.references[item.key].csl.get("type")) not in csl.PAGED
        for item in citation.items
    )


def _passage(edition: Edition, words: str) -> str:
    """Return the sentence in which quoted words stand or, of several, the paragraph.

    Returns an empty text where they are not of the text.
    """
    return next((name for name, text in _passages(edition) if _holds(text, words)), "")


@lru_cache(maxsize=1)
def _passages(edition: Edition) -> Sequence[tuple[str, str]]:
    """Return the sentences, then the paragraphs, each as it is read and as the witness has it."""
    return [
        (passage.id, text)
        for kind in ("sentence", "paragraph")
        for passage in edition.passages.values()
        if passage.kind == kind
        for text in dict.fromkeys((_plain(passage.reading), _plain(passage.witness)))
    ]


def _holds(text: str, words: str) -> bool:
    """Tell whether the words stand in a plain text, in order, less what the quotation leaves out."""
    position = 0
    for part in CUT_RE.split(_plain(words)):
        sought = part.strip(" .,;:!?")
        position = text.find(sought, position)
        if position == -1:
            return False
        position += len(sought)
    return True


def _is_linked(edition: Edition, quotation: Quotation) -> bool:
    """Tell whether words of the text are quoted beside a link to them, or where they are annotated.

    They may be given there as they would stand with a word put right.
    """
    targets = [
        link.target
        for link in quotation.body.links
        if link.scheme == "passage" and quotation.near(link.span)
    ]
    targets += [note.at for note in edition.annotations.values() if note.body is quotation.body]
    passages = [edition.passage(target) for target in targets]
    texts = [_plain(passage.reading) for passage in passages if passage]
    return any(
        _holds(text, quotation.words) or _nearly_holds(text, quotation.words) for text in texts
    )


def _nearly_holds(text: str, words: str) -> bool:
    """Tell whether nearly all the words stand in a plain text, in order."""
    theirs, ours = WORD_RE.findall(text), WORD_RE.findall(_plain(words))
    blocks = SequenceMatcher(a=theirs, b=ours, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) >= NEARLY * len(ours)


# Parts of words without which there is no pointer, so that most prose is passed over at once.
HINTS = ("bid", "idem", "Idem", " cit", ".cit", "bove", "elow")
_WORK = (
    r"(?:works?|books?|articles?|stud(?:y|ies)|papers?|reports?|sources?|documents?|texts?"
    r"|editions?|volumes?|references?)"
)
_PRONOUN = r"(?:an?|the|all|its?|him|her|his|them|their|us|our|me|my|you|your)"
POINTER_RE = re.compile(
    rf"""\b(?:
      (?P<ibid>ibid(?:em)?\b\.?)
    | (?P<latin>idem\b|(?:op|loc|art)\.?\s?cit\b\.?)
      # see above, cf. also below; not: those who see below them
    | (?P<see>(?:see|cf\.|compare)\s(?:also\s)?(?:above|below)\b(?!\s{_PRONOUN}\b))
      # as cited above, the work named below, the above-mentioned book
    | (?:as\s)?(?:cited|quoted)\s(?:above|below)\b
    | {_WORK}\s(?:mentioned|named|referred\sto)\s(?:above|below)\b
    | (?:above|afore|below)[-\s]?(?:cited|quoted|mentioned|named|said)\s{_WORK}\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)
# What may follow ibid. in its brackets: a place, which has a number, as in (ibid., 184)
PLACE_RE = re.compile(r"[*_]*\s*(?:,\s*(?P<place>[^()\[\]]*[0-9][^()\[\]\s]*)\s*)?[)\]]")
IBID_RE = re.compile(r"\bibid", re.IGNORECASE)


def ibid(edition: Edition) -> Iterator[Finding]:
    """No work is cited by words that point to another place, such as *ibid.* or “see above”.

    These are *ibid.*, *idem*, *op. cit.* and *loc. cit.*, “see above” and “see below”, “as cited
    above” and “the work named below”. They point to whatever stands there, and to something else
    once a sentence is moved; the key of a work always points to that work. Other uses of “above” and
    “below” are not meant.
    """
    for body in edition.bodies():
        hints = [hint for hint in HINTS if hint in body.source.text]
        for stretch in body.prose if hints else ():
            if any(hint in stretch.text for hint in hints):
                for match in POINTER_RE.finditer(stretch.text):
                    yield _pointer(body, stretch, match)


def _pointer(body: Body, stretch: Stretch, match: re.Match[str]) -> Finding:
    start, end = stretch.offset(match.start()), stretch.offset(match.end() - 1) + 1
    before = [citation for citation in body.citations if citation.span.end <= start]
    advice = "Cite the work again, [@key, 184], or link what is meant: [p2.3](passage:p2.3)"
    suggestion = None
    words = " ".join(match[0].split())
    below = "below" in words.lower()
    if before and not match["see"] and not below:
        last = before[-1].items[-1]
        advice = f"If that is the work meant, write: [@{last.key}]"
        if match["ibid"]:
            suggestion = _cited_again(body, stretch, match, before[-1])
            advice = f"Write: {suggestion.words}" if suggestion else advice
    return Finding(
        body.source.span(start, end),
        "a work should be cited by its key, wherever it is cited",
        f"“{words}” points to whatever stands {'below' if below else 'before it'}",
        (advice,),
        suggestion,
    )


def _cited_again(
    body: Body, stretch: Stretch, match: re.Match[str], before: Citation
) -> Suggestion | None:
    """Return the citation to put for an *ibid.* that stands in brackets, alone or with a place.

    Alone it means the same place of the same work, and behind another the place of that.
    """
    text = stretch.text
    opening = len(text[: match.start()].rstrip("*_ ")) - 1
    behind = PLACE_RE.match(text, match.end())
    if opening < 0 or text[opening] not in "([" or not behind or len(before.items) > 1:
        return None
    item = before.items[0]
    start, end = stretch.offset(opening), stretch.offset(behind.end() - 1) + 1
    place = behind["place"]
    if not place and IBID_RE.search(body.source.text, before.span.end, start):
        return None
    place = place or item.locator
    words = f"[@{item.key}, {place}]" if place else f"[@{item.key}]"
    return Suggestion(body.source.span(start, end), words)
