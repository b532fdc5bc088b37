"""Reading the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from matchmaking.db import session
from matchmaking.mail.models import MailState, OutboxMail

AT_ONCE = 500


def due(now: datetime) -> Sequence[int]:
    """The ids of the mails that may be sent now, those that wait longest first, at most `AT_ONCE`."""
    return (
        session()
        .scalars(
            sa.select(OutboxMail.id)
            .where(OutboxMail.state.in_([MailState.QUEUED, MailState.SENDING]), OutboxMail.next_attempt_at <= now)
            .order_by(OutboxMail.next_attempt_at)
            .limit(AT_ONCE)
        )
        .all()
    )


def states(batch: str) -> dict[MailState, int]:
    """How many mails of `batch` are in each state."""
    rows = session().execute(
        sa.select(OutboxMail.state, sa.func.count()).where(OutboxMail.batch == batch).group_by(OutboxMail.state)
    )
    counts = dict.fromkeys(MailState, 0)
    for state, count in rows:
        counts[state] = count
    return counts
