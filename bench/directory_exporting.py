"""Take one file along as a client does, in a process of its own: seconds, megabytes, and the most memory it took."""

from __future__ import annotations

import json
import os
import resource
import sys
import time

from matchmaking.app import create_app
from matchmaking.config import load


def main() -> None:
    """Print one line of JSON."""
    app = create_app(load(os.environ))
    client = app.test_client()
    client.get("/data/sectors.csv")  # what is loaded once
    before = _megabytes_held()
    began = time.perf_counter()
    answer = client.get(sys.argv[1], buffered=False)
    assert answer.status_code == 200, answer.status  # noqa: PLR2004 -- a bench of errors would be quick
    size = sum(len(piece) for piece in answer.iter_encoded())
    answer.close()
    told = {
        "seconds": round(time.perf_counter() - began, 1),
        "megabytes": round(size / 1e6, 1),
        "memory": round(_megabytes_held() - before, 1),
    }
    print(json.dumps(told))


def _megabytes_held() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
