"""After: one thing I learned, and may it be shared? What may be is brought to the group, and can be thanked for."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from bot.chat.buttons import Button, button
from bot.chat.events import ButtonPressed, FormSubmitted
from bot.chat.forms import Field, Form, Option
from bot.chat.messages import Card, FormErrors, Intent, Message, OpenForm, Private, Recheck, Refresh
from bot.chat.text import Text, quote
from bot.domain.peers.rounds import AFTER, Place, Round, Share, check_running
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_, Voice
from bot.scene import Scene, Turn, View
from handlers.peers.buttons import Learned, Thank
from handlers.peers.declared import feature, form_id, own_pairing
from handlers.peers.nudge import nudge
from handlers.peers.refusals import worded

LENGTH = 600
SHOWN = 10
"""Takeaways in one message of the digest: each has a button, and a phone's screen ends."""

SHARES: tuple[Share, ...] = ("named", "unnamed", "private")


@feature.button(Learned, access="members", any_cohort=True)
async def learned(pressed: Turn[ButtonPressed], data: Learned) -> list[Intent]:
    turn, found, _pairing, place = await own_pairing(pressed, data.pairing)
    try:
        check_running(found, turn.now)
    except RuleViolation as no:
        return [turn.toast(worded(no, turn.voice), alert=True)]
    return [OpenForm(form(place, turn.voice))]


def form(place: Place, _: Voice) -> Form:
    options = (
        Option("named", _.plain("Yes, with my name")),
        Option("unnamed", _.plain("Yes, without my name")),
        Option("private", _.plain("No, keep it for me")),
    )
    fields = (
        Field("learned", _.plain("One thing that I learned"), "paragraph", value=place.learned, max_length=LENGTH),
        Field(
            "share", _.plain("May I share it with the group?"), "choice", value=place.share or "named", options=options
        ),
    )
    return Form("peers.learned", _.plain("What you learned"), fields, _.plain("Send"), str(place.pairing_id))


@feature.form("peers.learned", access="members")
async def filled_in(submitted: Turn[FormSubmitted], values: dict[str, str]) -> list[Intent]:
    turn, found, _pairing, place = await own_pairing(submitted, form_id(submitted.event.context))
    words, share = values.get("learned", "").strip(), values.get("share", "")
    _ = turn.voice
    if not 0 < len(words) <= LENGTH:
        return [FormErrors({"learned": _.plain("Please write up to {n} characters.", n=LENGTH)})]
    wanted = next((one for one in SHARES if one == share), None)
    if wanted is None:
        return [FormErrors({"share": _.plain("Please choose one of the answers.")})]
    try:
        check_running(found, turn.now)
    except RuleViolation as no:
        return [turn.tell(worded(no, _))]
    await turn.uow.rounds.learn(place.id, words, wanted)
    if place.answer != "met":
        await turn.uow.rounds.answer(place.id, "met", turn.now)
    said = {
        "named": _("Thank you. I share it with the group when the round is over, with your name."),
        "unnamed": _("Thank you. I share it with the group when the round is over, without your name."),
        "private": _("Thank you. It stays with you: you find it under /me."),
    }
    return [Private(Message(said[wanted]))]


def page_key(found: Round, page: int) -> str:
    return f"peers-digest:{found.id}" + (f":{page}" if page else "")


def in_order(shared: Sequence[Place]) -> list[Place]:
    """Those with a name first; the others in an order that says nothing: partners would stand side by side."""
    return sorted(shared, key=lambda one: (one.share != "named", one.id if one.share == "named" else _mixed(one)))


def _mixed(place: Place) -> int:
    return int(hashlib.sha256(f"{place.id}:{place.learned}".encode()).hexdigest()[:12], 16)


async def digest(scene: Scene, found: Round) -> list[Intent]:
    """To the group, once, some time after the end, in as many messages as it needs; and again to be looked at, when what
    may be shared has changed."""
    if scene.now < found.ends_at + AFTER:
        return []
    shared = await scene.uow.rounds.shared(found.id)
    mark = hashlib.sha256(",".join(f"{one.id}{one.share}" for one in shared).encode()).hexdigest()[:40]
    if not await scene.uow.rounds.digest_changed(found.id, mark if shared else ""):
        return []
    if await scene.uow.outbox.was_posted(page_key(found, 0)):
        return await _refreshed(scene, found)
    at = scene.config.quiet.over(scene.now, scene.programme.tz)
    return [
        Card(
            page_key(found, page),
            Recheck("peers.digest", {"round_id": str(found.id), "page": str(page)}),
            at=at,
            expires=found.ends_at + 5 * AFTER,
        )
        for page in range(-(-len(shared) // SHOWN))
    ]


async def _refreshed(scene: Scene, found: Round) -> list[Intent]:
    """All messages of it that stand in the group."""
    told: list[Intent] = []
    while await scene.uow.outbox.was_posted(page_key(found, len(told))):
        told.append(Refresh(page_key(found, len(told))))
    return told


@feature.recheck("peers.digest")
async def digest_now(view: View, round_id: str, page: str = "0") -> Message | None:
    found = await view.uow.rounds.by_id(int(round_id))
    if found is None:
        return None
    _ = view.group_voice
    first = int(page) * SHOWN
    shared = in_order(await view.uow.rounds.shared(found.id))[first : first + SHOWN]
    if not shared:
        posted = await view.uow.outbox.was_posted(page_key(found, int(page)))
        return Message(_("What was learned in this round has been taken back.")) if posted else None
    thanks = await view.uow.rounds.thanks(found.id)
    text: Text = _("**What you learned from each other: “{theme}”**", theme=found.theme)
    rows: list[tuple[Button, ...]] = []
    for number, place in enumerate(shared, first + 1):
        author = await view.uow.members.by_id(place.member_id) if place.share == "named" else None
        name = author.name if author else _.plain("Somebody of you")
        count = thanks.get(place.id, 0)
        text += quote(place.learned)
        text += (
            _("{n}. {name} 👏 {count}", n=number, name=name, count=count)
            if count
            else _("{n}. {name}", n=number, name=name)
        )
        whom = name if author else _.plain("no. {n}", n=number)
        rows.append((button(_.plain("👏 Thank {name}", name=whom), Thank(place.id)),))
    return Message(text, tuple(rows))


@feature.button(Thank, access="members", any_cohort=True)
async def thank(pressed: Turn[ButtonPressed], data: Thank) -> list[Intent]:
    """Once each; not for one's own, and only for what was shared."""
    place = await pressed.uow.rounds.place(data.place)
    pairing = await pressed.uow.rounds.pairing(place.pairing_id) if place else None
    found = await pressed.uow.rounds.by_id(pairing.round_id) if pairing else None
    if place is None or found is None or place.share not in ("named", "unnamed"):
        return [pressed.toast(N_("This is no longer there."), alert=True)]
    turn = await pressed.within(found.cohort_id, "members")
    if place.member_id == turn.me.id:
        return [turn.toast(N_("That one is yours. Others can thank you for it."))]
    if not await turn.uow.rounds.thank(place.id, turn.me.id):
        return [turn.toast(N_("You have thanked for it already."))]
    author = await turn.uow.members.by_id(place.member_id)
    told: list[Intent] = [nudge(turn, author, "thanked", str(place.id), place=place.id)] if author else []
    return [turn.toast(N_("👏 I pass your thanks on.")), *await _refreshed(turn, found), *told]


@feature.recheck("peers.thanked")
async def thanked(view: View, to: str, place: str) -> Message | None:
    """One message, whoever comes later: they see the count in the group."""
    here = await view.uow.rounds.place(int(place))
    reader = await view.uow.members.by_id(int(to))
    if here is None or reader is None or reader.withdrawn:
        return None
    _ = view.voice_for(reader)
    return Message(_("👏 You are thanked for what you shared:") + quote(here.learned))
