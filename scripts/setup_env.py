"""The set-up of `.venv`, with the standard library alone.

`.venv` is made from the lock files in `requirements/`, every package by its hash, and carries a
stamp that says what it was made from.  While the stamp is true nothing is done.  When a lock
changed, the folder moved, Python is another one, or a set-up was interrupted (the stamp goes first
and comes last), `.venv` is made anew.
"""

import argparse
import contextlib
import hashlib
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
STAMP = VENV / "made-from.json"

LOCKS = {"site": ["site.txt"], "test": ["site.txt", "test.txt"]}
"""For each group of packages its lock files; the last one holds the others' packages too."""

FAULT = 3
INTERRUPTED = 130

NO_CONNECTION = ("NewConnectionError", "NameResolutionError", "ConnectTimeoutError", "ProxyError")
"""Words by which pip tells that it reached nobody."""

VENV_MISSING = """\
this Python has no ensurepip, which is needed to make .venv.
On Debian and Ubuntu it comes with:  sudo apt-get install python3-venv"""


class SetupError(Exception):
    """The environment could not be made; the message says what to do about it."""


def main(arguments: Sequence[str], *, then: str) -> int:
    """Set up the environment, then become the command `then`, with the arguments left over."""
    parser = argparse.ArgumentParser(
        description="Make .venv if it is missing or out of date, then build the site.",
        epilog=f"All other arguments go to `{then}`; its exit status is passed on.",
        allow_abbrev=False,
    )
    parser.add_argument("--only-setup", action="store_true", help="make .venv and stop")
    parser.add_argument(
        "--with",
        dest="group",
        choices=LOCKS,
        default="site",
        help="the packages to install: the site's (the default) or the tests' as well",
    )
    options, rest = parser.parse_known_args(arguments)
    try:
        set_up(options.group)
    except (SetupError, OSError) as error:
        print(f"{parser.prog}: {error}", file=sys.stderr)
        return FAULT
    except KeyboardInterrupt:
        return INTERRUPTED
    if options.only_setup:
        return 0
    program, *words = then.split()
    return become([str(BIN / program), *words, *rest])


def become(command: list[str]) -> int:
    """Let `command` take the place of this process, or its status where that can't be."""
    # MkDocs prints a page about its own future otherwise, at every run.
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    if os.name != "nt":
        os.execve(command[0], command, environment)
    return subprocess.call(command, env=environment)


def set_up(group: str) -> None:
    """Make `.venv` with the packages of `group`, unless it is there already."""
    now = what_it_is_made_from()
    needed = [*(key for key in now if not key.endswith(".txt")), *LOCKS[group]]

    def is_made(made: dict[str, str]) -> bool:
        return all(made.get(key) == now[key] for key in needed)

    if is_made(read_stamp()):
        return
    with locked(ROOT / "requirements"), stopping_children():
        made = read_stamp()
        if is_made(made):  # by whoever held the lock before
            return
        if made:
            STAMP.unlink()
        if not can_be_added_to(made, now):
            make_empty()
            made = {}
        lock = LOCKS[group][-1]
        if lock not in made:
            install_locked(ROOT / "requirements" / lock)
        install_project()
        made |= {key: now[key] for key in needed}
        STAMP.write_text(json.dumps(made, indent=2) + "\n", encoding="utf-8")


def what_it_is_made_from() -> dict[str, str]:
    """All that `.venv` depends on, each with the value it has now."""
    files = [ROOT / "pyproject.toml", *(ROOT / "requirements" / name for name in LOCKS["test"])]
    return {
        "folder": str(VENV),
        "python": f"{sys.version.split()[0]} in {sys.base_prefix}",
        **{file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files},
    }


def read_stamp() -> dict[str, str]:
    """What `.venv` was made from, as its stamp says; nothing if there is no whole `.venv`."""
    if shutil.which("python", path=BIN) is None:
        return {}
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def can_be_added_to(made: dict[str, str], now: dict[str, str]) -> bool:
    """Whether all that was installed is still right, so that only something is missing."""
    kept = {key: value for key, value in made.items() if key != "pyproject.toml"}
    return {"folder", "python"} <= kept.keys() and kept.items() <= now.items()


def make_empty() -> None:
    """Make `.venv` anew, with nothing in it but pip."""
    say(f"Making .venv with Python {sys.version.split()[0]} …")
    if importlib.util.find_spec("ensurepip") is None:
        install_ensurepip()
    if VENV.is_symlink() or VENV.is_file():
        VENV.unlink()
    elif VENV.exists():
        shutil.rmtree(VENV)

    import venv  # noqa: PLC0415 – most runs make no environment and need not wait for it

    try:
        venv.create(VENV, with_pip=True, symlinks=os.name != "nt")
    except subprocess.CalledProcessError as error:
        raise SetupError(VENV_MISSING) from error


def install_ensurepip() -> None:
    """Get what Debian leaves out of its Python, where this may be done without asking: as root."""
    if not (
        hasattr(os, "geteuid") and os.geteuid() == 0 and install_debian_package("python3-venv")
    ):
        raise SetupError(VENV_MISSING)
    importlib.invalidate_caches()


def install_debian_package(name: str, *, become_root: Sequence[str] = ()) -> bool:
    """Install a package of Debian or Ubuntu; tell whether that worked."""
    if shutil.which("apt-get") is None:
        return False
    say(f"Installing {name} with apt-get …")
    apt = [*become_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    # A list of packages that can't be renewed may still do.
    run([*apt, "update"])
    return run([*apt, "install", "--yes", "--no-install-recommends", name]).returncode == 0


def install_locked(lock: Path) -> None:
    """Install exactly the packages of a lock file."""
    count = sum(line.partition("==")[1] != "" for line in lock.open(encoding="utf-8"))
    say(f"Installing the {count} packages of requirements/{lock.name} …")
    # Wheels only: building one would fetch what it builds with, and that is in no lock.
    pip("--require-hashes", "--only-binary=:all:", f"--requirement={lock}")


def install_project() -> None:
    """Install the package `edition` as a path to its sources, with its command and its plugin."""
    pip("--no-index", "--no-deps", "--no-build-isolation", f"--editable={ROOT}")


def pip(*arguments: str) -> None:
    """Run `pip install` in `.venv`, silently unless it fails."""
    # -I: what a user keeps for his own Python (PYTHONPATH, user packages) is none of ours.
    command = [str(BIN / "python"), "-I", "-m", "pip", "install", "--quiet", "--no-input"]
    done = run([*command, "--no-user", "--disable-pip-version-check", *arguments])
    if done.returncode == 0:
        return
    if any(word in done.stdout for word in NO_CONNECTION):
        advice = "pip could not reach its package index. Is this machine on a network?"
    elif "HASHES" in done.stdout:
        advice = "a package is not the one that was locked, so it was not installed."
    else:
        advice = "pip could not install what .venv needs."
    lines = [line for line in done.stdout.splitlines() if not line.startswith("WARNING: Retrying")]
    raise SetupError("\n".join([advice, "It said:", *lines[-12:]]))


def run(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run a command that asks nothing, and keep what it prints."""
    return subprocess.run(
        command,
        check=False,
        cwd=ROOT,
        close_fds=False,  # a lock is held until the last child is gone, even if we are killed
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )


def say(message: str) -> None:
    """Tell a person at a terminal what takes so long; leave logs alone."""
    if sys.stderr.isatty():
        print(message, file=sys.stderr, flush=True)


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold `folder` against other processes that do the same; where locks are unknown, hope."""
    try:
        import fcntl  # noqa: PLC0415 – Windows has none
    except ImportError:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    os.set_inheritable(handle, True)  # noqa: FBT003 – takes no keyword
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Waiting for another process that does the same …")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextlib.contextmanager
def stopping_children() -> Iterator[None]:
    """Let a SIGTERM end the command that is being run, too, so that it can't go on unwatched."""

    def stop(number: int, _frame: object) -> NoReturn:
        sys.exit(128 + number)

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
