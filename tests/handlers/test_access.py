"""Who may do what: every command, every button and every form, for every role, beside data that could leak."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

import pytest

from bot.chat.buttons import ButtonData
from bot.domain.people import Role
from handlers.attendance.card import ImHere
from handlers.enrolment.second_account import Decide
from handlers.enrolment.settings import SetLanguage, SetTimeZone
from handlers.faq.buttons import (
    AnswerIt,
    ChooseEntry,
    HandOver,
    Helped,
    IgnoreIt,
    KeepIt,
    ShowEntry,
    ShowTopic,
)
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
    Decide: ORGANISER,
}

FORMS = {"faq.answer": ORGANISER}

FOR_MEMBERS = "This is for members of the programme. Do you have an invite code? Send /join CODE to join."
FOR_ORGANISERS = "Sorry, this can be done only by: organiser."
FOR_STAFF = "Sorry, this can be done only by: trainer, coach, organiser."
NOT_YOURS = "Only the person who asked can say that. Please ask me yourself."

NAME, MAIL, ORGANISATION = "Zdenka Tajná", "zdenka-tajná@people.example", "Zdenka Tajná's cluster"
LATECOMER = "Łucja Nieobecna"
QUESTION = "Which sauna will my boss not find out about?"


@dataclass
class Secrets:
    """A house in which others have something to hide."""

    house: House
    asker: Person
    words: list[str]
    question: int = 1
    request: int = 1
    asked: int = 1

    def found_in(self, text: str) -> list[str]:
        return [word for word in self.words if word in text]


async def secrets(house: House, role: str) -> Secrets:
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
    asker = house.stranger() if role == STRANGER else await house.joined("Me Myself", role)  # type: ignore[arg-type]
    await house.move_to(DAY_1)
    words = [NAME, MAIL, ORGANISATION, LATECOMER, mail, QUESTION, code, spare_code, spare.name, str(spare.email)]
    async with house.app.database.read() as uow:
        (question,) = await uow.questions.open_ones(house.cohort.id)
        request = await uow.accounts.request(1)
    assert request is not None
    assert request.state == "open"
    return Secrets(house, asker, words, question.id)


def test_the_tables_know_every_command_button_and_form() -> None:
    import handlers

    registry = handlers.discover()
    assert set(registry.commands) == set(COMMANDS)
    assert {route.data for route in registry.buttons.values()} == set(BUTTONS)
    assert set(registry.forms) == set(FORMS)


def refusal(role: str, allowed: frozenset[str]) -> str:
    return FOR_MEMBERS if role == STRANGER else FOR_STAFF if allowed == STAFF else FOR_ORGANISERS


@pytest.mark.parametrize("role", sorted(ANYONE))
async def test_commands(house: House, role: str) -> None:
    scene = await secrets(house, role)
    files = keep_files(house)
    for name, allowed in COMMANDS.items():
        for group in (False, True):
            before, in_group = len(scene.asker.private), len(house.group)
            await scene.asker.sends(f"/{name}", group=group)
            told, said = scene.asker.told[before:], [posted.text for posted in house.group[in_group:]]
            if role in allowed:
                assert told or said, name
                assert refusal(role, allowed) not in told, name
            else:
                assert (told, said) == ([refusal(role, allowed)], []), name
            assert [scene.found_in(text) for text in said] == [[]] * len(said), name
            if role not in STAFF:
                assert [scene.found_in(text) for text in told] == [[]] * len(told), name
    assert bool(files) == (role in ORGANISER)
    assert bool(CODE.findall("".join(files))) == (role in ORGANISER)


def data_of(kind: type[ButtonData], scene: Secrets) -> ButtonData:
    made: dict[type[ButtonData], ButtonData] = {
        ImHere: ImHere("online-1"),
        SetLanguage: SetLanguage("de"),
        SetTimeZone: SetTimeZone("Europe/Vilnius"),
        ShowTopic: ShowTopic("cost"),
        ShowEntry: ShowEntry("am-i-eligible"),
        ShowNames: ShowNames(scene.house.cohort.id),
        Helped: Helped(scene.asked, helped=False),
        ChooseEntry: ChooseEntry(scene.asked, "cost-hotel"),
        HandOver: HandOver(scene.asked),
        AnswerIt: AnswerIt(scene.question),
        KeepIt: KeepIt(scene.question),
        IgnoreIt: IgnoreIt(scene.question),
        Decide: Decide(scene.request, approve=True),
    }
    return made[kind]


@pytest.mark.parametrize("role", sorted(ANYONE))
async def test_buttons_and_forms(house: House, role: str) -> None:
    scene = await secrets(house, role)
    language = SetLanguage("en").pack()
    await scene.asker.sends("/help")
    under = scene.asker.private[-1]
    for kind, allowed in BUTTONS.items():
        before, edits = len(house.platform.posted), under.edits
        reply = await scene.asker.presses_token(data_of(kind, scene).pack(), under)
        said = reply.toast.text if reply.toast else ""
        told = [posted.text for posted in house.platform.posted[before:]]
        told += [under.text] if under.edits > edits else []
        if allowed == NOBODY:
            assert (said, told) == (FOR_MEMBERS if (role, kind) == (STRANGER, HandOver) else NOT_YOURS, []), kind
        elif role in allowed:
            assert said not in (FOR_MEMBERS, FOR_ORGANISERS, FOR_STAFF), kind
        else:
            assert (said, told, reply.form) == (refusal(role, allowed), [], None), kind
        if role not in STAFF:
            assert [scene.found_in(text) for text in [said, *told]] == [[]] * (len(told) + 1), kind
        if kind is SetLanguage and role in MEMBERS:
            await scene.asker.presses_token(language)
    reply = await scene.asker.submits("faq.answer", str(scene.question), answer="Mine!")
    async with house.app.database.read() as uow:
        question, request = await uow.questions.by_id(scene.question), await uow.accounts.request(scene.request)
    assert question is not None
    assert request is not None
    assert (question.state, request.state) == (("ignored", "approved") if role in ORGANISER else ("open", "open"))
    if role not in FORMS["faq.answer"]:
        assert reply.toast is not None
        assert reply.toast.text == refusal(role, ORGANISER)


@pytest.mark.parametrize("token", ["", ":", "zz:1", "sn", "sn:x", "qa:", "qa:1:2", "fc:1", "ds:9:cancel", "ci:"])
async def test_made_up_buttons_do_nothing(house: House, token: str) -> None:
    ana = await house.joined("Ana")
    reply = await ana.presses_token(token)
    assert reply.toast or ana.told


@pytest.mark.parametrize("context", ["", "x", "-1", "999", "²"])
async def test_a_made_up_form_is_refused(house: House, context: str) -> None:
    organiser = await house.joined("Olga", "organiser")
    reply = await organiser.submits("faq.answer", context, answer="Hello")
    assert reply.toast is not None
    assert reply.toast.text == FOR_ORGANISERS
    assert house.platform.posted == []
