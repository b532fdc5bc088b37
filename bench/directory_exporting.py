"""Take one file along as a client does, in a process of its own: seconds, megabytes, and the most memory it took."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

from matchmaking.app import create_app
from matchmaking.config import load


def main() -> None:
    """Print one line of JSON."""
    app = create_app(load(os.environ))
    client = app.test_client()
    client.get("/data/sectors.csv")  # what is loaded once
    Path("/proc/self/clear_refs").write_text("5")  # the most memory is counted from here on
    before = _most_megabytes()
    began = time.perf_counter()
    answer = client.get(sys.argv[1], buffered=False)
    assert answer.status_code == 200, answer.status  # noqa: PLR2004 -- a bench of errors would be quick
    size = sum(len(piece) for piece in answer.iter_encoded())
    answer.close()
    told = {
        "seconds": round(time.perf_counter() - began, 1),
        "megabytes": round(size / 1e6, 1),
        "memory": round(_most_megabytes() - before, 1),
    }
    print(json.dumps(told))


def _most_megabytes() -> float:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("this system does not tell how much memory a process took")


if __name__ == "__main__":
    main()
