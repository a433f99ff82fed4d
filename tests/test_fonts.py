"""The fonts hold every character that the edition prints."""

from pathlib import Path

import subset_fonts


def test_every_character_has_a_face() -> None:
    """A character without one would be shown in whatever face the reader's machine has."""
    missing = subset_fonts.uncovered(Path(__file__).parents[1])
    assert not missing, f"run `make fonts`: {' '.join(sorted(missing))}"
