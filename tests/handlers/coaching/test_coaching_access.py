"""Who may press what in coaching, beside bookings and notes that could leak."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from bot.chat.buttons import ButtonData
from bot.domain.people import Role
from handlers.calendar import NewAddress
from handlers.coaching import buttons as b
from tests.handlers.coaching.desk import NOW, books, label, offers
from tests.house import House, Person

MEMBERS = frozenset(get_args(Role))
ORGANISER = frozenset({"organiser"})
OFFERING = frozenset({"coach", "organiser"})
NOBODY: frozenset[str] = frozenset()
"""Of those who come by: it is somebody else's."""

BUTTONS: dict[type[ButtonData], frozenset[str]] = {
    NewAddress: MEMBERS,
    b.Page: MEMBERS,
    b.Choose: MEMBERS,
    b.Look: MEMBERS,
    b.Book: MEMBERS,
    b.MoveTo: NOBODY,
    b.Mine: NOBODY,
    b.Offered: NOBODY,
    b.Wait: MEMBERS,
    b.StopWaiting: MEMBERS,
    b.Confirm: OFFERING,
    b.DoTyped: OFFERING,
    b.MySlots: ORGANISER,
    b.MySlot: ORGANISER,
    b.Mark: ORGANISER,
}

FORMS = {
    "coaching.about": NOBODY,
    "coaching.add": frozenset({"coach"}),
    "coaching.move": ORGANISER,
    "coaching.note": NOBODY,
}

REFUSED = "Sorry, this can be done only by:"
FOR_MEMBERS = "This is for members of the programme."
SECRETS = ["Zdenka Tajná", "zdenka", "My board wants to sack me", "meet.example/secret", "she is close to tears"]


@pytest.fixture
async def times(house: House) -> House:
    """Zdenka is booked with Anna, has said why, and Anna has a note of her own."""
    house.clock.at = NOW
    anna, zdenka = await house.joined("Anna", "coach"), await house.joined("Zdenka Tajná")
    await offers(anna, "/slots add 14 Jan 14:00-17:00 30m buffer 10m https://meet.example/secret")
    await books(zdenka, "14:00")
    await zdenka.submits("coaching.about", "1", about="My board wants to sack me")
    await anna.submits("coaching.note", "own:1", note="she is close to tears")
    async with house.app.database.read() as uow:
        (booking,) = await uow.bookings.of_slot(1)
        assert booking.about == "My board wants to sack me"
        assert await uow.bookings.notes(1) == ("", "she is close to tears")
    return house


def data_of(kind: type[ButtonData], cohort: int) -> ButtonData:
    made: dict[type[ButtonData], ButtonData] = {
        NewAddress: NewAddress(cohort),
        b.Page: b.Page(cohort),
        b.Choose: b.Choose(cohort, 0, "coach"),
        b.Look: b.Look(2),
        b.Book: b.Book(3),
        b.MoveTo: b.MoveTo(1, 4),
        b.Mine: b.Mine(1, "yes"),
        b.Offered: b.Offered(1, take=True),
        b.Wait: b.Wait(cohort, 0),
        b.StopWaiting: b.StopWaiting(cohort),
        b.Confirm: b.Confirm(1, yes=True),
        b.DoTyped: b.DoTyped(1, yes=True),
        b.MySlots: b.MySlots(cohort, 0, 1),
        b.MySlot: b.MySlot(1, "see"),
        b.Mark: b.Mark(1, "came"),
    }
    return made[kind]


async def visitors(house: House) -> list[tuple[str, Person]]:
    roles = sorted(MEMBERS, key=lambda role: (role == "organiser", role))
    return [("stranger", house.stranger()), *[(role, await house.joined(f"{role} somebody", role)) for role in roles]]


async def test_buttons(times: House) -> None:
    for role, person in await visitors(times):
        await person.sends("/help")
        under = person.private[0]
        for kind, allowed in BUTTONS.items():
            under.message = person.private[0].message
            before, edits = len(times.platform.posted), under.edits
            reply = await person.presses_token(data_of(kind, times.cohort.id).pack(), under)
            toast = reply.toast.text if reply.toast else ""
            said = [
                posted.text for posted in times.platform.posted[before:] if posted.chat_id == f"dm-{person.account_id}"
            ]
            said += [under.text] if under.edits > edits else []
            refused = toast.startswith((REFUSED, FOR_MEMBERS))
            assert refused == (role not in allowed), (role, kind, toast)
            assert not refused or (said, reply.form) == ([], None), (role, kind)
            if role != "organiser":
                told_to_who_books = ["meet.example/secret"] if kind is b.Book else []
                secrets = [word for word in SECRETS if word not in told_to_who_books]
                assert [word for word in secrets for text in (*said, toast) if word in text] == [], (role, kind)
            assert "close to tears" not in "".join(said), (role, kind)
    async with times.app.database.read() as uow:
        booking = await uow.bookings.by_id(1)
    assert booking is not None
    assert (booking.state, booking.slot.id) == ("booked", 1)


async def test_forms(times: House) -> None:
    values: dict[str, tuple[str, dict[str, Any]]] = {
        "coaching.about": ("1", {"about": "Mine!"}),
        "coaching.add": ("", {"days": "15 Jan", "hours": "9:00-10:00", "length": "30"}),
        "coaching.move": ("1", {"day": "2025-01-16", "hour": "10:00"}),
        "coaching.note": ("shared:1", {"note": "Mine!"}),
    }
    for role, person in await visitors(times):
        for form, allowed in FORMS.items():
            context, filled = values[form]
            reply = await person.submits(form, context, **filled)
            toast = reply.toast.text if reply.toast else ""
            refused = toast.startswith((REFUSED, FOR_MEMBERS))
            assert refused == (role not in allowed), (role, form, toast)
    async with times.app.database.read() as uow:
        booking = await uow.bookings.by_id(1)
        assert await uow.bookings.notes(1) == ("", "she is close to tears")
    assert booking is not None
    assert booking.about == "My board wants to sack me"
    assert booking.slot.starts_at.day == 16, "the organiser has moved it"


@pytest.mark.parametrize("context", ["", "x", "-1", "999", "²", "9" * 30, "shared:", "shared:x", "other:1", "own:999"])
async def test_made_up_forms_are_refused(times: House, context: str) -> None:
    organiser = await times.joined("Olga", "organiser")
    before = len(times.platform.posted)
    for form in FORMS.keys() - {"coaching.add"}:
        reply = await organiser.submits(form, context, about="x", note="x", day="2025-01-16", hour="10:00")
        assert reply.toast is not None, form
        assert reply.toast.text.startswith((REFUSED, FOR_MEMBERS)), form
    assert len(times.platform.posted) == before


async def test_made_up_buttons_do_nothing(times: House) -> None:
    ana = await times.joined("Ana")
    for token in ("kp:", "kp:1:0:0:0", "kp:99:0:0:0:", "ks:999:0", "ks:x:0", "kb:999", "km:1:999", "kx:999:yes", "ko:999:1", "kw:1:999",
                  "kl:999:see", "kc:999:1", "kk:999:done", "kd:999:1", "kg:1:0:999", "ku:999", "kf:999", "kq:1:0:nothing"):  # fmt: skip
        before = len(times.platform.posted)
        reply = await ana.presses_token(token)
        assert reply.toast or times.platform.posted[before:], token


async def test_the_link_is_for_those_who_booked(times: House) -> None:
    ana = await times.joined("Ana")
    await ana.sends("/coaching")
    page = ana.private[-1]
    await ana.presses(label("14:40"), page)
    assert "online; you get the link when you book" in page.text
    assert "meet.example" not in page.text
    await ana.presses("Book this time", page)
    assert "https://meet.example/secret" in page.text
