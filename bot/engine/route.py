"""Which handler an event goes to, and whether this person may. Rules that say no are put into words here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar

from bot.chat.buttons import BadToken, ButtonData, button, prefix_of
from bot.chat.events import (
    ButtonPressed,
    CommandInvoked,
    Event,
    FileSent,
    FormSubmitted,
    HomeOpened,
    MemberJoined,
    MemberLeft,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
)
from bot.chat.forms import Field
from bot.chat.messages import FormErrors, Intent, Message, OpenForm, Private, Say, Toast
from bot.chat.text import paragraphs, plain
from bot.domain.people import Cohort, Role
from bot.domain.violation import RuleViolation
from bot.engine import dialogs
from bot.feature import ButtonRoute, Command, Do, FormRoute, Handler, allowed
from bot.locale.roles import role_words
from bot.locale.voice import N_
from bot.scene import Deployment, Turn
from storage.dialogs import Dialog

LONGEST = 10_000
"""Characters of a form's value, where nothing more is known of the field."""

NEAR = 70
"""How alike (0-100) a mistyped command must be to a known one to be suggested."""

MEMBERS_ONLY = N_("This is for members of the programme. Do you have an invite code? Send /join and the code to join.")
FORM_GONE = N_("This form is no longer in use. Please start again.")
ROLE_ONLY = N_("Sorry, this can be done only by: {roles}.")
UNKNOWN_BUTTON = N_("This button no longer works. Please ask again, or send /help.")
NO_USE_FOR_FILE = N_("I have no use for this file, so I did nothing with {name}.")
EDITED_COMMAND = N_("I do not act on commands that were changed afterwards. Please send it again as a new message.")
EDITED_ANSWER = N_("I have kept your first answer. To change it, tap **Back** under the question.")


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
            return [turn.toast(UNKNOWN_BUTTON, alert=True)]

    async def _route(self, turn: Turn[Any], sure: bool) -> list[Intent]:
        if not turn.bound and not isinstance(turn.event, FormSubmitted):
            return await self._in_unbound_group(turn)
        match turn.event:
            case CommandInvoked(name=name):
                return _once(turn, await self._command(turn, name, sure))
            case ButtonPressed():
                return await self._button(turn, sure)
            case FormSubmitted():
                return await self._form(turn, dialog=None)
            case MessagePosted():
                return await self._message(turn, sure)
            case FileSent() if turn.in_private:
                taken = await _first_reply(turn, (handler for f in self._registry.features for handler in f.files))
                # Silence would look as if it had been received.
                return taken or [turn.tell(NO_USE_FOR_FILE, name=turn.event.name[:80])]
            case MessageEdited():
                return await self._edited(turn, sure)
            case _:
                return await _all_replies(turn, self._concerned(turn.event))

    def _concerned(self, event: Event) -> Iterable[Handler]:
        """Those who hear of what is no request to the bot."""
        features = self._registry.features
        match event:
            case MemberJoined():
                return [handler for feature in features for handler in feature.joiners]
            case MemberLeft():
                return [handler for feature in features for handler in feature.leavers]
            case MessageDeleted():
                return [handler for feature in features for handler in feature.deletions]
            case HomeOpened():
                return [handler for feature in features for handler in feature.homes]
            case _:
                return []

    async def _in_unbound_group(self, turn: Turn[Any]) -> list[Intent]:
        """Nothing of a programme is said where its organisers have not brought the bot, save how they can do so."""
        event = turn.event
        route: Command | ButtonRoute | None = None
        if isinstance(event, MessagePosted) and (spoken := self._spoken_command(event))[0]:
            turn = as_command(turn, *spoken)
            event = turn.event
        if isinstance(event, CommandInvoked):
            route = self._registry.commands.get(event.name)
        elif isinstance(event, ButtonPressed):
            route = self._registry.buttons.get(prefix_of(event.token))
        if route is None or not route.unbound:
            asked = isinstance(event, CommandInvoked) or (isinstance(event, MessagePosted) and event.addressed)
            greeters = [greeter for feature in self._registry.features for greeter in feature.greeters]
            return [Say(greeter()) for greeter in greeters] if asked else []
        if not any(allowed(route.access, member.roles) for member in turn.memberships.values()):
            return refuse(turn, route.access)
        if isinstance(route, Command):
            return await route.handler(turn)
        return await route.handler(turn, route.data.unpack(event.token))

    async def _command(self, turn: Turn[CommandInvoked], name: str, sure: bool) -> list[Intent]:
        command = self._registry.commands.get(name)
        if command is None:
            return self._unknown(turn, name)
        if not_now := await self._ask_or_refuse(turn, command, sure):
            return not_now
        await _answered(turn, command.handler)
        replies: list[Intent] = await command.handler(turn)
        if turn.in_private or any(not isinstance(reply, Private) or reply.to is not None for reply in replies):
            return replies
        if turn.can.whispers:
            return replies
        # On a phone the private chat is out of sight.
        return [*replies, turn.toast(N_("I have answered you in private."))]

    async def _ask_or_refuse(self, turn: Turn[Any], route: Command | ButtonRoute, sure: bool) -> list[Intent]:
        """Nothing where this person may; else the question which cohort is meant, if one of them would do, or a no."""
        if route.unbound:
            mine = turn.memberships.values()
            return [] if any(allowed(route.access, member.roles) for member in mine) else refuse(turn, route.access)
        if not sure and not route.any_cohort:
            everywhere: list[frozenset[Role] | None] = [member.roles for member in turn.memberships.values()]
            if any(allowed(route.access, roles) for roles in everywhere or [None]):
                return await ask_which_cohort(turn)
        may = allowed(route.access, turn.member.roles if turn.member else None)
        return [] if may else refuse(turn, route.access)

    def _unknown(self, turn: Turn[CommandInvoked], name: str) -> list[Intent]:
        from rapidfuzz import fuzz, process

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
        if prefix == Do.prefix:
            name = Do.unpack(token).command
            return await self._command(as_command(turn, name, ""), name, sure)
        if prefix == dialogs.OpenHeld.prefix:
            form = await dialogs.held(turn, dialogs.OpenHeld.unpack(token).mark)
            return [OpenForm(form)] if form else [turn.toast(FORM_GONE, alert=True)]
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
        await _answered(turn, found.handler)
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
            return [turn.toast(FORM_GONE, alert=True)]
        if not allowed(route.access, turn.member.roles if turn.member else None):
            return refuse(turn, route.access)
        await _answered(turn, route.handler)
        errors = await _form_errors(turn, route) if dialog is None else {}
        replies: list[Intent] = [FormErrors(errors)] if errors else await route.handler(turn, turn.event.values)
        refused = next((reply for reply in replies if isinstance(reply, FormErrors)), None)
        if dialog and refused:
            return [*await dialogs.reopen(turn, dialog.form, turn.event.values, refused.errors)]
        if dialog is None and refused is None:
            await dialogs.let_go(turn)
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
        features = self._registry.features
        if asked := await _first_reply(turn, (handler for f in features for handler in f.requests)):
            return asked
        replies = await _first_reply(turn, (handler for f in features for handler in f.messages))
        return [*replies, *await _all_replies(turn, (handler for f in features for handler in f.asides))]

    async def _edited(self, turn: Turn[MessageEdited], sure: bool) -> list[Intent]:
        """What was made of the first words is brought up to date where that can be; else the new words count as said now.

        A command is not done a second time, and a form's question is not answered by an earlier one's edit.
        """
        event = turn.event
        if replies := await _first_reply(turn, (handler for f in self._registry.features for handler in f.edits)):
            return replies
        if not event.addressed:
            return []
        posted = MessagePosted(**_common(event), text=event.text, addressed=True)
        if event.text.startswith("/") or self._spoken_command(posted)[0]:
            return [turn.tell(EDITED_COMMAND)]
        if event.place.private and await dialogs.current(turn):
            return [turn.tell(EDITED_ANSWER)]
        return await self._message(replace(turn, event=posted), sure)  # type: ignore[arg-type]  # as in as_command

    def _spoken_command(self, event: MessagePosted) -> tuple[str, str]:
        """A command after a mention, with or without a slash; ("", "") for a question that begins like one.

        "@groupmate status of my travel costs?" asks about costs: without a slash there is at most one word more, and in
        private, where the platform's own commands work, there is none.
        """
        text = event.text.strip()
        name, _, args = text.removeprefix("/").partition(" ")
        command = self._registry.commands.get(name.lower())
        if command is None or not event.addressed:
            return "", ""
        if event.place.private:
            return (command.name, "") if text.lower() == command.name and not command.hidden else ("", "")
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


def _once(turn: Turn[Any], replies: list[Intent]) -> list[Intent]:
    """Who typed a command, and gets the answer right there, needs no toast with the same words."""
    if not (turn.in_private or turn.can.whispers):
        return replies
    said = {plain(reply.message.text) for reply in replies if isinstance(reply, Private) and reply.message}
    return [reply for reply in replies if not (isinstance(reply, Toast) and reply.text in said)]


async def _all_replies(turn: Turn[Any], handlers: Iterable[Handler]) -> list[Intent]:
    return [intent for handler in handlers for intent in await handler(turn)]


async def _first_reply(turn: Turn[Any], handlers: Iterable[Handler]) -> list[Intent]:
    for handler in handlers:
        replies: list[Intent] = await handler(turn)
        if replies:
            await _answered(turn, handler)
            return replies
    return []


async def _answered(turn: Turn[Any], handler: Handler) -> None:
    """They do something about what they were nudged to do, so the nudges were not ignored."""
    if kinds := turn.deployment.registry.answers.get(handler):
        members = [member.id for member in turn.memberships.values()]
        await turn.uow.nudges.answer(members, kinds, turn.now)


def _common(event: Event) -> dict[str, Any]:
    return {item.name: getattr(event, item.name) for item in fields(Event)}


def as_command(turn: Turn[Any], name: str, args: str) -> Turn[CommandInvoked]:
    """A command written after a mention, for platforms and threads without slash commands; or one on a button."""
    command = CommandInvoked(**_common(turn.event), name=name, args=args.strip())
    return replace(turn, event=command)


def listed(command: Command, turn: Turn[Any]) -> bool:
    """Whether `/help` shows it to this person."""
    return not command.hidden and allowed(command.access, turn.member.roles if turn.member else None)


def refuse(turn: Turn[Any], access: object) -> list[Intent]:
    """Say no, to the person alone."""
    if turn.member is None or not isinstance(access, frozenset):
        return answer_alone(turn, MEMBERS_ONLY)
    return answer_alone(turn, ROLE_ONLY, roles=role_words(access, turn.voice))


def answer_alone(turn: Turn[Event], words: str, **values: str | int) -> list[Intent]:
    """A toast for who pressed a button, a private message for who wrote."""
    if isinstance(turn.event, ButtonPressed | FormSubmitted):
        return [Toast(turn.voice.plain(words, **values), alert=True)]
    if turn.member is None and not turn.can.can_message_first:
        # Most likely they have no private chat with the bot yet; and there is nothing private in it.
        return [Say(Message(turn.voice(words, **values)))]
    return [Private(Message(turn.voice(words, **values)))]


async def _form_errors(turn: Turn[FormSubmitted], route: FormRoute) -> dict[str, str]:
    """A modal's values come from the person's own device: they are checked here, whatever was checked there."""
    event = turn.event
    form = await dialogs.held(turn, dialogs.mark_of(event.form, event.context))
    unknown = {name: Field(name, name, required=False, max_length=LONGEST) for name in event.values}
    known = {field.name: field for field in form.fields} if form else {}
    found = {
        name: dialogs.problem(field, event.values.get(name, ""), route.check)
        for name, field in (unknown | known).items()
    }
    return {name: turn.voice.plain(wrong[0], **wrong[1]) for name, wrong in found.items() if wrong}


async def ask_which_cohort(turn: Turn[Any]) -> list[Intent]:
    """Several cohorts could be meant; the answer is remembered for this account."""
    rows = tuple((button(cohort.title, ChooseCohort(cohort.id)),) for cohort in await _choices(turn))
    return [Private(Message(turn.voice(N_("Which programme do you mean?")), rows))]


async def _choices(turn: Turn[Any]) -> list[Cohort]:
    """The asker's own cohorts, or for a stranger all that the config has."""
    known = [cohort for cohort in await turn.uow.cohorts.all() if cohort.key in turn.deployment.cohorts]
    return [cohort for cohort in known if cohort.id in turn.memberships] or known
