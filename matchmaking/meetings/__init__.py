"""Requests between participants, their answers; each participant's agenda."""
