"""Roles in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.domain.people import Role
from bot.locale.voice import N_, Voice

ROLE_WORDS: Mapping[Role, str] = {
    "participant": N_("participant"),
    "trainer": N_("trainer"),
    "coach": N_("coach"),
    "mentor": N_("mentor"),
    "mentee": N_("mentee"),
    "speaker": N_("speaker"),
    "organiser": N_("organiser"),
}


def role_words(roles: Iterable[Role], _: Voice) -> str:
    """The roles in the reader's language, in a fixed order: 'coach, organiser'."""
    return ", ".join(_.plain(ROLE_WORDS[role]) for role in ROLE_WORDS if role in roles)
