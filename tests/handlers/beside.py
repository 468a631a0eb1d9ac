"""Somebody of each role, beside data that could leak; and how the bot refuses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from bot.chat.forms import Form
from bot.domain.changes import Pending
from bot.domain.meeting import Attendee
from bot.domain.people import Role
from tests.handlers.groups import invite_code, newcomer
from tests.house import DAY_1, House, Person

STRANGER = "stranger"
MEMBERS = frozenset(get_args(Role))
ANYONE = MEMBERS | {STRANGER}
STAFF = frozenset({"trainer", "coach", "organiser"})
LEADS = frozenset({"trainer", "organiser"})
ORGANISER = frozenset({"organiser"})
OFFERING = frozenset({"coach", "organiser"})
NOBODY: frozenset[str] = frozenset()

FOR_MEMBERS = "This is for members of the programme. Do you have an invite code? Send /join and the code to join."
FOR_ORGANISERS = "Sorry, this can be done only by: organiser."
FOR_OFFERING = "Sorry, this can be done only by: coach, organiser."
FOR_LEADS = "Sorry, this can be done only by: trainer, organiser."
FOR_STAFF = "Sorry, this can be done only by: trainer, coach, organiser."
REFUSALS = (FOR_MEMBERS, FOR_ORGANISERS, FOR_OFFERING, FOR_LEADS, FOR_STAFF)

GREETING = (
    "Hello! I am the assistant of a training programme. I do not know yet whose group this is. "
    "Are you its organiser? Then please send /bind here."
)

NAME, MAIL, ORGANISATION = "Zdenka Tajná", "zdenka-tajná@people.example", "Zdenka Tajná's cluster"
LATECOMER = "Łucja Nieobecna"
PLANS = "The hotel is bankrupt and nobody may know"
REASON = "My divorce is heard on that day"
QUESTION = "Which sauna will my boss not find out about?"


@dataclass
class Secrets:
    """A house in which others have something to hide, and somebody of each role who comes by."""

    house: House
    words: list[str]
    question: int
    spare: int
    request: int = 1
    asked: int = 1
    absence: int = 1
    somebody: int = 2

    def found_in(self, texts: list[str]) -> list[str]:
        return [word for word in self.words for text in texts if word in text]

    async def visitors(self) -> list[tuple[str, Person]]:
        """Those who may do most come last: what they do changes things."""
        roles = sorted(MEMBERS, key=lambda role: (role in ORGANISER, role))
        return [
            (STRANGER, self.house.stranger()),
            *[(role, await self.house.joined(f"{role} somebody", role)) for role in roles],
        ]


async def furnished(house: House) -> Secrets:
    """On the first day of the programme."""
    organiser = await house.joined("Olga Nowak", "organiser")
    zdenka = await house.joined(NAME)
    latecomer, mail = await newcomer(house, LATECOMER)
    await zdenka.asks(QUESTION)
    if "None of these: ask the organisers" in zdenka.private[-1].buttons:
        await zdenka.presses("None of these: ask the organisers")
    await zdenka.asks("Who pays for the hotel?")
    code = await invite_code(house, organiser, LATECOMER)
    await latecomer.sends(f"/join {code}")
    await Person(house, "other-phone", "Other Phone").sends(f"/join {code}")
    spare = await house.on_roster("Żaneta Zapas")
    spare_code = await invite_code(house, organiser, "Żaneta")
    await zdenka.submits("attendance.absence", "1:online-2", reason=REASON)
    await organiser.sends(f"/announce 20 Nov 9:00 {PLANS}")
    await house.move_to(DAY_1)
    words = [
        PLANS,
        REASON,
        NAME,
        MAIL,
        ORGANISATION,
        LATECOMER,
        mail,
        QUESTION,
        code,
        spare_code,
        spare.name,
        str(spare.email),
    ]
    async with house.app.database.read() as uow:
        (question,) = await uow.questions.open_ones(house.cohort.id)
        request = await uow.accounts.request(1)
        (unknown,) = await uow.members.by_email(str(spare.email))
    assert request is not None
    assert request.state == "open"
    async with house.app.database.write() as uow:
        first = (await uow.known_sessions.of_cohort(house.cohort.id))[0]
        await uow.known_sessions.remember(first, first.plan, Pending(1, "moved", first.plan, DAY_1))
        (zdenka_herself,) = await uow.members.by_email(MAIL)
        await uow.personal.ask_about_attendance(zdenka_herself, DAY_1)
        kept = await house.app.files.put(f"Name,Minutes\n{NAME},230\n".encode())
        listed = await uow.meeting_lists.add(house.cohort.id, zdenka_herself.id, "list.csv", kept, DAY_1)
        person = Attendee(NAME, "", 230, None, None)
        await uow.meeting_lists.fill(listed, "online-1", [(person, "exact", None, zdenka_herself.id)])
    return Secrets(house, words, question.id, unknown.id)


def refusal(role: str, allowed: frozenset[str]) -> str:
    if role == STRANGER:
        return FOR_MEMBERS
    return {STAFF: FOR_STAFF, LEADS: FOR_LEADS, OFFERING: FOR_OFFERING}.get(allowed, FOR_ORGANISERS)


def words_of(form: Form | None) -> list[str]:
    """All that a form shows."""
    if form is None:
        return []
    return [
        form.title,
        form.intro,
        *(f"{f.label} {f.help} {f.value} {[o.label for o in f.options]}" for f in form.fields),
    ]
