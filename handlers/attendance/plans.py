"""When a session takes place, in words, also for one that is no longer in the pack."""

from __future__ import annotations

from bot.domain.changes import Plan
from bot.locale import dates
from bot.locale.voice import Voice


def plan_words(_: Voice, plan: Plan) -> str:
    """'Mon 11 Nov 2024, 10:00–14:00 CET' on the reader's clock; without hours the day."""
    if plan.starts_at and plan.ends_at:
        return dates.span(plan.starts_at, plan.ends_at, _.zone, _.spoken)
    return _.day(plan.day) if plan.day else _.plain("a day that is not published")
