"""Rules on files and characters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edition import notation
from edition.findings import Finding
from edition.rules.nearest import short

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edition.model import Edition
    from edition.source import Span

# Endings of files that were meant for Markdown.
MARKDOWN = ("markdown", "mdown", "mkd", "md", "txt")
KB = 1024
MB = KB * KB


def not_utf8(edition: Edition) -> Iterator[Finding]:
    """A file is text in UTF-8, without a byte-order mark.

    Where a byte cannot be read the report names it and says what the file looks like.
    To mend it, open the file in an editor as what it is and save it as UTF-8.
    """
    for fault in edition.faults_of("not-utf8"):
        if fault.facts["why"] == "mark":
            yield Finding(
                fault.span,
                "a file must begin with its text, without a byte-order mark",
                "an invisible byte-order mark stands here",
                ("Save the file as “UTF-8”, not as “UTF-8 with BOM”.",),
            )
            continue
        yield Finding(
            fault.span,
            "a file must be UTF-8",
            f"byte {fault.facts['position']} is 0x{fault.facts['byte']}, which is not UTF-8",
            (f"The file looks like {fault.facts['guess']}: open it as that and save it as UTF-8.",),
        )


def file_name(edition: Edition) -> Iterator[Finding]:
    """The name of an entry, annotation, person or text is its id.

    It is made of lower-case ASCII letters, digits and hyphens: `hundred-flowers.md`.
    """
    for fault in edition.faults_of("file-name"):
        stem = fault.facts["stem"]
        words = "".join(c if c.isascii() and c.isalnum() else "-" for c in stem.lower())
        wanted = "-".join(part for part in words.split("-") if part)
        folder = fault.span.source.path.rpartition("/")[0]
        advice = (
            f"Rename the file to {folder}/{wanted}.md."
            if notation.ID_RE.fullmatch(wanted)
            else "Give the file an English name, such as hundred-flowers.md."
        )
        yield Finding(
            fault.span,
            "a file’s name must be its id: lower-case ASCII letters, digits and hyphens",
            f"“{stem}” is not an id",
            (advice,),
        )


def stray_file(edition: Edition) -> Iterator[Finding]:
    """Only files of the known kinds stand in the folders of entries, annotations, people and texts.

    `glossary/`, `docs/annotations/` and `docs/people/` hold Markdown files, one for each, and no
    folders; `docs/text/` holds the texts, their witnesses and the ledger, and beside a text
    `letter.md` the original that faces it, `letter.zh.md`, and the table of the two,
    `letter.alignment.csv`.
    """
    for fault in edition.faults_of("stray-file"):
        folder, _, name = fault.span.source.path.rpartition("/")
        what = fault.facts["what"]
        if what == "alone":
            yield _alone(fault.span, fault.facts["text"])
            continue
        known = fault.facts["known"].split()
        kinds = [f"{kind} files" if kind[0] == "." else kind for kind in known]
        only = " and ".join(filter(None, (", ".join(kinds[:-1]), kinds[-1])))
        stem, _, ending = name.rpartition(".")
        text = what == "file" and stem and ending.lower() in MARKDOWN
        yield Finding(
            fault.span,
            f"{folder}/ must hold only {only}",
            f"“{name}” is {'a folder' if what == 'folder' else 'none of these'}",
            (f"Rename it to {stem}.md." if text else "Move it elsewhere, or take it away.",),
        )


def _alone(span: Span, text: str) -> Finding:
    """Return the finding of an original, or of a table, beside which its text does not stand."""
    ending = span.source.path.removeprefix(text.removesuffix(".md"))
    folder, _, name = text.rpartition("/")
    return Finding(
        span,
        f"a file whose name ends with {ending} must stand beside its text",
        f"there is no {short(name)} in {folder}/",
        ("Name it as its text is named, or take it away.",),
    )


def not_a_plain_file(edition: Edition) -> Iterator[Finding]:
    """A file is a plain file: no symbolic link, no executable bit, nothing outside the root."""
    for fault in edition.faults_of("not-a-plain-file"):
        path = fault.span.source.path
        why = fault.facts["why"]
        if why == "link":
            label = f"this is a symbolic link to {fault.facts['target']}"
            advice = "Put here what it leads to, or take it away."
        elif why == "executable":
            label = "this file may be executed"
            advice = f"Take the permission away: chmod -x {path}"
        elif why == "unread":
            label = f"it could not be read: {fault.facts['error']}"
            advice = "Make it readable, or take it away."
        else:
            label = "this is neither a file nor a folder"
            advice = "Take it away."
        message = "what is published must be plain files and folders"
        yield Finding(fault.span, message, label, (advice,))


def too_large(edition: Edition) -> Iterator[Finding]:
    """An entry or annotation has at most 32 KB, a text or another file at most 4 MB."""
    for fault in edition.faults_of("too-large"):
        limit, size = int(fault.facts["limit"]), int(fault.facts["size"])
        most = f"{limit // KB} KB" if limit < MB else f"{limit // MB} MB"
        shown = f"{size / KB:,.1f} KB" if size < MB else f"{size / MB:,.1f} MB"
        yield Finding(
            fault.span,
            f"a file of this kind must have at most {most}",
            f"this one has {shown}, and was not read",
            ("Shorten it, or split it in two.",),
        )
