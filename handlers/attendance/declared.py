"""The feature that this folder's modules register with."""

from bot.feature import Feature

feature = Feature("attendance")


def card_key(cohort_id: int, session: str) -> str:
    """Under which a session's card is posted and kept up to date."""
    return f"check-in:{cohort_id}:{session}"
