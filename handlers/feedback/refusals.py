"""Feedback's rules say no by code; these are the words."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.violation import RuleViolation
from bot.locale.voice import N_, Voice

STATES: Mapping[str, str] = {
    "gathering": N_("not handed in yet"),
    "handed_in": N_("handed in"),
    "accepted": N_("accepted"),
    "returned": N_("returned with comments"),
    "changes_asked": N_("changes are asked for"),
}
"""Of a submission."""

CODES = tuple(STATES)
"""What buttons count by."""

WORDS: Mapping[str, str] = {
    "verdict.nothing": N_("Nothing is handed in yet, so there is nothing to decide."),
    "verdict.newer": N_("There is a newer version now (number {version}). Please look at it first: I have opened it."),
    "verdict.decided": N_("Somebody else was quicker: it is {state}. I have opened it again."),
    "verdict.no_comment": N_("Please write what is good and what is to change. Only “Accept” needs no words."),
    "verdict.long": N_("Please write up to {max} characters."),
}


def worded(violation: RuleViolation, _: Voice) -> str:
    """The refusal in the reader's language. A code without words is a fault of ours."""
    said: dict[str, str | int] = {}
    for name, value in violation.fields.items():
        said[name] = _.plain(STATES[str(value)]) if name == "state" else int(str(value))
    return _.plain(WORDS[violation.code], **said)
