"""What `/mark` needs to know: read from a line, kept in a form's context, and asked for where it is missing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.chat.forms import Field, Form, Option
from bot.domain.people import Member
from bot.locale.sorting import alphabetical
from bot.locale.voice import N_, Voice
from handlers.attendance.sessions import who

CHOICES = 60
"""So many people can still be offered to choose from; of more the name is typed."""

BEGUN_MAX = 20
REASON_MAX = 400
KEPT_MAX = 150
"""A longer reason is not carried along in a form's context, which is short: it is shown in the form instead."""

WHAT = {"there": N_("There, on time"), "late": N_("Late"), "absent": N_("Absent")}
_WORDS = {
    "there": "there",
    "here": "there",
    "present": "there",
    "late": "late",
    "absent": "absent",
    "missing": "absent",
}


@dataclass(frozen=True, slots=True)
class Wish:
    """Who (a member's id) is to be marked as what, at which session, and why; empty is what is not known yet."""

    cohort: int
    session: str = ""
    member: int = 0
    what: str = ""
    reason: str = ""

    @property
    def complete(self) -> bool:
        return bool(self.session and self.member and self.what and 0 < len(self.reason) <= REASON_MAX)

    def pack(self) -> str:
        reason = self.reason if len(self.reason) <= KEPT_MAX else ""
        return f"{self.cohort}|{self.session}|{self.member}|{self.what}|{reason}"

    @classmethod
    def unpack(cls, context: str) -> Wish | None:
        """None for what was never packed."""
        found = re.fullmatch(r"([0-9]{1,9})\|([\w.-]*)\|([0-9]{1,9})\|([a-z]*)\|(.*)", context, re.DOTALL)
        return cls(int(found[1]), found[2], int(found[3]), found[4], found[5]) if found else None


def read(line: str) -> tuple[str, str, str]:
    """Name, state and reason of "Maria Silva late her train was late"; what is missing is empty."""
    words = list(re.finditer(r"\S+", line))
    for word in words[1:]:
        state = _WORDS.get(word[0].casefold().strip(",.:;"))
        if state:
            return line[: word.start()].strip(" ,:;"), state, line[word.end() :].strip(" ,:;–-")
    return line.strip(), "", ""


def mark_form(
    _: Voice, wish: Wish, sessions: Sequence[tuple[str, str]], people: Sequence[Member], usual: str, known: str
) -> Form:
    """Fields for what is missing. `sessions` are (key, title); `usual` is the one that is meant most of the time;
    `known` is shown above the fields."""
    fields = []
    if not wish.member and len(people) <= CHOICES:
        by_name = sorted(people, key=lambda member: alphabetical(member.name))
        options = tuple(Option(str(member.id), who(member)) for member in by_name)
        fields.append(Field("member", _.plain("Who?"), "choice", options=options))
    elif not wish.member:
        fields.append(Field("member", _.plain("Who? Name or e-mail address"), max_length=200))
    if not wish.session:
        options = tuple(Option(key, title) for key, title in sessions)
        fields.append(Field("session", _.plain("At which session?"), "choice", options=options, value=usual))
    if not wish.what:
        states = tuple(Option(what, _.plain(label)) for what, label in WHAT.items())
        fields.append(Field("what", _.plain("What shall I record?"), "choice", options=states))
    if not 0 < len(wish.reason) <= KEPT_MAX:
        label = _.plain("Why? It is kept, and the person sees it.")
        fields.append(Field("reason", label, "paragraph", value=wish.reason[:REASON_MAX], max_length=REASON_MAX))
    return Form(
        "attendance.mark", _.plain("Mark somebody"), tuple(fields), _.plain("Record"), context=wish.pack(), intro=known
    )
