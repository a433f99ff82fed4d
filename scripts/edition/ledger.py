"""The ledger: what has been published, as `edition freeze` writes it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from edition import notation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from edition.model import Edition, Passage, Published


def released(version: str) -> bool:
    """Tell whether a version is 1.0.0 or later: from then on the ledger is a promise."""
    major = version.partition(".")[0]
    return major.isdecimal() and int(major) >= 1


def written(edition: Edition) -> str:
    """Return the ledger that holds all that the edition publishes now, as JSON.

    What was published before keeps the version since which it is; before 1.0.0 what is gone leaves
    the ledger, and from 1.0.0 on it stays.
    """
    ledger, version = edition.ledger, edition.settings.version
    emendations = [found.id for text in edition.all_texts for found in text.emendations()]
    document = {
        "passages": {
            **_kept(ledger.passages, version),
            **{
                passage.id: _passage(passage, ledger.passages, version)
                for passage in edition.passages.values()
            },
        },
        "terms": _ids(edition.terms, ledger.terms, version),
        "annotations": _ids(edition.annotations, ledger.annotations, version),
        "emendations": _ids(emendations, ledger.emendations, version),
        "references": _ids(edition.references, ledger.references, version),
        "people": _ids(edition.people, ledger.people, version),
    }
    # One id a line, so that what a release adds is read in a diff.
    kinds = [f'"{kind}": {_lines(entries)}' for kind, entries in document.items()]
    return "{\n" + ",\n".join(kinds) + "\n}\n"


def _lines(entries: Mapping[str, Any]) -> str:
    lines = [f"  {json.dumps(name)}: {json.dumps(facts)}" for name, facts in entries.items()]
    return "{\n" + ",\n".join(lines) + "\n}" if lines else "{}"


def _kept(before: Mapping[str, Published], version: str) -> dict[str, dict[str, str]]:
    return {name: _facts(found) for name, found in before.items()} if released(version) else {}


def _facts(found: Published) -> dict[str, str]:
    facts = {"since": found.since, "witness": found.witness, "reading": found.reading}
    return {key: value for key, value in facts.items() if value}


def _ids(
    names: Iterable[str], before: Mapping[str, Published], version: str
) -> dict[str, dict[str, str]]:
    now = {name: {"since": before[name].since if name in before else version} for name in names}
    return dict(sorted({**_kept(before, version), **now}.items()))


def _passage(passage: Passage, before: Mapping[str, Published], version: str) -> dict[str, str]:
    facts = {"since": before[passage.id].since if passage.id in before else version}
    if passage.witness:
        facts["witness"] = notation.fingerprint(passage.witness)
        facts["reading"] = notation.fingerprint(passage.reading)
    return facts
