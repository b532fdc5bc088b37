"""Pages of the registrations room."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("registrations", __name__)
