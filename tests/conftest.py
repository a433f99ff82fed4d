"""What all tests share: the browser and the server of `tests.browser`, options and profiles.

`--bless` writes the golden reports of `tests/rules/` anew; `--hypothesis-profile long` looks for
what breaks a law among many more examples, other ones each time.
"""

import pytest
from hypothesis import settings

from tests.browser import browser, serve

__all__ = ["browser", "serve"]

# The same examples in every run: a failure is a change of ours, never a throw of the dice.
settings.register_profile("default", deadline=None, derandomize=True, max_examples=60)
settings.register_profile("long", deadline=None, max_examples=3000)
settings.load_profile("default")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--bless`."""
    parser.addoption(
        "--bless", action="store_true", help="write the golden reports of tests/rules/ anew"
    )
