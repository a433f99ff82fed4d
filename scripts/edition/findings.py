"""What a finding is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from edition.source import Span


class Severity(Enum):
    """How much a finding weighs.

    An error stops publication, and so does what `edition check --fix` can repair until it is
    repaired; a warning is shown and does not stop; a note is for the reviewer.
    """

    ERROR = "error"
    FIXABLE = "fixable"
    WARNING = "warning"
    NOTE = "note"

    @property
    def stops(self) -> bool:
        """Tell whether nothing may be published with such a finding."""
        return self in (Severity.ERROR, Severity.FIXABLE)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Words that, put in the place of a span, mend the finding."""

    span: Span
    words: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check yields.

    `message` says how it should be; `label` stands at the caret, under the smallest wrong span;
    `help` are full sentences that a newcomer can act on; `suggestion` is a repair that works as it
    stands. `rule` and `severity` are filled in by the runner from the table of rules, unless the
    check gave a severity of its own.
    """

    span: Span
    message: str
    label: str = ""
    help: tuple[str, ...] = ()
    suggestion: Suggestion | None = None
    rule: str = ""
    severity: Severity | None = None

    @property
    def stops(self) -> bool:
        """Tell whether nothing may be published with this finding."""
        return self.severity is None or self.severity.stops

    @property
    def order(self) -> tuple[str, int, str]:
        """What findings are sorted by: file, place, rule."""
        return (self.span.source.path, self.span.start, self.rule)
