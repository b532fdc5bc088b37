"""Bounds that are proven without a search: no plan can be better than these."""
