"""Matchmaking: the open, self-hosted service that runs B2B matchmaking events.

The map of this package (each line may import only what stands below it; `make lint` checks):

    app, cli, demo        wiring, the command line, the demonstration
    scheduling            runs, draft and released plans; rows -> engine instance -> rows
    meetings              requests between participants, their answers, agendas
    registrations         who takes part in an event, and when they can meet
    events                events, slots, tables; the public listing
    organisations         profiles of SMEs and clusters: sectors, offers and requests, members
    accounts              people: sign-up, sign-in, roles, preferences
    audit                 who changed what, when, before and after
    calendars, mail       iCalendar text from plain values; the outbox and its delivery
    web                   extensions, guards, security headers, error pages, template helpers
    jobs                  Celery: enqueue after commit, the beat schedule
    db                    the tables' base, and the only place that commits
    errors, config        kinds of failure; settings from the environment

    engine                pure: who suits whom, the best schedule, its bound, its reasons
    embedded              PostgreSQL and Redis from Python wheels, for the demo and the tests

A feature room has at most six files: models (tables), queries (reads), services (use cases),
forms, tasks, views. `docs/architecture.md` tells the rest.
"""

import zoneinfo

# Zones come from the pinned tzdata wheel on every machine. A system's own data can be years old and an hour
# wrong: Debian's knows nothing of British Columbia staying on UTC-7 since 2026.
zoneinfo.reset_tzpath(to=())
