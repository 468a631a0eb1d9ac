"""What to say to somebody whose day and time were not taken as typed."""

from __future__ import annotations

from bot.locale.typed_times import Ambiguous, Impossible, Instant, NotUnderstood, TypedTime
from bot.locale.voice import N_, Voice

WORDS = {
    "past": N_("That time is already past. Please choose a later one."),
    "no_such_day": N_("There is no such day in the calendar. Please check the date."),
    "other_weekday": N_("The date and the day of the week do not fit together. Please check both."),
    "skipped": N_("There is no such time on that day: the clocks go forward then. Please choose another time."),
    "too_far": N_("That is more than five years from now. Please check the year."),
}

MISSING_HOUR = N_("Please add the time, for example: 14 Jan 17:00.")
NOT_UNDERSTOOD = N_("I did not understand the day and time. Please write it like this: 14 Jan 17:00.")
DAY_NOT_UNDERSTOOD = N_("I did not understand the day. Please write it like this: 14 Jan.")
"""Where a day is enough and the hour is known."""
SEVERAL = N_("This can be {readings}. Please write it like this: {example}.")


def time_problem(found: TypedTime, _: Voice, *, only_day: bool = False) -> str | None:
    """A plain sentence, on the clock of `_`; None where the time is clear. `only_day`: no hour was asked for."""
    match found:
        case Instant():
            return None
        case Ambiguous(readings):
            said = (" " + _.plain("or") + " ").join(_.moment(at).text for at in readings)
            return _.plain(SEVERAL, readings=said, example=f"{readings[0].astimezone(_.zone):%Y-%m-%d %H:%M}")
        case Impossible(why):
            return _.plain(WORDS[why])
        case NotUnderstood(missing):
            return _.plain(MISSING_HOUR if missing else DAY_NOT_UNDERSTOOD if only_day else NOT_UNDERSTOOD)
