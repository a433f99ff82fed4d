"""The numbers of works, DOI, ISBN and ISSN: how they are written, and whether they are right."""

from __future__ import annotations

import re
from collections.abc import Mapping

from edition import notation

# The directory indicator 10, the registrant's code with its subdivisions, and the suffix, in which
# any printable character may stand (DOI Handbook, “Numbering”, https://www.doi.org/doi-handbook/;
# ISO 26324). A blank is none that a work was ever given.
DOI_RE = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/[!-~\u00a1-\U0010ffff]+")
ISBN_RE = re.compile(r"[0-9]{9}[0-9X]|97[89][0-9]{10}")
ISSN_RE = re.compile(r"[0-9]{7}[0-9X]")
# Their names, or the address that leads to a DOI, as they are copied along.
BEFORE_RE: Mapping[str, re.Pattern[str]] = {
    "DOI": re.compile(r"(?:https?://)?(?:(?:dx|www)\.)?doi\.org/|doi\b\s*:?\s*", re.IGNORECASE),
    "ISBN": re.compile(r"(?:e-?)?ISBN(?:-1[03])?\b\s*:?\s*", re.IGNORECASE),
    "ISSN": re.compile(r"(?:e-?)?ISSN(?:-L)?\b\s*:?\s*", re.IGNORECASE),
}
FORMS: Mapping[str, str] = {
    "DOI": "bare and well formed, such as 10.1017/S0305741011000324",
    "ISBN": "ten or thirteen digits, such as 978-0-674-28720-4",
    "ISSN": "eight digits with a hyphen between, such as 0305-7410",
}
# Where ten is a digit.
DIGITS = "0123456789X"


def clean(kind: str, written: str) -> str:
    """Return a number of that kind as it should be written, as far as that is clear."""
    written = written.strip()
    before = BEFORE_RE[kind].match(written)
    bare = written[before.end() :] if before else written
    if kind == "DOI":
        # The full stop or comma of the sentence from which it was copied.
        return bare.rstrip(".,;")
    plain = notation.fold_marks(bare).upper()
    if kind == "ISSN" and ISSN_RE.fullmatch(_digits(plain)):
        return f"{_digits(plain)[:4]}-{_digits(plain)[4:]}"
    return plain


def misformed(kind: str, number: str) -> str:
    """Return, as a label, why a clean number is not of its form; an empty text where it is."""
    if kind == "DOI":
        if DOI_RE.fullmatch(number):
            return ""
        return "this is not of that form" if number.startswith("10.") else "a DOI begins with 10."
    digits = _digits(number)
    if (ISBN_RE if kind == "ISBN" else ISSN_RE).fullmatch(digits):
        return ""
    if re.fullmatch(r"[0-9]+X?", digits) and len(digits) not in (8 if kind == "ISSN" else 10, 13):
        return f"this has {len(digits)} of them"
    return "this is not of that form"


def check_digit(kind: str, number: str) -> str:
    """Return the check digit that a clean number should end with; a DOI has none.

    Of an ISBN of thirteen digits the sum weighted 1, 3, 1, 3, … is a multiple of 10; of one of ten
    digits the sum weighted 10, 9, … 1 is a multiple of 11 (ISO 2108; ISBN Users’ Manual,
    International ISBN Agency, https://www.isbn-international.org/content/isbn-users-manual). Of an
    ISSN the sum weighted 8, 7, … 1 is a multiple of 11 (ISO 3297; ISSN Manual, ISSN International
    Centre). Where the digit is ten, it is written X.
    """
    if kind == "DOI":
        return ""
    digits = [int(digit) for digit in _digits(number)[:-1]]
    if len(digits) == 12:
        return str(-sum((1, 3)[place % 2] * digit for place, digit in enumerate(digits)) % 10)
    weights = range(len(digits) + 1, 1, -1)
    total = sum(weight * digit for weight, digit in zip(weights, digits, strict=True))
    return DIGITS[-total % 11]


def right(kind: str, number: str) -> bool:
    """Tell whether a clean number is of its form and ends as it should."""
    return not misformed(kind, number) and number.endswith(check_digit(kind, number))


def same(kind: str, number: str) -> str:
    """Return a number that is right in the one form in which two can be compared.

    Letters of a DOI may be small or capital (DOI Handbook, “Numbering”); an ISBN of ten digits is
    that of thirteen with 978 before it and another check digit (ISBN Users’ Manual).
    """
    if kind == "DOI":
        return number.casefold()
    digits = _digits(number)
    if kind == "ISBN" and len(digits) == 10:
        return f"978{digits[:9]}{check_digit(kind, f'978{digits}')}"
    return digits


def _digits(number: str) -> str:
    """Return a number without the hyphens or blanks between its parts."""
    return re.sub(r"(?<=[0-9])[ -](?=[0-9X])", "", number)
