"""What is said when somebody was erased, and what is done when it was said."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.chat.messages import Intent, Message
from bot.domain.people import ORGANISERS
from bot.locale.voice import Voice
from bot.scene import Scene, View
from handlers.my_data.declared import feature

GOODBYE_FOR = timedelta(days=1)
"""For so long it is tried to say the last words; the account is remembered for nothing else."""


@feature.recheck("my_data.goodbye")
async def say_goodbye(view: View, cohort: str, language: str, files: str, stays: str) -> Message:
    """To who is known no more: language and programme come with the message."""
    await _remove(view, files)
    _ = Voice(language, ZoneInfo("UTC"))
    left = await view.uow.cohorts.by_id(int(cohort)) if cohort != "0" else None
    if left is None:
        done = _("**Done.** Everything that I had stored about you is erased.")
    else:
        done = _("**Done.** In **{title}** everything that I had stored about you is erased.", title=left.title)
    if stays != "erase":
        done += _("Only at which sessions somebody was is still counted, without your name.")
    chat = _(
        "What stands in this chat, I cannot take away: you can delete it in your app. If you write to me again, I will "
        "not know you. All the best!"
    )
    return Message((*done, *chat))


@feature.recheck("my_data.report")
async def report(view: View, name: str, reader: str, files: str) -> Message | None:
    """To the organiser who has erased somebody."""
    await _remove(view, files)
    organiser = await view.uow.members.by_id(int(reader))
    if organiser is None or not organiser.roles & ORGANISERS:
        return None
    _ = view.voice_for(organiser)
    return Message(
        _(
            "**Done.** They are erased, and called {name} in my lists from now on. I have told them, where I could. Please "
            "erase them from your own lists, too: from the list that you import, above all.",
            name=name,
        )
    )


@feature.recheck("my_data.gone")
async def gone(view: View) -> Message:
    """In the place of a question, a request or a notice whose person was forgotten."""
    return Message(view.group_voice("What stood here is erased: the person it was about has been forgotten."))


@feature.tick
async def forget_goodbyes(scene: Scene) -> list[Intent]:
    """The last thing that is known of them: where the last words went, and which files were theirs. Those go here where
    nobody could be told any more; should this minute's work be undone, the next one does it again."""
    if await scene.uow.personal.any_goodbye():
        for files in await scene.uow.personal.forget_goodbyes():
            await _remove(scene, files)
    return []


async def _remove(view: View, files: str) -> None:
    """After the commit, and again with each try: files that were on their way to them, unless others get the same."""
    for key in files.split():
        if not await view.uow.personal.is_used(key):
            await view.deployment.files.remove(key)
