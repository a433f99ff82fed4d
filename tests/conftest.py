"""What all tests share: the browser and the server of `tests.browser`, and `--bless`."""

import pytest

from tests.browser import browser, serve

__all__ = ["browser", "serve"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--bless`, which writes the golden reports of `tests/rules/` anew."""
    parser.addoption(
        "--bless", action="store_true", help="write the golden reports of tests/rules/ anew"
    )
