"""The apparatus: what the witness has and what the edition reads, side by side."""

from pathlib import Path

from edition.apparatus import Reading, apparatus
from edition.read import read_edition

ROOT = Path(__file__).parents[1]


def joined(reading: Reading) -> str:
    before, after = reading.before.removeprefix("… "), reading.after.removesuffix(" …")
    return f"{before}{reading.words}{after}"


def test_every_emendation_is_there_once_in_the_order_of_the_text() -> None:
    (text,) = read_edition(ROOT).texts
    ids = [found.emendation.id for found in apparatus(text)]
    assert ids == [found.id for found in text.emendations()]
    assert len(ids) == 13


def test_both_readings_stand_in_their_sentence() -> None:
    edition = read_edition(ROOT)
    (text,) = edition.texts
    for found in apparatus(text):
        passage = edition.passages[found.emendation.passage]
        assert joined(found.witness) in passage.witness
        assert joined(found.reading) in passage.reading
        assert found.witness.words == found.emendation.piece.old.strip()
        assert found.reading.words == found.emendation.piece.new.strip()


def test_what_is_cut_off_is_marked_and_what_is_not_is_not() -> None:
    (text,) = read_edition(ROOT / "tests" / "edition").texts
    (found,) = apparatus(text)
    assert found.witness == Reading("The worker ", "messes", " feed the queen.")
    assert found.reading == Reading("The worker ", "masses", " feed the queen.")
    (text,) = read_edition(ROOT).texts
    first = next(apparatus(text))
    assert first.reading == Reading(
        "… to further and even better ", "lead", " all of society in transformation …"
    )
