"""Who may press what in peer learning, beside contacts, takeaways and exclusions that could leak."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import pytest

from bot.chat.buttons import ButtonData
from bot.domain.people import Role
from handlers.peers import buttons as b
from storage.personal.whole import whole_cohort
from tests.handlers.peers.desk import DAY, fills_in, id_of, pairings_of, published, round_house, rounds_of, somebody
from tests.house import House, Person

MEMBERS = frozenset(get_args(Role))
LEARNERS = frozenset({"participant", "mentee"})
PAIRED = LEARNERS | {"mentor"}
STAFF = frozenset({"trainer", "coach", "organiser"})
ORGANISER = frozenset({"organiser"})
NOBODY: frozenset[str] = frozenset()
"""Of those who come by: it is somebody else's."""

BUTTONS: dict[type[ButtonData], frozenset[str]] = {
    b.MyProfile: PAIRED,
    b.Tick: PAIRED,
    b.TakePart: LEARNERS,
    b.NotWith: PAIRED,
    b.Preview: ORGANISER,
    b.OnPair: ORGANISER,
    b.Exchange: ORGANISER,
    b.Mentors: ORGANISER,
    b.OnMentoring: ORGANISER,
    b.GiveTo: ORGANISER,
    b.ChooseTime: NOBODY,
    b.HaveMet: NOBODY,
    b.MetMentor: NOBODY,
    b.Learned: NOBODY,
    b.Thank: MEMBERS,
    b.Know: NOBODY,
    b.WhoOffers: MEMBERS,
    b.Network: STAFF,
}

FORMS = {
    "peers.answer": NOBODY,
    "peers.learned": NOBODY,
    "peers.pause": LEARNERS,
    "peers.profile": PAIRED,
    "peers.round": ORGANISER,
}

REFUSED = "Sorry, this can be done only by:"
FOR_MEMBERS = "This is for members of the programme."
GONE = "This is no longer there."
MENTOR = "Helga"
"""Proposed to Gregor: organisers alone know."""

CONTACT, LEARNED, QUESTION = (
    "zdenka@secret.example",
    "My chairman never reads",
    "Does anybody know about team management today?",
)


@dataclass
class Running:
    house: House
    round: int
    pairing: int
    place: int
    other: int
    mentoring: int


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[Running]:
    """Zdenka and Yves are together; she does not want to meet Xenia, has learned something, and was asked a question."""
    async with round_house(tmp_path) as house:
        olga = await house.joined("Olga", "organiser")
        zdenka, yves = await somebody(house, "Zdenka"), await somebody(house, "Yves", "France")
        xenia = await somebody(house, "Xenia", "Greece")
        await fills_in(zdenka, contact=CONTACT, offers="team management", share="asked")
        other = await id_of(house, xenia)
        await zdenka.presses_token(b.NotWith(house.cohort.id, other, apart=True).pack())
        await xenia.sends("/peers skip")
        await xenia.sends("/peers out")
        await published(house, olga)
        (pairing,) = await pairings_of(house)
        assert len(pairing.members) == 2
        await zdenka.submits("peers.learned", str(pairing.id), learned=LEARNED, share="private")
        await yves.says(QUESTION, group=True)
        await house.pass_time(DAY + DAY / 24)
        assert QUESTION in zdenka.told[-1]
        (found,) = await rounds_of(house)
        place = pairing.place_of(await id_of(house, zdenka))
        await somebody(house, "Gregor", role="mentee")
        await somebody(house, MENTOR, role="mentor")
        await olga.sends("/peers mentors")
        async with house.app.database.read() as uow:
            (proposed,) = await uow.mentorings.of_cohort(house.cohort.id)
        yield Running(house, found.id, pairing.id, place.id, other, proposed.id)


def data_of(kind: type[ButtonData], at: Running) -> ButtonData:
    cohort = at.house.cohort.id
    made: dict[type[ButtonData], ButtonData] = {
        b.MyProfile: b.MyProfile(cohort, "see"),
        b.Tick: b.Tick(cohort, 0, "offers"),
        b.TakePart: b.TakePart(cohort, "out"),
        b.NotWith: b.NotWith(cohort, at.other, apart=False),
        b.Preview: b.Preview(at.round, 0, "see"),
        b.OnPair: b.OnPair(at.pairing, "see"),
        b.Exchange: b.Exchange(at.round, 0, 1, 0),
        b.Mentors: b.Mentors(cohort, 0, "see"),
        b.OnMentoring: b.OnMentoring(at.mentoring, "see"),
        b.GiveTo: b.GiveTo(at.mentoring, 0, 0, 0),
        b.ChooseTime: b.ChooseTime(at.pairing, 0, 0),
        b.HaveMet: b.HaveMet(at.pairing, "cannot"),
        b.MetMentor: b.MetMentor(at.mentoring, "silent"),
        b.Learned: b.Learned(at.pairing),
        b.Thank: b.Thank(at.place),
        b.Know: b.Know(1, "answer"),
        b.WhoOffers: b.WhoOffers(cohort, 6),
        b.Network: b.Network(cohort),
    }
    return made[kind]


async def visitors(house: House) -> list[tuple[str, Person]]:
    roles = sorted(MEMBERS, key=lambda role: (role == "organiser", role))
    return [("stranger", house.stranger()), *[(role, await house.joined(f"{role} somebody", role)) for role in roles]]


async def test_buttons(running: Running) -> None:
    house = running.house
    for role, person in await visitors(house):
        await person.sends("/help")
        under = person.private[0]
        for kind, allowed in BUTTONS.items():
            under.message = person.private[0].message
            before, edits = len(house.platform.posted), under.edits
            reply = await person.presses_token(data_of(kind, running).pack(), under)
            toast = reply.toast.text if reply.toast else ""
            said = [posted.text for posted in house.platform.posted[before:]]
            said += [under.text] if under.edits > edits else []
            refused = toast.startswith((REFUSED, FOR_MEMBERS))
            # Of a takeaway that is private nobody is told whether it is there: not even that it is for members.
            gone = kind is b.Thank and toast == GONE
            assert refused == (role not in allowed) or gone, (role, kind, toast)
            assert not refused or (said, reply.form) == ([], None), (role, kind)
            leaks = [w for w in (CONTACT, LEARNED, "Xenia") for text in (*said, toast) if w in text]
            own = kind is b.NotWith and role in PAIRED
            assert role == "organiser" or not any(MENTOR in text for text in (*said, toast)), (role, kind)
            assert leaks == (["Xenia"] if own else []), (role, kind)
    (pairing,) = await pairings_of(house)
    assert len(pairing.members) == 2
    assert all(place.nth is None for place in pairing.places)
    async with house.app.database.read() as uow:
        place = await uow.rounds.place(running.place)
        assert place is not None
        assert await uow.peers.excluded_by(place.member_id) == [running.other], "others changed nothing"


async def test_forms(running: Running) -> None:
    cohort = str(running.house.cohort.id)
    values: dict[str, tuple[str, dict[str, Any]]] = {
        "peers.answer": ("1", {"answer": "Mine!"}),
        "peers.learned": (str(running.pairing), {"learned": "Mine!", "share": "named"}),
        "peers.pause": (cohort, {"until": "3 Mar"}),
        "peers.profile": (cohort, {"share": "no", "hours": "9:00-17:00"}),
        "peers.round": ("", {"theme": "x", "starts": "5 May", "ends": "30 May", "size": "2", "sectors": "any"}),
    }
    for role, person in await visitors(running.house):
        for form, allowed in FORMS.items():
            context, filled = values[form]
            reply = await person.submits(form, context, **filled)
            toast = reply.toast.text if reply.toast else ""
            assert toast.startswith((REFUSED, FOR_MEMBERS)) == (role not in allowed), (role, form, toast)
    async with running.house.app.database.read() as uow:
        place = await uow.rounds.place(running.place)
    assert place is not None
    assert place.learned == LEARNED
    assert not any("Mine!" in posted.text for posted in running.house.platform.posted)


@pytest.mark.parametrize("context", ["", "x", "-1", "999", "²", "9" * 30])
async def test_made_up_forms_are_refused(running: Running, context: str) -> None:
    ana = await running.house.joined("Ana")
    before = len(running.house.platform.posted)
    for form in FORMS.keys() - {"peers.round"}:
        reply = await ana.submits(form, context, answer="x", learned="x", share="named", until="3 Mar", hours="9-17")
        assert reply.toast is not None, form
        assert reply.toast.text.startswith((REFUSED, FOR_MEMBERS)), form
    assert len(running.house.platform.posted) == before


async def test_made_up_buttons_do_nothing(running: Running) -> None:
    ana = await running.house.joined("Ana")
    for token in ("pp:", "pp:1:see:", "pp:99:see", "pt:1:999:offers", "pt:1:0:evil", "pk:99:out", "pk:1:evil", "pn:1:999:1", "pv:999:0:yes",
                  "po:999:see", "px:999:0:0:0", "pm:999:0", "ph:999:met", "pl:999", "pf:999", "pq:999:answer", "pw:1:999", "pg:99", "pa:99:0:yes",
                  "pb:999:tell", "pc:999:0:0:0"):  # fmt: skip
        before = len(running.house.platform.posted)
        reply = await ana.presses_token(token)
        assert reply.toast or running.house.platform.posted[before:], token


async def test_exclusions_are_seen_by_nobody_else(running: Running) -> None:
    """Not in others' data, status, previews, nor the audit trail; and the one who said so finds it under /peers."""
    house = running.house
    xenia = Person(house, "xenia", "Xenia", "xenia@people.example")
    olga = Person(house, "olga", "Olga", "olga@people.example")
    for person in (xenia, olga):
        for command in ("/mydata", "/status", "/peers", "/audit", "/me", "/who", "/delivery"):
            before = len(person.told)
            await person.sends(command)
            assert not any("not want to be paired" in told and "Zdenka" in told for told in person.told[before:])
    async with house.app.database.read() as uow:
        exported = {one.table for one in await whole_cohort(uow.connection, house.cohort.id)}
    assert "peer_exclusion" not in exported
    assert "peer_profile" in exported
    zdenka = Person(house, "zdenka", "Zdenka", "zdenka@people.example")
    await zdenka.sends("/peers with Xen")
    assert any("Xenia" in label for label in zdenka.private[-1].buttons)
    await xenia.sends("/peers with Zden")
    assert "I know nobody called" in xenia.told[-1]
