"""What CSL-JSON knows, what this edition asks of a work, and the forms of names and dates in it.

https://docs.citationstyles.org/en/stable/specification.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# The types and fields of CSL 1.0.2, as its schema for data and its list of variables have them
# (https://github.com/citation-style-language/schema, csl-data.json and csl-variables.rnc).
# A processor passes over in silence what it does not know, and the bibliography lacks it.
TYPES = _set(
    """
    article article-journal article-magazine article-newspaper bill book broadcast chapter classic
    collection dataset document entry entry-dictionary entry-encyclopedia event figure graphic
    hearing interview legal_case legislation manuscript map motion_picture musical_score pamphlet
    paper-conference patent performance periodical personal_communication post post-weblog
    regulation report review review-book software song speech standard thesis treaty webpage
    """
)
NAMES = _set(
    """
    author chair collection-editor compiler composer container-author contributor curator director
    editor editor-translator editorial-director executive-producer guest host illustrator
    interviewer narrator organizer original-author performer producer recipient reviewed-author
    script-writer series-creator translator
    """
)
DATES = _set("accessed available-date event-date issued original-date submitted")
WORDS = _set(
    """
    abstract annote archive archive-place archive_collection archive_location authority call-number
    chapter-number citation-key citation-label citation-number collection-number collection-title
    container-title container-title-short dimensions division DOI edition event event-place
    event-title first-reference-note-number genre id ISBN ISSN issue journalAbbreviation
    jurisdiction keyword language license locator medium note number number-of-pages
    number-of-volumes original-publisher original-publisher-place original-title page page-first
    part-number part-title PMCID PMID printing-number publisher publisher-place references
    reviewed-genre reviewed-title scale section shortTitle source status supplement-number title
    title-short type URL version volume volume-title year-suffix
    """
)
FIELDS = NAMES | DATES | WORDS
SPECIFICATION = "https://docs.citationstyles.org/en/stable/specification.html"

# What a work of each type cannot do without; of fields side by side one is enough.
# The list is short on purpose. Editors write down what they saw and nothing else: a book whose
# publisher nobody saw has none here, and a year, a page or a place that is asked for would be
# invented. But without its title a work cannot be named; what was printed inside something else
# cannot be found without the name of that; and a page of the web is found by its address or, where
# that is not to be printed because it is a copy's, by the name of its site.
EVERY = (("title",),)
INSIDE = (("title",), ("container-title",))
ONLINE = (("title",), ("URL", "container-title"))
# A review is often printed without a title, under that of the book.
REVIEW = (("title", "reviewed-title"), ("container-title",))
# These the Chicago style leaves out of the bibliography unless a reader can get hold of them (Chicago
# Manual of Style, 18th edition, 14.111 and 14.132); but a citation has to lead somewhere.
ENTRY = (*INSIDE, ("URL", "DOI", "author"))
SAID = (
    ("title", "author"),
    ("container-title", "archive", "publisher", "number", "DOI", "URL"),
)
CLASSIC = (("title",), ("publisher", "editor", "translator", "archive"))
NEEDED: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "article-journal": INSIDE,
    "article-magazine": INSIDE,
    "article-newspaper": INSIDE,
    "chapter": INSIDE,
    "classic": CLASSIC,
    "entry": ENTRY,
    "entry-dictionary": ENTRY,
    "entry-encyclopedia": ENTRY,
    "interview": SAID,
    "paper-conference": INSIDE,
    "personal_communication": SAID,
    "post": ONLINE,
    "post-weblog": ONLINE,
    "review": REVIEW,
    "review-book": REVIEW,
    "webpage": ONLINE,
}
# What is printed with pages, so that a citation can name one. The others have none, or none that
# another copy shares: a page of the web, a speech or a directive read as one piece, a film.
PAGED = _set(
    """
    article article-journal article-magazine book chapter classic collection manuscript pamphlet
    paper-conference periodical report review review-book thesis
    """
)
# What has the ISBN of the book in which it stands.
PARTS = _set("chapter entry entry-dictionary entry-encyclopedia paper-conference")


def are_names(value: object) -> bool:
    """Tell whether a value is a list of names, each with a family name or in one piece."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(
            isinstance(name, dict)
            and any(str(name.get(part, "")).strip() for part in ("family", "literal"))
            and all(isinstance(part, str | bool) for part in name.values())
            for name in value
        )
    )


def is_date(value: object) -> bool:
    """Tell whether a value is a date in parts, or one in words."""
    if not isinstance(value, dict):
        return False
    if isinstance(value.get("literal"), str) and value["literal"].strip():
        return "date-parts" not in value or bool(days(value))
    return bool(days(value))


def days(value: object) -> list[tuple[int, ...]]:
    """Return the day, month or year of a date, both ends of a range, or nothing where it is none.

    A year before the common era is negative; such a date is not looked at more closely.
    """
    found = parts(value)
    return found if all(_is_real(numbers) for numbers in found) else []


def parts(value: object) -> list[tuple[int, ...]]:
    """Return the parts in which a date is written, whether there is such a day or not."""
    written = value.get("date-parts") if isinstance(value, dict) else None
    found: list[tuple[int, ...]] = []
    for part in written if isinstance(written, list) and len(written) <= 2 else []:
        if not isinstance(part, list) or not 1 <= len(part) <= 3:
            return []
        if not all(re.fullmatch(r"-?[0-9]{1,6}", str(number)) for number in part):
            return []
        found.append(tuple(int(number) for number in part))
    return found


def _is_real(numbers: tuple[int, ...]) -> bool:
    """Tell whether there is such a year, month or day."""
    if not 1 <= numbers[0] <= 9999:
        return True
    try:
        date(*numbers, *(1, 1, 1)[len(numbers) :])
    except ValueError:
        return False
    return True
