"""What the platforms would refuse of a call, known from their published types and limits and without the platforms."""

from __future__ import annotations

from typing import Any

from tests.servers.schemas.blocks import slack_rules
from tests.servers.schemas.limits import telegram_limits
from tests.servers.schemas.shapes import Shapes

__all__ = ["SLACK", "TELEGRAM", "violations_slack", "violations_telegram"]

TELEGRAM = Shapes("telegram")
SLACK = Shapes(
    "slack",
    {
        # Bolt for JavaScript sends the team with every call.
        "*": ["token", "team_id"],
        # The types write alt_text; the documentation, and what clients really send, alt_txt.
        "files.getUploadURLExternal": ["alt_txt"],
        "files.completeUploadExternal": ["channels"],
    },
)


# The documentation knows where a list begins to count, and so do Slack's own models in Python; the types do not.
SLACK.definition("RichTextList")["properties"]["offset"] = {"type": "integer"}


def violations_telegram(method: str, params: dict[str, Any]) -> list[str]:
    """What is wrong with a call of the Bot API, a line each; uploaded files stand as strings."""
    return TELEGRAM.violations(method, params) or telegram_limits(method, params)


def violations_slack(method: str, params: dict[str, Any]) -> list[str]:
    """What is wrong with a call of Slack's Web API, a line each; blocks and views stand as lists and dicts."""
    return SLACK.violations(method, params) or slack_rules(method, params)
