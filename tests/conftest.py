"""What all tests share: the browser and the server of `tests.browser`."""

from tests.browser import browser, serve

__all__ = ["browser", "serve"]
