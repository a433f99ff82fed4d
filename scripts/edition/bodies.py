"""Entries, annotations and pages as Markdown: how they are parsed, and what stands where.

One parser, markdown-it-py's `commonmark` with tables, reads a body for the checks and, with raw
HTML off, for the renderer. Its inline tokens do not know their place, so the rules that matter here
are wrapped to note it, in offsets of the block's content; `_starts` turns those into offsets of the
file.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from edition import notation
from edition.model import Body, Citation, Hyperlink, Link, Stretch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

    from edition.model import Fault
    from edition.source import Source, Span

InlineRule = "Callable[[StateInline, bool], bool]"

# Deeper brackets than this are never prose; refusing them keeps every parser here linear.
MAX_DEPTH = 12
# [term]: term:x, a link definition
SCHEME_RE = re.compile(r"(?:term|passage|note):")
HEADING_ID_RE = re.compile(r"\{[^{}]*#(?P<id>[^\s{}]+)[^{}]*\}\s*$")
WORD_RE = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
# What no form can match, so that what is blotted out never joins its neighbours.
_BLOT = "\0"


@lru_cache(maxsize=4)
def parser(*, html: bool, page: bool) -> MarkdownIt:
    """Return the parser of bodies, or of prose pages.

    `html` lets raw HTML through as tokens (the checks must see it; the renderer must not).
    In a page what is indented is no code, since admonitions, tabs and footnotes indent their text.
    """
    made = MarkdownIt("commonmark", {"html": html}).enable("table")
    if page:
        made.disable("code")
    # Addresses are judged by the rule `unsafe-link`, which has to see them first.
    made.validateLink = _any_address  # type: ignore[method-assign]
    made.inline.ruler.before("link", "citation", _citation)
    made.inline.ruler.before("link", "ours", _ours)
    for name in ("backticks", "link", "image", "autolink", "html_inline"):
        made.inline.ruler.at(name, _placed(_rule(made, name)))
    return made


def _any_address(_: str) -> bool:
    return True


def _rule(made: MarkdownIt, name: str) -> Callable[[StateInline, bool], bool]:
    """Return the parser's own inline rule of that name."""
    return next(rule.fn for rule in made.inline.ruler.__rules__ if rule.name == name)


def _placed(
    original: Callable[[StateInline, bool], bool],
) -> Callable[[StateInline, bool], bool]:
    """Return the rule, noting in the first token it makes where that came from."""

    def rule(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
        start, count = state.pos, len(state.tokens)
        if not original(state, silent):
            return False
        for token in state.tokens[count:]:
            if token.type != "text":
                token.meta = {**token.meta, "place": (start, state.pos)}
                break
        return True

    return rule


def _citation(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Read `[@key, 184]`."""
    match = notation.CITATION_RE.match(state.src, state.pos, state.posMax)
    if not match or notation.citation_items(match["items"]) is None:
        return False
    if not silent:
        token = state.push("citation", "", 0)
        token.content = match["items"]
        token.meta = {"place": match.span()}
    state.pos = match.end()
    return True


def _ours(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Read `[words](term:id)`, also where the id has blanks in it, which no Markdown link may."""
    if state.src[state.pos] != "[":
        return False
    start = state.pos
    end = state.md.helpers.parseLinkLabel(state, start, True)  # noqa: FBT003 - as upstream calls it
    match = notation.TARGET_RE.match(state.src, end + 1, state.posMax) if end >= 0 else None
    if not match:
        return False
    if not silent:
        limit = state.posMax
        opening = state.push("ours_open", "a", 1)
        opening.meta = {
            "place": (start, match.end()),
            "scheme": match["scheme"],
            "target": match["target"],
            "target_place": match.span("target"),
            "words": state.src[start + 1 : end],
        }
        state.pos, state.posMax = start + 1, end
        state.linkLevel += 1
        state.md.inline.tokenize(state)
        state.linkLevel -= 1
        state.posMax = limit
        state.push("ours_close", "a", -1)
    state.pos = match.end()
    return True


def depth(markdown: str) -> tuple[int, int]:
    """Return how deep square brackets are nested at most, and where it is deepest."""
    deepest = level = where = 0
    for match in re.finditer(r"\\.|[\[\]]|\n[ \t]*\n", markdown):
        mark = match[0]
        if mark == "[":
            level += 1
            if level > deepest:
                deepest, where = level, match.start()
        elif mark == "]":
            level = max(0, level - 1)
        elif mark[0] == "\n":
            level = 0
    return deepest, where


def read_body(source: Source, start: int, *, page: bool = False) -> tuple[Body, list[Fault]]:
    """Read the Markdown of a file from offset `start` on.

    Returns the body and what could not be understood in it.
    """
    markdown = source.text[start:]
    deepest, where = depth(markdown)
    if deepest > MAX_DEPTH:
        place = source.span(start + where, start + where + 1)
        return Body(source, start), [_fault(place, "deep", depth=str(deepest))]
    found = _Found(source, start)
    first_line = source.line_number(start) - 1
    for token in parser(html=True, page=page).parse(markdown):
        found.block(token, first_line)
    body = Body(
        source,
        start,
        tuple(found.links),
        tuple(found.hyperlinks),
        tuple(found.citations),
        tuple(found.html),
        tuple(found.prose),
        found.words,
        tuple(found.headings),
    )
    return body, found.faults


def _fault(place: Span, why: str, **facts: str) -> Fault:
    """Return a fault of the rule `malformed-reference`."""
    from edition.model import Fault  # noqa: PLC0415 - a type above, a value only here

    return Fault("malformed-reference", place, {"why": why, **facts})


class _Found:
    """Gathers what a body holds while its tokens go by."""

    def __init__(self, source: Source, start: int) -> None:
        self.source = source
        self.start = start
        self.links: list[Link] = []
        self.hyperlinks: list[Hyperlink] = []
        self.citations: list[Citation] = []
        self.html: list[Span] = []
        self.prose: list[Stretch] = []
        self.headings: list[str] = []
        self.faults: list[Fault] = []
        self.words = 0
        self._cells: dict[int, int] = {}
        self._heading = False

    def block(self, token: Token, first_line: int) -> None:
        """Take in one token of the block level."""
        if token.type == "heading_open":
            self._heading = True
        elif token.type == "html_block" and token.map:
            self.html.append(self._lines(first_line + token.map[0], first_line + token.map[1]))
        elif token.type == "inline" and token.map:
            starts = self._starts(
                token.content, range(first_line + token.map[0], first_line + token.map[1])
            )
            self._inline(token, Stretch(token.content, starts))
            if self._heading:
                self.headings.append(self._slug(token.content))
                self._heading = False

    def _lines(self, first: int, end: int) -> Span:
        """Return the span of the lines from index `first` up to `end`, without the last's end."""
        last = min(end, len(self.source.line_starts))
        return self.source.span(
            self.source.line_starts[first], self.source.line_span(max(first + 1, last)).end
        )

    def _starts(self, content: str, lines: range) -> tuple[tuple[int, int], ...]:
        """Pair the start of each line of a block's content with its offset in the file.

        The parser takes off what stands before a line (a quote's mark, a list's indentation, a
        heading's hashes) and, of a table's row, hands over each cell alone; what it keeps is there
        to be found.
        """
        starts: list[tuple[int, int]] = []
        position = 0
        numbers = iter(lines)
        for part in content.split("\n"):
            for number in numbers:
                begin = self.source.line_starts[number]
                text = self.source.line_span(number + 1).text
                after = self._cells.get(number, 0)
                at = text.find(part, after)
                if at == -1:
                    # An escaped pipe of a table is taken off: the cell then starts where it would.
                    at = text.find(part[:1], after)
                if at != -1:
                    starts.append((position, begin + at))
                    self._cells[number] = at + len(part)
                    break
            position += len(part) + 1
        return tuple(starts)

    def _inline(self, token: Token, stretch: Stretch) -> None:
        """Take in the inline tokens of one block."""
        content = stretch.text
        blots: list[tuple[int, int]] = []
        for child in token.children or []:
            place = child.meta.get("place")
            if child.type == "text":
                self.words += len(WORD_RE.findall(child.content))
            if place is None:
                continue
            if child.type != "link_open":
                blots.append(place)
            span = self._span(stretch, *place)
            if child.type == "ours_open":
                self._our_link(child, stretch, span)
            elif child.type == "citation":
                items = notation.citation_items(child.content, span.start + 1) or ()
                self.citations.append(Citation(child.content, items, span))
            elif child.type in ("link_open", "image"):
                blots.append(place)
                target = str(child.attrs.get("href") or child.attrs.get("src") or "")
                if SCHEME_RE.match(target):
                    self.faults.append(_fault(span, "form", target=target))
                else:
                    self.hyperlinks.append(Hyperlink(target, span, child.type == "image"))
            elif child.type == "html_inline":
                self.html.append(span)
        prose = _blotted(content, blots)
        for torn in notation.torn_links(prose, 0, len(prose)):
            self.faults.append(_fault(self._span(stretch, torn.start, torn.end), "torn"))
        self.prose.append(Stretch(prose, stretch.starts))

    def _our_link(self, token: Token, stretch: Stretch, span: Span) -> None:
        """Take in a link of ours."""
        target_span = self._span(stretch, *token.meta["target_place"])
        words = _plain(str(token.meta["words"]))
        link = Link(
            token.meta["scheme"], str(token.meta["target"]), words, span, target_span
        )
        if not words.strip() or not link.target.strip():
            why = "target" if words.strip() else "words"
            self.faults.append(_fault(span, why))
        else:
            self.links.append(link)

    def _span(self, stretch: Stretch, start: int, end: int) -> Span:
        """Return the span in the file of a stretch of a block's content."""
        return self.source.span(stretch.offset(start), stretch.offset(end - 1) + 1)

    def _slug(self, heading: str) -> str:
        """Return the id that Python-Markdown's `toc` gives to a heading."""
        own = HEADING_ID_RE.search(heading)
        if own:
            return own["id"]
        return slug(_plain(heading), self.headings)


def slug(heading: str, taken: Sequence[str] = ()) -> str:
    """Return a heading's id as Python-Markdown's `toc` makes it.

    https://github.com/Python-Markdown/markdown/blob/3.10/markdown/extensions/toc.py (slugify,
    unique).
    """
    plain = unicodedata.normalize("NFKD", heading).encode("ascii", "ignore").decode("ascii")
    plain = re.sub(r"[^\w\s-]", "", plain).strip().lower()
    made = base = re.sub(r"[-\s]+", "-", plain)
    number = 1
    while made in taken:
        made = f"{base}_{number}"
        number += 1
    return made


def _plain(markdown: str) -> str:
    """Return the words of a line of Markdown without its marks and addresses."""
    words = re.sub(r"\]\([^()]*\)", "", markdown)
    return re.sub(r"[\[\]*_`]", "", words)


def _blotted(content: str, blots: Sequence[tuple[int, int]]) -> str:
    """Return the content with every blotted stretch replaced, as long as it was."""
    return "".join(_kept_and_blotted(content, sorted(blots)))


def _kept_and_blotted(content: str, blots: Sequence[tuple[int, int]]) -> Iterator[str]:
    position = 0
    for start, end in blots:
        if end <= position:
            continue
        yield content[position:start]
        yield _BLOT * (end - max(start, position))
        position = end
    yield content[position:]
