"""Where forms of terms stand in running words.

All forms of all terms live in one trie of tokens, so a text is read once however many terms there
are. Where forms nest, the longest wins and uses up its words.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from edition import notation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edition.model import Edition, Form, Term

_WORD = r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*+)*"
# A word (self-criticism, unity–criticism–unity), the ’s of a possessive, or one mark. A dash between
# clauses — long, or with blanks about it — parts words.
TOKEN_RE = re.compile(rf"{_WORD}(?:[-‐‑–−]{_WORD})*|['’‘‛]s(?!\w)|[^\w\s]")

# Marks that keyboards write for one another; a long dash is none of them, since it parts words.
_MARKS = str.maketrans("“”„‟«»‘’‚‛–‐‑−", '""""""\'\'\'\'----')


@dataclass(frozen=True, slots=True)
class Use:
    """A form of a term at `start` to `end` of some words."""

    term: str
    form: Form
    start: int
    end: int


class _Node:
    """A node of the trie: what may follow, and the forms that end here."""

    __slots__ = ("forms", "next")

    def __init__(self) -> None:
        self.next: dict[str, _Node] = {}
        self.forms: list[tuple[str, Form]] = []


def tokens(words: str) -> list[tuple[str, int, int]]:
    """Return the tokens of the words, folded for comparison, with their offsets.

    Neither case nor kind of mark tells two forms apart.
    """
    plain = words.translate(_MARKS).lower()
    if len(plain) == len(words) and unicodedata.is_normalized("NFC", plain):
        return [(match[0], match.start(), match.end()) for match in TOKEN_RE.finditer(plain)]
    # Where a letter folds to two, or is composed of two, offsets are kept token by token.
    return [
        (notation.fold(match[0]).translate(_MARKS).lower(), match.start(), match.end())
        for match in TOKEN_RE.finditer(words)
    ]


def same(words: str) -> tuple[str, ...]:
    """Return what two stretches of words have in common when they are one form."""
    return tuple([token for token, _, _ in tokens(notation.fold(words))])


class Forms:
    """The forms of an edition's terms."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._root = _Node()
        for term in edition.terms.values():
            # What has no right id can't be linked, and another rule says so.
            if term.front.text("superseded_by") or not notation.ID_RE.fullmatch(term.id):
                continue
            for form in term.forms:
                self._add(term, form)

    def _add(self, term: Term, form: Form) -> None:
        node = self._root
        for token in same(form.words):
            node = node.next.setdefault(token, _Node())
        if node is self._root:
            return
        if form.scope:
            # Where a form with a scope is meant, one without is not.
            node.forms.insert(0, (term.id, form))
        else:
            node.forms.append((term.id, form))

    def uses(self, words: str, sentence: str = "") -> Iterator[Use]:
        """Yield the forms in some words, from left to right, none within another.

        `sentence` is the id of the sentence that the words are; forms with a scope count only
        there, and nowhere outside the text.
        """
        found = tokens(words)
        begins = self._root.next
        at = 0
        for index, token in enumerate(found):
            if index < at or token[0] not in begins:
                continue
            use, at = self._longest(found, index, sentence)
            if use is not None:
                yield use

    def every(self, words: str, sentence: str) -> Iterator[Use]:
        """Yield every form in the words of a sentence, those that stand within others too."""
        found = tokens(words)
        for at in range(len(found)):
            yield from (use for use, _ in self._beginning(found, at, sentence))

    def _longest(
        self, found: list[tuple[str, int, int]], at: int, sentence: str
    ) -> tuple[Use | None, int]:
        """Return the longest form that begins at token `at`, and the token to go on from."""
        every = list(self._beginning(found, at, sentence))
        return every[-1] if every else (None, at + 1)

    def _beginning(
        self, found: list[tuple[str, int, int]], at: int, sentence: str
    ) -> Iterator[tuple[Use, int]]:
        """Yield the forms that begin at token `at`, the longest last, each with the next token."""
        node = self._root
        for index in range(at, len(found)):
            token, _, end = found[index]
            following = node.next.get(token)
            if following is None:
                break
            node = following
            for term, form in node.forms:
                if self._in_scope(form, sentence):
                    yield Use(term, form, found[at][1], end), index + 1
                    break

    def _in_scope(self, form: Form, sentence: str) -> bool:
        if not form.scope:
            return True
        return bool(sentence) and self._edition.covers(form.scope, sentence)
