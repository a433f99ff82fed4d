"""Exceptions: the warnings that a file sets aside by its `except`, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from edition.findings import Finding, Severity, Suggestion
from edition.model import KEYS
from edition.rules.front_matter import fronts, reasoned, without
from edition.rules.nearest import nearest, short, there_is_no

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from edition.model import Edition, Field, Scalar


@dataclass(frozen=True, slots=True)
class Exemption:
    """A line of `except`: the rule whose warnings are set aside in its file, and the reason."""

    path: str
    rule: str
    reason: str
    value: Scalar
    field: Field

    @property
    def holds(self) -> bool:
        """Tell whether it has a reason, without which it has no effect."""
        return reasoned(self.reason)


def _exemptions(edition: Edition) -> Iterator[Exemption]:
    for kind, front in fronts(edition):
        known = any(key.name == "except" for key in KEYS[kind])
        field = front.fields.get("except")
        if not known or not field or not field.many or "except" in front.unclear:
            continue
        for value in field.values:
            rule, _, reason = (part.strip() for part in value.text.partition(":"))
            # What is empty is told by `wrong-value`.
            if value.text.strip():
                yield Exemption(value.span.source.path, rule, reason, value, field)


def remaining(edition: Edition, found: Sequence[Finding]) -> list[Finding]:
    """Return the findings less those that are set aside; what stops publication never is."""
    aside = {(one.path, one.rule) for one in _exemptions(edition) if one.holds}
    return [
        finding
        for finding in found
        if finding.stops or (finding.span.source.path, finding.rule) not in aside
    ]


def idle_exception(
    edition: Edition, found: Sequence[Finding], severities: Mapping[str, Severity]
) -> Iterator[Finding]:
    """A line of `except` names a rule and a reason, `rule: reason`, and sets a warning aside.

    It holds for the warnings and notes of that rule in its own file; an error is never set aside.
    A line that no longer sets anything aside is pointed out, so that none outlives its cause.
    """
    aside = {(each.span.source.path, each.rule) for each in found if not each.stops}
    stopped = any(each.stops for each in found)
    taken: set[tuple[str, str]] = set()
    for one in _exemptions(edition):
        place = (one.path, one.rule)
        if one.rule not in severities:
            yield _unknown(one, severities)
        elif not one.holds:
            yield _unreasoned(one)
        elif place in taken:
            yield _idle(one, f"“{one.rule}” is excepted above already")
        elif severities[one.rule].stops and place not in aside:
            yield _idle(one, "an error is never set aside, and this rule warns of nothing here")
        # While something is wrong a rule may be silent that will speak again.
        elif place not in aside and not stopped:
            yield _idle(one, "this rule finds nothing here")
        taken.add(place)


def _unknown(one: Exemption, severities: Mapping[str, Severity]) -> Finding:
    value = one.value
    near = nearest(one.rule, [name for name, severity in severities.items() if not severity.stops])
    begin = value.span.start + value.span.text.find(one.rule)
    exact = bool(one.rule) and one.rule in value.span.text
    span = value.span.source.span(begin, begin + len(one.rule)) if exact else value.span
    return Finding(
        span,
        "an exception must name a rule, and then the reason",
        there_is_no(one.rule, near) if one.rule else "no rule is named",
        (f'Write:   - "{near[0]}: {short(one.reason) or "the reason"}"',)
        if near
        else ('Write the name that stands in the warning:   - "same-quote: the reason"',),
        Suggestion(span, near[0]) if near and exact else None,
    )


def _unreasoned(one: Exemption) -> Finding:
    label = f"“{short(one.reason)}” is no reason" if one.reason else "no reason is given"
    return Finding(
        one.value.span,
        "an exception must name a rule, and then the reason",
        label,
        (f'Write a few words why:   - "{one.rule}: the reason"',),
    )


def _idle(one: Exemption, label: str) -> Finding:
    alone = len(one.field.values) == 1
    return Finding(
        one.value.span,
        "an exception should set a warning aside",
        label,
        ("Take “except” away." if alone else "Take it out of the list.",),
        without(one.field, one.value),
        severity=Severity.WARNING,
    )
