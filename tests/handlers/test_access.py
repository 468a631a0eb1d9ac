"""Who may do what: every command, every button and every form, for every role, beside data that could leak."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

import pytest

from bot.chat.buttons import ButtonData
from bot.chat.events import ButtonPressed
from bot.chat.messages import DirectReply, Toast
from bot.domain.people import Role
from bot.feature import Do
from handlers.attendance.card import ImHere
from handlers.enrolment.second_account import Decide
from handlers.enrolment.settings import SetLanguage, SetTimeZone
from handlers.faq.buttons import (
    AddPhrasing,
    AnswerIt,
    ChooseEntry,
    EditEntry,
    HandOver,
    Helped,
    IgnoreIt,
    IgnoreMissed,
    KeepIt,
    MakeEntry,
    ShowEntry,
    ShowTopic,
)
from handlers.groups.bind import BindTo
from handlers.status import ShowNames
from tests.handlers.groups import CODE, invite_code, keep_files, newcomer
from tests.house import DAY_1, House, Person

STRANGER = "stranger"
MEMBERS = frozenset(get_args(Role))
ANYONE = MEMBERS | {STRANGER}
STAFF = frozenset({"trainer", "coach", "organiser"})
ORGANISER = frozenset({"organiser"})
NOBODY: frozenset[str] = frozenset()

COMMANDS = {
    "bind": ORGANISER,
    "cancel": ANYONE,
    "checkin": MEMBERS,
    "eligibility": MEMBERS,
    "faq": ANYONE,
    "help": ANYONE,
    "invites": ORGANISER,
    "join": ANYONE,
    "language": MEMBERS,
    "me": MEMBERS,
    "questions": ORGANISER,
    "start": ANYONE,
    "status": MEMBERS,
    "timezone": MEMBERS,
}

BUTTONS: dict[type[ButtonData], frozenset[str]] = {
    ImHere: MEMBERS,
    SetLanguage: MEMBERS,
    SetTimeZone: MEMBERS,
    ShowTopic: ANYONE,
    ShowEntry: ANYONE,
    ShowNames: STAFF,
    Helped: NOBODY,  # under somebody else's answer
    ChooseEntry: NOBODY,
    HandOver: NOBODY,
    AnswerIt: ORGANISER,
    KeepIt: ORGANISER,
    IgnoreIt: ORGANISER,
    MakeEntry: ORGANISER,
    AddPhrasing: ORGANISER,
    IgnoreMissed: ORGANISER,
    EditEntry: ORGANISER,
    Decide: ORGANISER,
    BindTo: ORGANISER,
}

FORMS = {"faq.answer": ORGANISER, "faq.write": ORGANISER}

FOR_MEMBERS = "This is for members of the programme. Do you have an invite code? Send /join and the code to join."
FOR_ORGANISERS = "Sorry, this can be done only by: organiser."
FOR_STAFF = "Sorry, this can be done only by: trainer, coach, organiser."
GREETING = (
    "Hello! I am the assistant of a training programme. I do not know yet whose group this is. "
    "Are you its organiser? Then please send /bind here."
)
NOT_YOURS = "Only the person who asked can say that. Please ask me yourself."

NAME, MAIL, ORGANISATION = "Zdenka Tajná", "zdenka-tajná@people.example", "Zdenka Tajná's cluster"
LATECOMER = "Łucja Nieobecna"
QUESTION = "Which sauna will my boss not find out about?"


@dataclass
class Secrets:
    """A house in which others have something to hide, and somebody of each role who comes by."""

    house: House
    words: list[str]
    question: int
    request: int = 1
    asked: int = 1

    def found_in(self, texts: list[str]) -> list[str]:
        return [word for word in self.words for text in texts if word in text]

    async def visitors(self) -> list[tuple[str, Person]]:
        """Those who may do most come last: what they do changes things."""
        roles = sorted(MEMBERS, key=lambda role: (role in ORGANISER, role))
        return [
            (STRANGER, self.house.stranger()),
            *[(role, await self.house.joined(f"{role} somebody", role)) for role in roles],
        ]


@pytest.fixture
async def secrets(house: House) -> Secrets:
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
    await house.move_to(DAY_1)
    words = [NAME, MAIL, ORGANISATION, LATECOMER, mail, QUESTION, code, spare_code, spare.name, str(spare.email)]
    async with house.app.database.read() as uow:
        (question,) = await uow.questions.open_ones(house.cohort.id)
        request = await uow.accounts.request(1)
    assert request is not None
    assert request.state == "open"
    return Secrets(house, words, question.id)


def test_the_tables_know_every_command_button_and_form() -> None:
    import handlers

    registry = handlers.discover()
    assert set(registry.commands) == set(COMMANDS)
    assert {route.data for route in registry.buttons.values()} == set(BUTTONS)
    assert set(registry.forms) == set(FORMS)


def refusal(role: str, allowed: frozenset[str]) -> str:
    return FOR_MEMBERS if role == STRANGER else FOR_STAFF if allowed == STAFF else FOR_ORGANISERS


async def test_commands(secrets: Secrets) -> None:
    house = secrets.house
    files = keep_files(house)
    for role, asker in await secrets.visitors():
        files.clear()
        for name, allowed in COMMANDS.items():
            for group in (False, True):
                before, in_group = len(asker.private), len(house.group)
                await asker.sends(f"/{name}", group=group)
                told, said = asker.told[before:], [posted.text for posted in house.group[in_group:]]
                if role in allowed:
                    assert told or said, (role, name)
                    assert refusal(role, allowed) not in told, (role, name)
                else:
                    assert (told, said) == ([refusal(role, allowed)], []), (role, name)
                assert secrets.found_in(said) == [], (role, name)
                assert role in STAFF or secrets.found_in(told) == [], (role, name)
        assert bool(files) == (role in ORGANISER)
        assert bool(CODE.findall("".join(files))) == (role in ORGANISER)


def data_of(kind: type[ButtonData], secrets: Secrets) -> ButtonData:
    made: dict[type[ButtonData], ButtonData] = {
        ImHere: ImHere(1, "online-1"),
        SetLanguage: SetLanguage("en"),
        SetTimeZone: SetTimeZone("Europe/Vilnius"),
        ShowTopic: ShowTopic("cost"),
        ShowEntry: ShowEntry("am-i-eligible"),
        ShowNames: ShowNames(secrets.house.cohort.id),
        Helped: Helped(secrets.asked, helped=False),
        ChooseEntry: ChooseEntry(secrets.asked, "cost-hotel"),
        HandOver: HandOver(secrets.asked),
        AnswerIt: AnswerIt(secrets.question),
        KeepIt: KeepIt(secrets.question),
        IgnoreIt: IgnoreIt(secrets.question),
        MakeEntry: MakeEntry(secrets.asked),
        AddPhrasing: AddPhrasing(secrets.asked, "cost-hotel"),
        IgnoreMissed: IgnoreMissed(secrets.asked),
        EditEntry: EditEntry("cost-hotel"),
        Decide: Decide(secrets.request, approve=True),
        BindTo: BindTo(secrets.house.cohort.id),
    }
    return made[kind]


async def test_buttons_and_forms(secrets: Secrets) -> None:
    for role, asker in await secrets.visitors():
        await asker.sends("/help")
        for kind, allowed in BUTTONS.items():
            await press(secrets, role, asker, kind, allowed)
        reply = await asker.submits("faq.answer", str(secrets.question), answer="Mine!")
        async with secrets.house.app.database.read() as uow:
            question = await uow.questions.by_id(secrets.question)
            request = await uow.accounts.request(secrets.request)
        assert question is not None
        assert request is not None
        expected = ("ignored", "approved") if role in ORGANISER else ("open", "open")
        assert (question.state, request.state) == expected, role
        written = await asker.submits(
            "faq.write", f"{secrets.house.cohort.id}|new", question=f"Does a {role} write?", answer="Yes."
        )
        async with secrets.house.app.database.read() as uow:
            kept = [entry.question for entry in await uow.faq.kept(secrets.house.cohort.id)]
        assert (f"Does a {role} write?" in kept) == (role in FORMS["faq.write"]), role
        if role not in FORMS["faq.write"]:
            assert written.toast is not None
            assert written.toast.text == refusal(role, ORGANISER)
        if role not in FORMS["faq.answer"]:
            assert reply.toast is not None
            assert reply.toast.text == refusal(role, ORGANISER)


async def press(secrets: Secrets, role: str, asker: Person, kind: type[ButtonData], allowed: frozenset[str]) -> None:
    """One button, under the first message they were told; and whether what came of it is as the table says."""
    under, posted = asker.private[0], secrets.house.platform.posted
    before, edits = len(posted), under.edits
    reply = await asker.presses_token(data_of(kind, secrets).pack(), under)
    said = reply.toast.text if reply.toast else ""
    told = [new.text for new in posted[before:]] + ([under.text] if under.edits > edits else [])
    if allowed == NOBODY:
        assert (said, told) == (FOR_MEMBERS if (role, kind) == (STRANGER, HandOver) else NOT_YOURS, []), (role, kind)
    elif role in allowed:
        assert said not in (FOR_MEMBERS, FOR_ORGANISERS, FOR_STAFF), (role, kind)
    else:
        assert (said, told, reply.form) == (refusal(role, allowed), [], None), (role, kind)
    assert role in STAFF or secrets.found_in([said, *told]) == [], (role, kind)


async def test_a_button_that_is_a_command_is_checked_like_the_command(secrets: Secrets) -> None:
    house = secrets.house
    files = keep_files(house)
    for role, asker in await secrets.visitors():
        files.clear()
        await asker.sends("/help")
        under = asker.private[0]
        for name, allowed in COMMANDS.items():
            before = len(house.platform.posted)
            reply = await asker.presses_token(Do(name).pack(), under)
            said = [posted.text for posted in house.platform.posted[before:]]
            if role in allowed:
                assert said, (role, name)
                assert refusal(role, allowed) not in said, (role, name)
            else:
                assert (said, reply.form) == ([refusal(role, allowed)], None), (role, name)
            assert role in STAFF or secrets.found_in(said) == [], (role, name)
        assert bool(files) == (role in ORGANISER)


async def test_in_a_group_of_no_cohort_nobody_learns_anything(secrets: Secrets) -> None:
    """Whatever one may do elsewhere: a command is answered with the greeting, a button not at all."""
    house = secrets.house
    visitors = await secrets.visitors()
    house.GROUP = "no-cohorts-group"  # type: ignore[misc]
    for role, asker in visitors:
        for name in sorted(COMMANDS.keys() - {"bind"}):
            for spoken in (False, True):
                await (
                    asker.says(f"/{name}", group=True, addressed=True)
                    if spoken
                    else asker.sends(f"/{name}", group=True)
                )
        assert [posted.text for posted in house.group] == [GREETING] * 2 * (len(COMMANDS) - 1), role
        house.platform.posted.clear()
        for kind in BUTTONS.keys() - {BindTo}:
            token = data_of(kind, secrets).pack()
            handled = await house.receive(asker.event(ButtonPressed, True, token=token, message_id="bot-0"))
            assert (handled.reply, house.platform.posted) == (DirectReply(), []), (role, kind)
        await asker.sends("/bind", group=True)
        reply = await asker.presses_token(BindTo(house.cohort.id).pack(), house.platform.posted[0])
        await house.receive(asker.event(ButtonPressed, True, token=BindTo(house.cohort.id).pack(), message_id="bot-0"))
        async with house.app.database.read() as uow:
            bound = await uow.cohorts.of_group("test", "no-cohorts-group")
        assert bound == (house.cohort if role in ORGANISER else None), role
        if role not in ORGANISER:
            assert (house.group, asker.told) == ([], [refusal(role, ORGANISER)]), role
            assert reply.toast == Toast(refusal(role, ORGANISER), alert=True), role
        house.platform.posted.clear()


async def test_made_up_buttons_do_nothing(house: House) -> None:
    ana = await house.joined("Ana")
    for token in (
        "",
        ":",
        "zz:1",
        "sn",
        "sn:x",
        "qa:",
        "qa:1:2",
        "fc:1",
        "ds:9:cancel",
        "ci:",
        "bd:x",
        "bd:999",
        "of:x",
        "of:1",
        "do:",
    ):
        before = len(ana.told)
        reply = await ana.presses_token(token)
        assert reply.toast or ana.told[before:], token


async def test_a_made_up_form_is_refused(house: House) -> None:
    organiser = await house.joined("Olga", "organiser")
    for context in ("", "x", "-1", "999", "²", "9" * 30):
        reply = await organiser.submits("faq.answer", context, answer="Hello")
        assert reply.toast is not None
        assert reply.toast.text == FOR_ORGANISERS
    assert house.platform.posted == []
