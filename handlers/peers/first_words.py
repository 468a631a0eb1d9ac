"""Who is a member without having joined with a code, since the platform vouches for them, is asked for their profile once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.chat.buttons import button
from bot.chat.messages import Intent, Message, Private, Recheck
from bot.domain.people import Member
from bot.feature import Do
from bot.scene import Scene, View
from handlers.peers.declared import feature

AFTER = timedelta(hours=1)
"""What they came for is answered first, by itself."""


@feature.enrolled
async def on_joining(scene: Scene, member: Member) -> list[Intent]:
    """Not in their night. Who joined with a code was asked in the welcome; a second account is no news."""
    known = len(await scene.uow.accounts.of_member(member.id)) > 1 or await scene.uow.invites.is_used(member.id)
    if known or not await _is_wanted(scene, member):
        return []
    at = scene.config.quiet.over(scene.now + AFTER, member.zone)
    recheck = Recheck("peers.first_words", {"to": str(member.id)})
    return [Private(to=member.id, key=f"peers-first-words:{member.id}", at=at, recheck=recheck)]


@feature.recheck("peers.first_words")
async def first_words(view: View, to: str) -> Message | None:
    """None where they have left, or have written their profile meanwhile."""
    member = await view.uow.members.by_id(int(to))
    cohort = await view.uow.cohorts.by_id(member.cohort_id) if member else None
    if member is None or cohort is None or not await _is_wanted(replace(view, cohort=cohort), member):
        return None
    _ = view.voice_for(member)
    text = _("**{title}** brings its members together, so that they learn from one another.", title=cohort.title)
    text += _("Tell me in a minute what you can offer and what you look for:")
    return Message(text, ((button(_.plain("My profile"), Do("profile")),),))


async def _is_wanted(view: View, member: Member) -> bool:
    """They take part in exchanges, and have said nothing of themselves yet."""
    if member.withdrawn or not member.paired:
        return False
    cohort = await view.uow.cohorts.by_id(member.cohort_id)
    pack = view.deployment.programmes.get(cohort.programme) if cohort else None
    return pack is not None and pack.peers is not None and not await view.uow.peers.has_filled(member.id)
