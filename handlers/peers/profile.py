"""`/profile`: what somebody says of themselves, so that they can be brought together with others."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import time
from typing import Any

from bot.chat.buttons import Button, button
from bot.chat.events import ButtonPressed, CommandInvoked, FormSubmitted
from bot.chat.messages import Edit, FormErrors, Intent, Message, OpenForm, Private
from bot.chat.text import Text, bullets
from bot.domain.peers.profiles import hours_of, tags_of
from bot.domain.people import PAIRED, Member
from bot.domain.violation import RuleViolation
from bot.locale.voice import N_, Voice
from bot.scene import Turn, View
from handlers.peers.buttons import MyProfile, Tick
from handlers.peers.declared import feature, peers_of, profile_of
from handlers.peers.languages import language_word, languages_of
from handlers.peers.profile_form import PLACES, SHARING, form, hours_typed, mentees_taken, prefilled
from handlers.peers.refusals import worded
from handlers.peers.words import as_known, known_tags

FIELDS = {"job": 120, "sector": 120, "age": 60, "contact": 200}
HOURS = re.compile(
    r"\s*(\d{1,2})(?:[:.h](\d{2})?)?\s*(?:-|–|—|to|bis|à|a|do)\s*(\d{1,2})(?:[:.h](\d{2})?)?\s*", re.IGNORECASE
)
TAGS_A_PAGE = 20


@feature.command(
    "profile", access="members", summary=N_("say what you can offer and what you look for"), example="profile"
)
async def profile(turn: Turn[CommandInvoked]) -> list[Intent]:
    """The form at once for who has none yet."""
    try:
        peers_of(turn)
        if not turn.me.paired:
            raise RuleViolation("peers.not_a_participant")
    except RuleViolation as no:
        return [turn.tell(worded(no, turn.voice))]
    if not await turn.uow.peers.has_filled(turn.me.id):
        return [OpenForm(await form(turn))]
    return [Private(await page(turn))]


@feature.button(MyProfile, access="members", any_cohort=True)
async def my_profile(pressed: Turn[ButtonPressed], data: MyProfile) -> list[Intent]:
    turn = await pressed.within(data.cohort, PAIRED)
    if data.what == "edit":
        return [OpenForm(await form(turn))]
    if data.what in ("offers", "wants") and known_tags(turn):
        return [Edit(await ticking(turn, data.what))]
    return [Edit(await page(turn))]


@feature.button(Tick, access="members", any_cohort=True)
async def tick(pressed: Turn[ButtonPressed], data: Tick) -> list[Intent]:
    """Put a tag in, or take it out."""
    turn = await pressed.within(data.cohort, PAIRED)
    known = known_tags(turn)
    if data.what not in ("offers", "wants") or data.tag >= len(known):
        return [Edit(await page(turn))]
    own = await prefilled(turn)
    had: tuple[str, ...] = getattr(own, data.what)
    tag = known[data.tag]
    has = tuple(one for one in had if one != tag) if tag in had else (*had, tag)
    try:
        tags_of(", ".join(has))
    except RuleViolation as no:
        return [turn.toast(worded(no, turn.voice), alert=True)]
    changed = replace(own, offers=has) if data.what == "offers" else replace(own, wants=has)
    await turn.uow.peers.save(turn.me, changed, turn.now)
    return [Edit(await ticking(turn, data.what))]


async def ticking(turn: Turn[Any], what: str) -> Message:
    """The pack's tags, each a tap."""
    _ = turn.voice
    own = await prefilled(turn)
    chosen = own.offers if what == "offers" else own.wants
    offering = _("**What can you offer to others?** Tap all that fit.")
    head = offering if what == "offers" else _("**What do you look for?** Tap all that fit.")
    free = [tag for tag in chosen if tag not in known_tags(turn)]
    if free:
        head += _("In your own words: {words}.", words=", ".join(free))
    rows: list[tuple[Button, ...]] = [
        (button(("✓ " if tag in chosen else "") + tag, Tick(turn.cohort.id, number, what)),)
        for number, tag in enumerate(known_tags(turn)[:TAGS_A_PAGE])
    ]
    rows.append((button(_.plain("Done"), MyProfile(turn.cohort.id, "see"), "primary"),))
    return Message(head, tuple(rows))


def read_hours(typed: str) -> tuple[time, time]:
    """Raises `peers.hours`."""
    match = HOURS.fullmatch(typed)
    if match is None:
        raise RuleViolation("peers.hours")
    first, first_minutes, last, last_minutes = (int(part or 0) for part in match.groups())
    try:
        begins, ends = time(first, first_minutes), time(last, last_minutes)
    except ValueError:
        raise RuleViolation("peers.hours") from None
    return hours_of(begins, ends)


@feature.form("peers.profile", access="members")
async def filled_in(submitted: Turn[FormSubmitted], values: dict[str, str]) -> list[Intent]:
    turn = await submitted.within(_cohort(submitted), PAIRED)
    own = await profile_of(turn, turn.me.id)
    given = {name: values.get(name, "").strip() for name in (*FIELDS, "offers", "wants", "languages", "hours", "share")}
    errors: dict[str, str] = {}
    read: dict[str, Any] = {name: " ".join(given[name].split())[:most] for name, most in FIELDS.items()}
    readers: dict[str, Any] = {"offers": tags_of, "wants": tags_of, "languages": languages_of, "hours": read_hours}
    for name, reader in readers.items():
        try:
            read[name] = reader(given[name]) if given[name] or name != "hours" else own.hours
        except RuleViolation as no:
            errors[name] = worded(no, turn.voice)
    if given["share"] not in SHARING:
        errors["share"] = turn.voice.plain(N_("Please choose one of the answers."))
    if "mentor" in turn.me.roles and values.get("mentees"):
        if values["mentees"] in PLACES:
            read["mentees"] = int(values["mentees"])
        else:
            errors["mentees"] = turn.voice.plain(N_("Please choose one of the answers."))
    if errors:
        return [FormErrors(errors)]
    known = known_tags(turn)
    read |= {name: as_known(read[name], known) for name in ("offers", "wants")}
    read["findable"], read["askable"] = SHARING[given["share"]]
    await turn.uow.peers.save(turn.me, replace(own, **read), turn.now)
    return [Private(await page(turn, turn.voice("Thank you. Your profile is saved.")))]


def _cohort(turn: Turn[FormSubmitted]) -> int:
    context = turn.event.context
    return int(context) if re.fullmatch(r"[0-9]{1,9}", context) else 0


async def page(turn: Turn[Any], head: Text = ()) -> Message:
    """One's own profile, as it is, and what can be done about it."""
    _ = turn.voice
    text = head + await described(turn, turn.me, _)
    rows: list[tuple[Button, ...]] = [(button(_.plain("Change it"), MyProfile(turn.cohort.id, "edit"), "primary"),)]
    if known_tags(turn):
        rows.append(
            (
                button(_.plain("What I offer"), MyProfile(turn.cohort.id, "offers")),
                button(_.plain("What I look for"), MyProfile(turn.cohort.id, "wants")),
            )
        )
    return Message(text, tuple(rows))


async def described(view: View, member: Member, _: Voice) -> Text:
    own = await profile_of(view, member.id)
    shared = {
        (True, True): _.plain("others may find me, and I may be asked"),
        (True, False): _.plain("others may find me"),
        (False, True): _.plain("I may be asked"),
        (False, False): _.plain("others do not find me"),
    }
    facts = (
        (_.plain("Role"), own.job),
        (_.plain("Sector"), own.sector),
        (_.plain("Age of the cluster"), own.age),
        (_.plain("I offer"), ", ".join(own.offers)),
        (_.plain("I look for"), ", ".join(own.wants)),
        (_.plain("Languages"), ", ".join(map(language_word, own.languages))),
        (_.plain("Working hours"), f"{hours_typed(own)} ({_.zone.key})"),
        (_.plain("For partners"), own.contact),
        (_.plain("Mentees that you take"), str(mentees_taken(view, own)) if "mentor" in member.roles else ""),
        (_.plain("Sharing"), shared[own.findable, own.askable]),
    )
    lines = [_("{label}: {value}", label=label, value=value) for label, value in facts if value]
    return _("**Your profile**") + bullets(*lines)
