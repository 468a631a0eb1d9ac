"""Which handler an event goes to, and whether this person may. Rules that say no are put into words here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from rapidfuzz import fuzz, process

from bot.chat.buttons import BadToken, ButtonData, button, prefix_of
from bot.chat.events import (
    ButtonPressed,
    CommandInvoked,
    Event,
    FileSent,
    FormSubmitted,
    MemberJoined,
    MessagePosted,
)
from bot.chat.messages import FormErrors, Intent, Message, Private, Toast
from bot.chat.text import paragraphs
from bot.domain.people import Cohort, Role
from bot.domain.violation import RuleViolation
from bot.engine import dialogs
from bot.feature import ButtonRoute, Command, FormRoute, Handler, allowed
from bot.locale.roles import role_words
from bot.locale.voice import N_
from bot.scene import Deployment, Turn
from storage.dialogs import Dialog

NEAR = 70
"""How alike (0-100) a mistyped command must be to a known one to be suggested."""

MEMBERS_ONLY = N_("This is for members of the programme. Do you have an invite code? Send {join} to join.")
ROLE_ONLY = N_("Sorry, this can be done only by: {roles}.")
UNKNOWN_BUTTON = N_("This button no longer works. Please ask again, or send {help}.")


@dataclass(frozen=True, slots=True)
class ChooseCohort(ButtonData):
    prefix: ClassVar[str] = "co"
    cohort: int


class Router:
    def __init__(self, deployment: Deployment) -> None:
        self._registry = deployment.registry

    async def run(self, turn: Turn[Any], *, sure_of_cohort: bool) -> list[Intent]:
        """What the one responsible handler replies."""
        try:
            return await self._route(turn, sure_of_cohort)
        except RuleViolation as violation:
            if not violation.code.startswith("access."):
                raise
            return refuse(turn, violation.fields.get("access", "members"))
        except BadToken:
            return [turn.toast(UNKNOWN_BUTTON, alert=True, help="/help")]

    async def _route(self, turn: Turn[Any], sure: bool) -> list[Intent]:
        match turn.event:
            case CommandInvoked(name=name):
                return await self._command(turn, name, sure)
            case ButtonPressed():
                return await self._button(turn, sure)
            case FormSubmitted():
                return await self._form(turn, dialog=None)
            case MessagePosted():
                return await self._message(turn, sure)
            case FileSent() if turn.in_private:
                return await _first_reply(turn, (handler for f in self._registry.features for handler in f.files))
            case MemberJoined():
                return [intent for f in self._registry.features for h in f.joiners for intent in await h(turn)]
            case _:
                return []

    async def _command(self, turn: Turn[CommandInvoked], name: str, sure: bool) -> list[Intent]:
        command = self._registry.commands.get(name)
        if command is None:
            return self._unknown(turn, name)
        if not_now := await self._ask_or_refuse(turn, command, sure):
            return not_now
        replies: list[Intent] = await command.handler(turn)
        if turn.in_private or any(not isinstance(reply, Private) or reply.to is not None for reply in replies):
            return replies
        # On a phone the private chat is out of sight.
        return [*replies, turn.toast(N_("I have answered you in private."))]

    async def _ask_or_refuse(self, turn: Turn[Any], route: Command | ButtonRoute, sure: bool) -> list[Intent]:
        """Nothing where this person may; else the question which cohort is meant, if one of them would do, or a no."""
        if not sure and not route.any_cohort:
            everywhere: list[frozenset[Role] | None] = [member.roles for member in turn.memberships.values()]
            if any(allowed(route.access, roles) for roles in everywhere or [None]):
                return await ask_which_cohort(turn)
        may = allowed(route.access, turn.member.roles if turn.member else None)
        return [] if may else refuse(turn, route.access)

    def _unknown(self, turn: Turn[CommandInvoked], name: str) -> list[Intent]:
        may = [c.name for c in self._registry.commands.values() if listed(c, turn)]
        near = process.extractOne(name, may, scorer=fuzz.ratio, score_cutoff=NEAR)
        if near:
            return [turn.tell(N_("I don't know /{name}. Did you mean /{near}?"), name=name[:40], near=near[0])]
        return [turn.tell(N_("I don't know /{name}. Send /help to see what I can do."), name=name[:40])]

    async def _button(self, turn: Turn[ButtonPressed], sure: bool) -> list[Intent]:
        token = turn.event.token
        prefix = prefix_of(token)
        if prefix == ChooseCohort.prefix:
            return await self._choose_cohort(turn, ChooseCohort.unpack(token))
        if dialogs.answers_dialog(turn.event):
            dialog = await dialogs.current(turn)
            route = self._registry.forms.get(dialog.form.name) if dialog else None
            taken = await dialogs.take_button(turn, dialog, route.check if route else None)
            return await self._went_on(turn, dialog, taken)
        found = self._registry.buttons.get(prefix)
        if found is None:
            raise BadToken(token)
        if not_now := await self._ask_or_refuse(turn, found, sure):
            return not_now
        replies: list[Intent] = await found.handler(turn, found.data.unpack(token))
        return replies

    async def _choose_cohort(self, turn: Turn[ButtonPressed], chosen: ChooseCohort) -> list[Intent]:
        cohort = next((c for c in await _choices(turn) if c.id == chosen.cohort), None)
        if cohort is None:
            raise BadToken(turn.event.token)
        await turn.uow.accounts.choose_cohort(turn.account.id, cohort.id)
        return [turn.say(N_("All right, we speak of **{title}**. Please send your message again."), title=cohort.title)]

    async def _form(self, turn: Turn[FormSubmitted], dialog: Dialog | None) -> list[Intent]:
        route = self._registry.forms.get(turn.event.form)
        if route is None:
            return [turn.toast(N_("This form is no longer in use. Please start again."), alert=True)]
        if not allowed(route.access, turn.member.roles if turn.member else None):
            return refuse(turn, route.access)
        errors = _form_errors(turn, route)
        replies: list[Intent] = [FormErrors(errors)] if errors else await route.handler(turn, turn.event.values)
        refused = next((reply for reply in replies if isinstance(reply, FormErrors)), None)
        if dialog and refused:
            return [*await dialogs.reopen(turn, dialog.form, turn.event.values, refused.errors)]
        return replies

    async def _message(self, turn: Turn[MessagePosted], sure: bool) -> list[Intent]:
        event = turn.event
        dialog = await dialogs.current(turn) if dialogs.answers_dialog(event) else None
        if dialog:
            route = self._registry.forms.get(dialog.form.name)
            return await self._went_on(
                turn, dialog, await dialogs.take_message(turn, dialog, route.check if route else None)
            )
        name, args = self._spoken_command(event)
        if name:
            return await self._command(as_command(turn, name, args), name, sure)
        if not sure and event.addressed:
            return await ask_which_cohort(turn)
        return await _first_reply(turn, (handler for f in self._registry.features for handler in f.messages))

    def _spoken_command(self, event: MessagePosted) -> tuple[str, str]:
        """A command after a mention, with or without a slash; ("", "") for a question that begins like one.

        "@groupmate status of my travel costs?" asks about costs: without a slash there is at most one word more.
        """
        text = event.text.strip()
        name, _, args = text.removeprefix("/").partition(" ")
        command = self._registry.commands.get(name.lower())
        if command is None or not event.addressed or event.place.private:
            return "", ""
        meant = text.startswith("/") or (not command.hidden and len(args.split()) <= 1 and not text.endswith("?"))
        return (command.name, args.strip()) if meant else ("", "")

    async def _went_on(
        self, turn: Turn[Any], dialog: Dialog | None, taken: FormSubmitted | list[Private]
    ) -> list[Intent]:
        if not isinstance(taken, FormSubmitted):
            return [*taken]
        replies = await self._form(replace(turn, event=taken), dialog)
        if isinstance(turn.event, ButtonPressed):
            return replies
        # Who typed the last answer sees no toast.
        return [Private(Message(paragraphs(r.text))) if isinstance(r, Toast) else r for r in replies]


async def _first_reply(turn: Turn[Any], handlers: Iterable[Handler]) -> list[Intent]:
    for handler in handlers:
        replies: list[Intent] = await handler(turn)
        if replies:
            return replies
    return []


def as_command(turn: Turn[MessagePosted], name: str, args: str) -> Turn[CommandInvoked]:
    """A command written after a mention, for platforms and threads without slash commands."""
    event = turn.event
    command = CommandInvoked(
        event_id=event.event_id,
        at=event.at,
        sender=event.sender,
        place=event.place,
        message_id=event.message_id,
        can_open_form=event.can_open_form,
        name=name,
        args=args.strip(),
    )
    return replace(turn, event=command)  # type: ignore[arg-type,return-value]  # replace() keeps the old parameter


def listed(command: Command, turn: Turn[Any]) -> bool:
    """Whether `/help` shows it to this person."""
    return not command.hidden and allowed(command.access, turn.member.roles if turn.member else None)


def refuse(turn: Turn[Any], access: object) -> list[Intent]:
    """Say no, to the person alone."""
    if turn.member is None or not isinstance(access, frozenset):
        return answer_alone(turn, MEMBERS_ONLY, join="/join CODE")
    return answer_alone(turn, ROLE_ONLY, roles=role_words(access, turn.voice))


def answer_alone(turn: Turn[Event], words: str, **values: str | int) -> list[Intent]:
    """A toast for who pressed a button, a private message for who wrote."""
    if isinstance(turn.event, ButtonPressed | FormSubmitted):
        return [Toast(turn.voice.plain(words, **values), alert=True)]
    return [Private(Message(turn.voice(words, **values)))]


def _form_errors(turn: Turn[FormSubmitted], route: FormRoute) -> dict[str, str]:
    """A modal's values come from the person's own device: they are checked here, whatever was checked there."""
    if route.check is None:
        return {}
    found = {name: route.check(name, value) for name, value in turn.event.values.items()}
    return {name: turn.voice.plain(words) for name, words in found.items() if words}


async def ask_which_cohort(turn: Turn[Any]) -> list[Intent]:
    """Several cohorts could be meant; the answer is remembered for this account."""
    rows = tuple((button(cohort.title, ChooseCohort(cohort.id)),) for cohort in await _choices(turn))
    return [Private(Message(turn.voice(N_("Which programme do you mean?")), rows))]


async def _choices(turn: Turn[Any]) -> list[Cohort]:
    """The asker's own cohorts, or for a stranger all that the config has."""
    known = [cohort for cohort in await turn.uow.cohorts.all() if cohort.key in turn.deployment.cohorts]
    return [cohort for cohort in known if cohort.id in turn.memberships] or known
