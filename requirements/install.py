"""Make .venv with the pinned and hashed requirements, and the `matchmaking` command in it.

    python3 requirements/install.py [--dev]

Run by `make`; needs nothing but Python. What is already installed is left alone.
"""

from __future__ import print_function

import hashlib
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
OLDEST = (3, 11)


def main():
    if sys.version_info < OLDEST:
        found = ".".join(str(part) for part in sys.version_info[:3])
        sys.exit("This is Python {0}; 3.11 or newer is needed. Name one: make PYTHON=python3.12 ...".format(found))
    names = ["base", "embedded"] + (["dev"] if "--dev" in sys.argv[1:] else [])
    files = [os.path.join(ROOT, "requirements", name + ".txt") for name in names]
    wanted = fingerprint(files + [os.path.join(ROOT, "pyproject.toml")])
    if os.path.exists(PYTHON) and has(wanted):
        compile_translations()
        compile_engine()
        return
    if not os.path.exists(PYTHON):
        print("Making .venv ...", flush=True)
        if subprocess.call([sys.executable, "-m", "venv", VENV]) != 0:
            sys.exit("The virtual environment could not be made. On Debian and Ubuntu: apt-get install python3-venv")
    install(files)
    run([PYTHON, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", ROOT])
    compile_translations()
    remember(wanted, names)
    compile_engine()


def install(files):
    """Install what `files` pin, with one line that counts."""
    total = len({line.split("==")[0] for path in files for line in open(path) if "==" in line})
    command = [PYTHON, "-m", "pip", "install", "--require-hashes", "--no-input", "--disable-pip-version-check"]
    for path in files:
        command += ["-r", path]
    tail = []
    seen = 0
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)
    for line in process.stdout:
        tail = (tail + [line])[-15:]
        if line.startswith(("Collecting", "Requirement already")):
            seen += 1
            show("Installing: {0} of about {1} packages looked up".format(min(seen, total), total))
        elif line.startswith("Installing collected"):
            show("Installing: unpacking {0} packages".format(total))
    if process.wait() != 0:
        sys.exit(
            "\n{0}\nThe requirements could not be installed; is the package index reachable?".format("".join(tail))
        )
    print(flush=True)


def compile_translations():
    """Compile the catalogues that have changed since they were last compiled."""
    folder = os.path.join(ROOT, "translations")
    sources = [os.path.join(path, name) for path, _, names in os.walk(folder) for name in names if name.endswith(".po")]
    if any(not has_newer(source[: -len("po")] + "mo", source) for source in sources):
        # -f, since a catalogue without a header counts as fuzzy
        run([os.path.join(VENV, "bin", "pybabel"), "-q", "compile", "-f", "-d", folder])


def compile_engine():
    """Compile the engine's hot loops, once for each state of the engine, so that nobody waits with the first plan."""
    mark = os.path.join(VENV, ".warmed")
    folder = os.path.join(ROOT, "matchmaking", "engine")
    paths = [os.path.join(path, name) for path, _, names in os.walk(folder) for name in names if name.endswith(".py")]
    wanted = fingerprint(sorted(paths))
    if os.path.exists(mark) and open(mark).read() == wanted:
        return
    print("Compiling the engine, which takes up to a minute ...", flush=True)
    answer = subprocess.run([PYTHON, "-m", "matchmaking.engine.warm"], cwd=ROOT, capture_output=True, text=True)
    if answer.returncode != 0:
        why = (answer.stderr.strip().splitlines() or ["no reason given"])[-1]
        print("That did not work ({0}); the first plan will take longer.".format(why), flush=True)
        return
    with open(mark, "w") as handle:
        handle.write(wanted)


def has_newer(compiled, source):
    return os.path.exists(compiled) and os.path.getmtime(compiled) > os.path.getmtime(source)


def show(text):
    """One line that rewrites itself on a terminal, and is quiet elsewhere."""
    if sys.stdout.isatty():
        print("\r" + text.ljust(70), end="", flush=True)
    elif text.startswith("Installing: unpacking") or text.startswith("Installing: 1 of"):
        print(text, flush=True)


def run(command):
    if subprocess.call(command) != 0:
        sys.exit("Failed: " + " ".join(command))


def fingerprint(paths):
    digest = hashlib.sha256()
    for path in paths:
        with open(path, "rb") as handle:
            digest.update(handle.read())
    return digest.hexdigest()


def has(wanted):
    """True when this installation, or the larger one with the development tools, is as wanted."""
    try:
        with open(os.path.join(VENV, ".installed")) as handle:
            return wanted in handle.read().split()
    except IOError:
        return False


def remember(wanted, names):
    small = fingerprint(
        [os.path.join(ROOT, "requirements", name + ".txt") for name in ("base", "embedded")]
        + [os.path.join(ROOT, "pyproject.toml")]
    )
    with open(os.path.join(VENV, ".installed"), "w") as handle:
        handle.write("\n".join([wanted, small] if "dev" in names else [wanted]))


if __name__ == "__main__":
    main()
