"""What took long to count, kept in Redis for a while: without Redis it is counted each time."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any, cast

import redis
import structlog

from matchmaking.web.settings import settings

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """A shelf of values under `prefix`, each for `seconds` at most and until all are forgotten."""

    prefix: str
    seconds: int

    def key_of(self, *asked: object) -> str | None:
        """Where the value for `asked` (anything that JSON can say) is kept; None while Redis is away."""
        try:
            version = cast("bytes | None", _redis().get(f"{self.prefix}:version")) or b"0"
        except redis.RedisError as error:
            log.warning("not_kept", shelf=self.prefix, error=str(error))
            return None
        digest = sha256(json.dumps(asked, default=str).encode()).hexdigest()[:32]
        return f"{self.prefix}:counts:{version.decode()}:{digest}"

    def read(self, key: str | None) -> Any:
        """The value; None where there is none, or it cannot be read."""
        if key is None:
            return None
        try:
            kept = cast("bytes | None", _redis().get(key))
            return json.loads(kept) if kept else None
        except (redis.RedisError, ValueError) as error:
            log.warning("not_read", shelf=self.prefix, error=str(error))
            return None

    def keep(self, key: str | None, value: Any) -> None:
        """Keep `value`, which JSON must be able to say."""
        if key is None:
            return
        try:
            _redis().set(key, json.dumps(value), ex=self.seconds)
        except redis.RedisError as error:
            log.warning("not_kept", shelf=self.prefix, error=str(error))

    def forget(self) -> None:
        """From now on, nothing that was kept is found."""
        try:
            _redis().incr(f"{self.prefix}:version")
        except redis.RedisError as error:
            log.warning("not_forgotten", shelf=self.prefix, error=str(error))


def _redis() -> redis.Redis:
    return _client(settings().redis_url)


@lru_cache(maxsize=4)
def _client(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, socket_connect_timeout=0.2, socket_timeout=0.5)
