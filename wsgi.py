"""Where gunicorn and Celery find the service: `wsgi:app` and `wsgi:celery_app`."""

from __future__ import annotations

import os
import sys

from matchmaking.app import create_app
from matchmaking.config import ConfigError, load
from matchmaking.settling import settle

try:
    app = create_app(load(os.environ))
except ConfigError as error:
    sys.exit(f"matchmaking: {error}")

celery_app = app.extensions["celery"]
settle()
