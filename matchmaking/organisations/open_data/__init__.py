"""What this room gives away as files: see `web.datasets`."""

from __future__ import annotations

from matchmaking.organisations.open_data import listings, organisations, sectors
from matchmaking.web.datasets import register

for _dataset in (organisations.DATASET, listings.DATASET, sectors.DATASET):
    register(_dataset)
