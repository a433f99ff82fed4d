"""The rules of the edition, one generator each, in one table.

The name of a rule is its function's name with hyphens, and its docstring is its documentation: the
first paragraph says how it should be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from inspect import getdoc
from typing import TYPE_CHECKING

from edition.findings import Finding, Severity
from edition.model import Edition
from edition.rules import (
    alignment,
    annotation,
    body,
    citing,
    exceptions,
    facts,
    files,
    front_matter,
    glossary,
    hanzi,
    people,
    reference,
    relations,
    repetition,
    signing,
    text,
    timeline,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

E, F, W, N = Severity.ERROR, Severity.FIXABLE, Severity.WARNING, Severity.NOTE


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: the check that yields its findings, and how much they weigh.

    `last` tells that it is about what the others find, and is run after them.
    """

    severity: Severity
    check: Callable[..., Iterator[Finding]]
    last: bool = False

    @property
    def name(self) -> str:
        """The name of the rule."""
        return str(getattr(self.check, "__name__", "")).replace("_", "-")

    @property
    def documentation(self) -> str:
        """What the rule asks, in Markdown; the first paragraph in one sentence or two."""
        return getdoc(self.check) or ""


@dataclass(frozen=True, slots=True)
class Group:
    """Rules on one matter, under the heading that they have on the published page."""

    heading: str
    rules: tuple[Rule, ...]


# The order in which they are published; findings are sorted by place.
GROUPS: tuple[Group, ...] = (
    Group(
        "Files and characters",
        (
            Rule(E, files.not_utf8),
            Rule(E, files.file_name),
            Rule(E, files.stray_file),
            Rule(E, files.not_a_plain_file),
            Rule(E, files.too_large),
        ),
    ),
    Group(
        "Front matter",
        (
            Rule(E, front_matter.bad_front_matter),
            Rule(E, front_matter.yaml_feature),
            Rule(E, front_matter.duplicate_key),
            Rule(E, front_matter.missing_key),
            Rule(E, front_matter.unknown_key),
            Rule(E, front_matter.wrong_value),
            Rule(E, front_matter.bad_date),
            Rule(E, front_matter.duplicate_id),
            Rule(E, signing.unknown_contributor),
            Rule(E, signing.reviewer_is_author),
            Rule(E, exceptions.idle_exception, last=True),
        ),
    ),
    Group(
        "Terms and glossary",
        (
            Rule(E, glossary.unknown_term),
            Rule(E, glossary.malformed_reference),
            Rule(F, glossary.term_case),
            Rule(F, glossary.term_in_words),
            Rule(W, glossary.unlisted_form),
            Rule(E, glossary.ambiguous_form),
            Rule(W, glossary.unused_term),
            Rule(W, glossary.unlinked_term),
            Rule(W, glossary.nested_term),
            Rule(E, glossary.unknown_see),
            Rule(E, relations.self_see),
            Rule(W, relations.one_way_see),
            Rule(E, glossary.bad_gloss),
            Rule(W, relations.circular_gloss),
            Rule(W, relations.superseded_term),
            Rule(E, relations.removed_term),
            Rule(W, relations.unsourced_term),
            Rule(E, hanzi.pinyin_mismatch),
            Rule(W, hanzi.traditional_mismatch),
        ),
    ),
    Group(
        "Text, passages and witness",
        (
            Rule(E, text.missing_anchor),
            Rule(E, text.duplicate_anchor),
            Rule(E, text.anchor_order),
            Rule(E, text.sentence_break),
            Rule(E, text.moved_anchor),
            Rule(E, text.lost_anchor),
            Rule(E, text.differs_from_witness),
            Rule(E, text.bad_emendation),
            Rule(E, text.unexplained_emendation),
            Rule(E, alignment.misaligned),
        ),
    ),
    Group(
        "Annotations and citations",
        (
            Rule(E, annotation.unknown_passage),
            Rule(E, annotation.unknown_note),
            Rule(E, annotation.quote_not_found),
            Rule(E, annotation.ambiguous_quote),
            Rule(E, annotation.bad_quote),
            Rule(E, annotation.empty_annotation),
            Rule(E, annotation.uncited_annotation),
            Rule(W, repetition.same_quote),
            Rule(W, repetition.near_copy),
            Rule(W, signing.stale_annotation),
            Rule(E, annotation.unknown_reference),
            Rule(W, citing.long_quotation),
            Rule(W, citing.ibid),
        ),
    ),
    Group(
        "References",
        (
            Rule(E, reference.incomplete_reference),
            Rule(E, reference.duplicate_reference),
            Rule(N, reference.unused_reference),
            Rule(F, reference.bad_identifier),
            Rule(W, reference.implausible_year),
            Rule(W, reference.web_reference),
        ),
    ),
    Group(
        "People and facts",
        (
            Rule(E, people.unknown_person),
            Rule(E, facts.unknown_fact),
            Rule(W, facts.stale_fact),
        ),
    ),
    Group(
        "Timeline",
        (
            Rule(E, timeline.bad_event),
            Rule(E, timeline.uncited_event),
        ),
    ),
    Group(
        "Body and markup",
        (
            Rule(E, body.raw_html),
            Rule(E, body.unsafe_link),
            Rule(E, body.broken_link),
        ),
    ),
)
RULES: tuple[Rule, ...] = tuple(rule for group in GROUPS for rule in group.rules)


def check(edition: Edition) -> list[Finding]:
    """Run every rule on the edition and return the findings, sorted by place.

    What a file sets aside by its `except` is not among them.
    """
    first, last = ([rule for rule in RULES if rule.last is late] for late in (False, True))
    found = [finding for rule in first for finding in named(rule, rule.check(edition))]
    severities = {rule.name: rule.severity for rule in RULES}
    kept = exceptions.remaining(edition, found)
    for rule in last:
        kept += named(rule, rule.check(edition, found, severities))
    return sorted(kept, key=lambda finding: finding.order)


def named(rule: Rule, found: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the findings with the rule's name and, where they have none, its severity."""
    for finding in found:
        yield replace(finding, rule=rule.name, severity=finding.severity or rule.severity)
