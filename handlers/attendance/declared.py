"""The feature that this folder's modules register with."""

from bot.feature import Feature

feature = Feature("attendance")


def second_card_key(cohort_id: int, session: str) -> str:
    """Under which the card that asks at the end who is still there is kept up to date."""
    return f"second-check:{cohort_id}:{session}"
