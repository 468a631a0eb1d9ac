"""The bot's own page, where the platform has one: what is coming, how one stands, and buttons for what one would type."""

from __future__ import annotations

from bot.chat.buttons import button
from bot.chat.events import HomeOpened
from bot.chat.messages import Intent, Message, ShowHome
from bot.chat.text import Text
from bot.feature import Do, Feature
from bot.programme.upcoming import next_session
from bot.scene import Turn

feature = Feature("home")


@feature.home
async def home(turn: Turn[HomeOpened]) -> list[Intent]:
    """A stranger is told how to join."""
    _ = turn.voice
    help_ = button(_.plain("What can you do?"), Do("help"))
    if turn.member is None:
        words = _(
            "Hello! I am the assistant of **{title}**. Ask me about it in the tab Messages. Are you a member? Then please "
            "send me /join and your invite code there.",
            title=turn.cohort.title,
        )
        return [ShowHome(Message(words, ((help_,),)))]
    text: Text = _("**{title}**", title=turn.cohort.title)
    session = next_session(turn.programme, turn.now)
    if session is not None and session.starts_at is not None:
        text += _("Next: **{title}**, {when}.", title=session.title, when=_.moment(session.starts_at))
    for feature_ in turn.deployment.registry.features:
        for part in feature_.progress_parts:
            text += await part(turn, turn.member)
    check_in = button(_.plain("I am here: check in"), Do("checkin"), "primary")
    rows = ((check_in, button(_.plain("What do you know of me?"), Do("me")), help_),)
    return [ShowHome(Message(text, rows))]
