"""Profiles of SMEs, clusters and the other organisations: sectors, offers and requests, members."""
