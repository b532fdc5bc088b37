"""What this room gives away as files: see `web.datasets`."""

from __future__ import annotations

from matchmaking.cooperation.open_data import agreements, countries, news, partnerships, stories
from matchmaking.web.datasets import register

for _dataset in (
    partnerships.DATASET,
    agreements.DATASET,
    stories.DATASET,
    news.DATASET,
    countries.FACTS,
    countries.CONTACT_POINTS,
):
    register(_dataset)
