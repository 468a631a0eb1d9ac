"""The attendance of the whole programme as a file. The feature `sheets` makes it, which has `/attendance` for all the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.chat.buttons import ButtonData, button
from bot.chat.events import ButtonPressed
from bot.chat.messages import Intent, Message, Private, Recheck
from bot.locale.voice import N_
from bot.scene import Turn
from handlers.status.declared import KEEPERS, Export, feature


@dataclass(frozen=True, slots=True)
class ExportCsv(ButtonData):
    prefix: ClassVar[str] = "zf"
    cohort: int
    csv: bool


@feature.button(Export, access="members", any_cohort=True)
async def export(pressed: Turn[ButtonPressed], data: Export) -> list[Intent]:
    turn = await pressed.within(data.cohort, KEEPERS)
    _ = turn.voice
    rows = (
        (button("Excel", ExportCsv(turn.cohort.id, csv=False)), button("CSV", ExportCsv(turn.cohort.id, csv=True))),
    )
    text = _("**The whole programme**: as which file? For the list of one session, or a PDF to sign, send /attendance.")
    return [Private(Message(text, rows))]


@feature.button(ExportCsv, access="members", any_cohort=True)
async def export_as(pressed: Turn[ButtonPressed], data: ExportCsv) -> list[Intent]:
    """Note who took what; the file is made after the turn."""
    turn = await pressed.within(data.cohort, KEEPERS)
    form = "csv" if data.csv else "xlsx"
    await turn.uow.audit.note(turn.cohort.id, turn.now, "exported", actor=turn.me.id, what="attendance", format=form)
    recheck = Recheck("sheets.file", {"reader": str(turn.me.id), "session": "", "form": form})
    return [Private(recheck=recheck), turn.toast(N_("I am making it. It comes in a moment."))]
