"""Celery: its set-up, enqueue-after-commit, and the beat schedule."""

from __future__ import annotations

from typing import Any

import structlog
from celery import Celery, Task
from flask import Flask, current_app
from kombu.exceptions import OperationalError

from matchmaking.config import Settings
from matchmaking.db import db, gather

log = structlog.get_logger(__name__)

BEAT_SCHEDULE = {
    # A job is a row first. Beat finds the rows whose message was lost or whose worker died. A sweep that no worker
    # has taken when the next one is due is dropped: each hands out all that waits, so a backlog of them would multiply.
    "deliver-waiting-mail": {"task": "mail.sweep", "schedule": 15.0, "options": {"expires": 15.0}},
    "recover-schedule-runs": {"task": "scheduling.sweep", "schedule": 10.0, "options": {"expires": 10.0}},
    "fetch-linked-sources": {"task": "linking.sweep", "schedule": 60.0, "options": {"expires": 60.0}},
    "tell-of-new-partners": {
        "task": "cooperation.sweep_partner_searches",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
    "forget-old-mail": {"task": "mail.forget", "schedule": 21600.0, "options": {"expires": 21600.0}},
}
PUBLISHING = {"socket_timeout": 1.0, "socket_connect_timeout": 1.0}
"""Seconds. A web request must not hang on a broker that is away: the row stays, and beat sends it later."""
QUEUES = {"scheduling.execute_run": {"queue": "solver"}}


def celery_init_app(app: Flask, settings: Settings) -> Celery[Any]:
    """The Celery application of `app`: each task runs inside an application context of its own."""

    class ContextTask(Task):  # type: ignore[type-arg]  # celery's Task is generic only in its stubs
        def __call__(self, *args: Any, **kwargs: Any) -> Any:
            with app.app_context():
                try:
                    return self.run(*args, **kwargs)
                finally:
                    db.session.remove()

    celery_app: Celery[Any] = Celery(app.name, task_cls=ContextTask)
    celery_app.conf.update(
        broker_url=settings.redis_url,
        broker_connection_retry_on_startup=True,
        broker_transport_options={
            "visibility_timeout": 3600,
            "socket_timeout": 5,
            "socket_connect_timeout": 2,
        },
        broker_connection_timeout=2,
        task_publish_retry_policy={"max_retries": 1, "interval_start": 0.1},
        task_ignore_result=True,
        task_serializer="json",
        accept_content=["json"],
        task_default_queue="default",
        task_routes=QUEUES,
        beat_schedule=BEAT_SCHEDULE,
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        timezone="UTC",
    )
    celery_app.set_default()
    app.extensions["celery"] = celery_app
    return celery_app


def enqueue(name: str, *ids: int) -> None:
    """Send the task `name` with `ids` when the transaction in progress has been committed.

    A broker that cannot be reached is logged and not an error: the row is committed, and beat sends it.
    """
    gather(_send, (name, ids))


def _send(tasks: list[tuple[str, tuple[int, ...]]]) -> None:
    """Send all tasks of one commit over one connection; once that fails, the rest is left to beat."""
    celery_app: Celery[Any] = current_app.extensions["celery"]
    sent = 0
    try:
        with celery_app.connection_for_write(transport_options=PUBLISHING) as connection:
            producer = celery_app.amqp.Producer(connection)
            for name, ids in tasks:
                celery_app.send_task(name, args=ids, producer=producer)
                sent += 1
    except (OperationalError, OSError) as error:
        log.warning(
            "broker_unreachable", left_to_beat=len(tasks) - sent, tasks=tasks[sent : sent + 5], error=str(error)
        )
