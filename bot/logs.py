"""Logging: to standard error, as text or JSON, with secrets blotted out."""

from __future__ import annotations

import json
import logging
import re
import sys

from bot.config import LogConfig

_SECRETS = re.compile(
    r"\d{6,}:[A-Za-z0-9_-]{30,}|xox[a-z]-[A-Za-z0-9-]+|xapp-[A-Za-z0-9-]+"
    r"|(?i:/(?:join|start)(?:@\w+)?\s+)(?:\w{5} \w{5}\b|[\w-]{5,})"
    r"|(?i:\b(?:join|start)\s+)(?=[\w -]{0,10}[\d-])(?:\w{5}[ -]\w{5}\b|\w{10}\b)"
)
"""Telegram and Slack tokens, and invite codes."""

_NOISY = ("telegram", "httpx", "httpcore", "aiohttp.access", "apscheduler", "alembic")
"""These tell at INFO what is of no use to an organiser; httpx even the token within a URL, and the Telegram
library at DEBUG what people write."""


class _Redacting(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        fields = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            fields["exception"] = self.formatException(record.exc_info)
        event_id = getattr(record, "event_id", None)
        if event_id:
            fields["event_id"] = event_id
        return redact(json.dumps(fields, ensure_ascii=False))


def redact(words: str) -> str:
    return _SECRETS.sub("[secret]", words)


def set_up_logging(config: LogConfig) -> None:
    handler = logging.StreamHandler(sys.stderr)
    text = _Redacting("%(asctime)s %(levelname)s %(name)s %(message)s", "%Y-%m-%d %H:%M:%S")
    handler.setFormatter(_Json() if config.format == "json" else text)
    logging.basicConfig(level=config.level, handlers=[handler], force=True)
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
