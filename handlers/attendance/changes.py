"""A session was moved, cancelled or added in the pack: organisers hear of it once, and so does who said they could not come."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from bot.chat.buttons import button
from bot.chat.messages import Intent, Message, Private, Refresh
from bot.chat.text import Text, bullets
from bot.domain.changes import Change, Plan, changes, to_decide
from bot.domain.check_in import check_in_card
from bot.feature import Do
from bot.locale.voice import N_, Voice
from bot.programme import Programme
from bot.scene import Scene, View
from handlers.attendance.changed_check_ins import change_card, organisers_card
from handlers.attendance.declared import feature, second_card_key
from handlers.attendance.moved_marks import take_back_marks
from handlers.attendance.moved_notices import ask_again
from handlers.attendance.plans import plan_words
from handlers.attendance.sessions import find_session, when

ANNOUNCE = "announce"

LINES = {
    "added": N_("**{title}** is new: {now}."),
    "back": N_("**{title}** takes place again: {now}."),
    "moved": N_("**{title}** is moved: it was on {was}, and now it is on {now}."),
    "renamed": N_("**{old}** is called **{title}** now."),
    "cancelled": N_("**{title}** ({was}) is no longer in the programme."),
}


@feature.tick
async def look(scene: Scene) -> list[Intent]:
    """Compare the pack with what it was. At first sight there is nothing to compare with."""
    plans = plans_of(scene.programme)
    known = await scene.uow.known_sessions.of_cohort(scene.cohort.id)
    if not known:
        for plan in plans:
            await scene.uow.known_sessions.add(scene.cohort.id, plan)
        return []
    if not changes(known, plans):
        return []
    # Another process may see the same at this moment: one of them tells.
    held = await scene.uow.known_sessions.of_cohort(scene.cohort.id, hold=True)
    told: list[Change] = []
    intents: list[Intent] = []
    for change in changes(held, plans):
        taken = await _take(scene, change)
        if taken is not None and change.kind != "retimed":
            told.append(change)
        intents += taken or []
    return [*(await _tell(scene, told)), *intents]


def plans_of(programme: Programme) -> list[Plan]:
    return [Plan(s.key, s.title, s.date, s.opens_at, s.starts_at, s.ends_at, s.closes_at) for s in programme.sessions]


async def _take(scene: Scene, change: Change) -> list[Intent] | None:
    """Remember how it is now; what is to be asked about it. None where another process was quicker."""
    known = change.known
    if known is None:
        assert change.plan is not None
        return [] if await scene.uow.known_sessions.add(scene.cohort.id, change.plan) else None
    if change.kind in ("renamed", "retimed"):
        await scene.uow.known_sessions.remember(known, change.plan, known.pending)
        return []
    since = known.undecided.noticed if known.undecided else scene.now
    there = await scene.uow.check_ins.count_until(scene.cohort.id, change.session, since)
    pending = to_decide(change, there, scene.now)
    await scene.uow.known_sessions.remember(known, change.plan, pending)
    intents: list[Intent] = [Refresh(change_card(known, known.undecided.number))] if known.undecided else []
    intents += await _set_cards_aside(scene, change)
    if pending:
        organisers = await scene.uow.members.organisers(scene.cohort.id)
        intents += [organisers_card(known, pending.number, organiser.id) for organiser in organisers]
    if change.plan and change.plan.time != known.plan.time:
        intents += await ask_again(scene, change.plan)
        intents += await take_back_marks(scene, change)
    return intents


async def _set_cards_aside(scene: Scene, change: Change) -> list[Intent]:
    """What stands in the group was about the old time; when the new one comes, there is to be a new card."""
    intents: list[Intent] = []
    for card in (check_in_card(scene.cohort.id, change.session), second_card_key(scene.cohort.id, change.session)):
        if await scene.uow.outbox.was_posted(card):
            name = f"{card}:until:{scene.now:%Y%m%d%H%M}"
            await scene.uow.outbox.set_aside(card, name, "attendance.old_card")
            intents.append(Refresh(name))
    return intents


@feature.recheck("attendance.old_card")
async def render_old_card(view: View, session: str) -> Message | None:
    """A card of a session that is now at another time, or no longer takes place."""
    _, now = view.group_voice, find_session(view.programme, session)
    if now:
        return Message(_("**{title}** is moved. It is now on {when}.", title=now.title, when=when(_, now)))
    known = await view.uow.known_sessions.of_cohort(view.cohort.id)
    title = next((one.plan.title for one in known if one.plan.session == session), session)
    return Message(_("**{title}** is no longer in the programme.", title=title))


async def _tell(scene: Scene, told: Sequence[Change]) -> list[Intent]:
    """One message to each organiser about all that has changed."""
    if not told:
        return []
    print_ = hashlib.sha256(repr([(c.kind, c.session, c.plan) for c in told]).encode()).hexdigest()[:12]
    key = f"session-changes:{scene.cohort.id}:{scene.now:%Y%m%d}:{print_}"
    return [
        Private(_news(scene, scene.voice_for(organiser), told), to=organiser.id, key=f"{key}:{organiser.id}")
        for organiser in await scene.uow.members.organisers(scene.cohort.id)
    ]


def _news(view: View, _: Voice, told: Sequence[Change]) -> Message:
    text = (
        *_("**The programme has changed.** I go by the new times from now on."),
        *bullets(*(_line(_, c) for c in told)),
    )
    kinds = {change.kind for change in told}
    if {"added", "cancelled"} <= kinds:
        text += _(
            "Is one of the new sessions an old one that only got another key? Then please put the old key back: "
            "check-ins belong to the key."
        )
    if ANNOUNCE not in view.deployment.registry.commands:
        return Message(text)
    text += _("I have told nobody else yet. Shall the participants know?")
    return Message(text, ((button(_.plain("Announce it"), Do(ANNOUNCE), "primary"),),))


def _line(_: Voice, change: Change) -> Text:
    old, new = change.known.plan if change.known else None, change.plan
    shown = new or old
    assert shown is not None
    return _(
        LINES[change.kind],
        title=shown.title,
        old=old.title if old else "",
        was=plan_words(_, old) if old else "",
        now=plan_words(_, shown),
    )
