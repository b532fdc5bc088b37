"""Runs, draft and released plans; rows -> engine instance -> rows."""
