"""Linking maps: organisations that come from another mapping site, once as a file or again and again by a link.

`reading` makes rows of a file's bytes · `columns` says what a row may hold · `checking` makes a profile of a row ·
`matching` finds who is here already · `origins` keeps where each field came from · `services` the use cases ·
`fetching` the one place that asks other servers.
"""
