"""Finds the browser that the tests drive, and installs one where there is none.

    python -m tests.browser.chromium

Exit 0 with a browser; without one 1 in CI, and elsewhere 0 after saying so loudly (the browser tests
then fail one by one, they are never skipped in silence).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


def find() -> str | None:
    """The path of a Chromium or Chrome on this machine, the one named by CHROMIUM first; None for none."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    for name in NAMES:
        found = shutil.which(name)
        if found and "snap" not in found:
            return found
    if MAC.exists():
        return str(MAC)
    own = _playwrights_own()
    return str(own) if own else None


def _playwrights_own() -> Path | None:
    script = "from playwright.sync_api import sync_playwright as p\nwith p() as b: print(b.chromium.executable_path)"
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    path = Path(answer.stdout.strip() or "/nowhere")
    return path if path.exists() else None


def install() -> None:
    """Try Playwright's own browser, then the system's package as root. What fails is left to `find`."""
    print("No Chromium or Chrome was found; installing Playwright's ...", flush=True)
    if _quietly([sys.executable, "-m", "playwright", "install", "chromium"], seconds=180) and find():
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("That did not work; installing the system's chromium with apt-get ...", flush=True)
        _quietly(["apt-get", "update"], seconds=180)
        _quietly(["apt-get", "install", "-y", "--no-install-recommends", "chromium"], seconds=600)


def _quietly(command: list[str], *, seconds: float) -> bool:
    try:
        done = subprocess.run(command, capture_output=True, timeout=seconds, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def main() -> int:
    """Find a browser or install one, and say what came of it."""
    if find() is None:
        install()
    path = find()
    if path:
        return 0
    print(
        "\n  THERE IS NO CHROMIUM OR CHROME, AND NONE COULD BE INSTALLED.\n"
        "  The browser tests will fail. Install Chromium, or name one: CHROMIUM=/path/to/chrome make test\n",
        file=sys.stderr,
        flush=True,
    )
    return 1 if os.environ.get("CI") else 0


if __name__ == "__main__":
    sys.exit(main())
