"""From draft to completed: who hears what, who decides what, and what is said about a roadmap."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.chat.events import ButtonPressed, Event
from bot.domain.people import Profile
from handlers.roadmap.buttons import MyAction, Read
from tests.handlers.coaching.desk import books, offers
from tests.handlers.roadmap.desk import NOW, fills_in, newest, roadmap_of, submits, writes
from tests.house import House, Person


@pytest.fixture
async def open_house(each_house: House) -> House:
    each_house.clock.at = NOW
    return each_house


async def opens(reader: Person, name: str) -> None:
    """From the list of all."""
    await reader.sends("/roadmap")
    await reader.presses(next(label for label in reader.private[-1].buttons if label.startswith(f"{name}: ")))


async def test_from_draft_to_completed(open_house: House) -> None:
    ana, tina = await open_house.joined("Ana Núñez"), await open_house.joined("Tina Tamm", "trainer")
    await submits(ana)
    assert (await roadmap_of(open_house, ana)).state == "submitted"
    assert ana.told[-1].startswith("My roadmap · submitted")
    assert "Add a goal" not in ana.private[-1].buttons
    await opens(tina, "Ana Núñez")
    assert tina.told[-1].startswith("Roadmap of Ana Núñez · submitted\nAna Núñez's cluster, Poland")
    await tina.presses("I am reading it")
    assert "Tina Tamm reads your roadmap now." in ana.told[-1]
    await tina.presses("Agree")
    assert ana.told[-1] == "✅ Your roadmap is agreed, says Tina Tamm. I remind you of each action on its day."
    await ana.presses("My roadmap")
    await ana.presses("Start with it")
    assert (await roadmap_of(open_house, ana)).state == "active"
    await ana.presses("1. Ten paying members")
    await ana.presses("○ Ask all members")
    await ana.presses("Done")
    assert "✓ Done." in ana.told[-1]
    await ana.presses("◀ Back")
    await ana.presses("◀ My roadmap")
    await ana.presses("Everything is settled: complete it")
    found = await roadmap_of(open_house, ana)
    assert (found.state, found.actions[0].outcome) == ("completed", "done")
    assert ana.told[-1].startswith("My roadmap · completed")
    await ana.presses("Open it again")
    assert (await roadmap_of(open_house, ana)).state == "active"


async def test_while_it_is_read_it_stays_as_it_is(open_house: House) -> None:
    ana = await open_house.joined("Ana")
    await writes(ana)
    form = (await ana.presses("My vision")).form
    assert form is not None
    await ana.presses("Submit it for review")
    before = await roadmap_of(open_house, ana)
    await ana.submits(form.name, form.context, vision="Something else")
    assert newest(ana, "Something else").startswith("Your roadmap is being read. To change it, take it back first")
    assert (await roadmap_of(open_house, ana)).parts == before.parts
    await ana.sends("/roadmap")
    await ana.presses("Take it back")
    await ana.submits(form.name, form.context, vision="Something else")
    assert (await roadmap_of(open_house, ana)).parts[0].answers == {"vision": "Something else"}


async def test_the_coach_hears_at_once_and_trainers_in_the_morning(open_house: House) -> None:
    coach = await open_house.joined("Anna Kowalska", "coach")
    tina, ana = await open_house.joined("Tina", "trainer"), await open_house.joined("Ana")
    other = await open_house.joined("Otto Other", "coach")
    await offers(coach)
    await books(ana, "14:00")
    await submits(ana)
    assert "Ana has submitted the roadmap for your coaching." in coach.told
    await coach.presses("Read it")
    assert coach.told[-1].startswith("Roadmap of Ana · submitted")
    assert not any("roadmap" in said.casefold() for person in (tina, other) for said in person.told)
    await open_house.move_to(datetime(2024, 11, 19, 7, 59, tzinfo=UTC))
    assert tina.told == []
    for _ in range(3):
        await open_house.move_to(open_house.clock.at + timedelta(minutes=1))
    assert tina.told == ["1 roadmap waits to be read.\n• Ana"]
    await open_house.move_to(datetime(2024, 11, 20, 8, 30, tzinfo=UTC))
    assert len(tina.told) == 1, "nothing new has come"
    await tina.presses("Show them")
    assert "Ana: submitted" in tina.private[-1].buttons


async def test_changes_are_asked_for_with_a_comment_and_answered(open_house: House) -> None:
    ana, tina = await open_house.joined("Ana"), await open_house.joined("Tina", "trainer")
    otto = await open_house.joined("Otto", "trainer")
    await submits(ana)
    await opens(tina, "Ana")
    await fills_in(tina, "Ask for changes", text="Who pays? <!channel> *now*")
    assert (await roadmap_of(open_house, ana)).state == "draft"
    assert "💬 Tina about your roadmap:\nWho pays? <!channel> *now*" in ana.told
    assert "Tina asks you to change something in your roadmap." in ana.told
    assert "Its author is changing it just now." in tina.told[-1]
    before = len(otto.told)
    await fills_in(ana, "Answer", text="The members do.")
    assert newest(tina, "about their roadmap") == "💬 Ana about their roadmap:\nThe members do."
    assert otto.told[before:] == [], "only who has said something hears the answer"
    await opens(otto, "Ana")
    await otto.presses("Comments (2)")
    assert otto.told[-1].split("\n")[::2] == ["Comments", "Who pays? <!channel> *now*", "The members do."]


async def test_nobody_hears_at_night(open_house: House) -> None:
    ana = await open_house.joined("Ana", zone="America/Sao_Paulo")
    tina = await open_house.joined("Tina", "trainer")
    await submits(ana)
    open_house.clock.at = datetime(2024, 11, 19, 8, 0, tzinfo=UTC)
    before = len(ana.told)
    await opens(tina, "Ana")
    await tina.presses("Agree")
    assert ana.told[before:] == [], "it is 5 in the morning there"
    await open_house.move_to(datetime(2024, 11, 19, 11, 0, tzinfo=UTC))
    assert [said for said in ana.told[before:] if "agreed" in said]


async def test_taken_back_and_agreed_at_the_same_moment(open_house: House) -> None:
    """Whoever comes second is told; the roadmap is what the first has made of it."""
    ana, tina = await open_house.joined("Ana"), await open_house.joined("Tina", "trainer")
    await submits(ana)
    found = await roadmap_of(open_house, ana)
    events: list[Event] = [
        ana.event(ButtonPressed, token=f"ra:{open_house.cohort.id}:take_back", message_id="x"),
        tina.event(ButtonPressed, token=Read(found.id, "agree").pack(), message_id="y"),
    ]
    handled = await asyncio.gather(*(open_house.app.dispatcher.handle(event) for event in events))
    said = [one.reply.toast.text for one in handled if one.reply.toast]
    assert said.count("This was decided meanwhile. Send /roadmap to see how it stands.") == 1, said
    assert (await roadmap_of(open_house, ana)).state in ("draft", "agreed")
    for one in handled:
        one.release()
    await open_house.app.delivery.settled()


async def test_dropping_and_moving(open_house: House) -> None:
    ana, tina, bo = [
        await open_house.joined(name, role)
        for name, role in (("Ana", "participant"), ("Tina", "trainer"), ("Bo", "participant"))  # type: ignore[arg-type]
    ]
    await submits(ana)
    await opens(tina, "Ana")
    await tina.presses("Agree")
    found = await roadmap_of(open_house, ana)
    (action,) = found.actions
    await ana.sends("/roadmap")
    await ana.presses_token(MyAction(action.id, "see").pack(), ana.private[-1])
    await fills_in(ana, "Another day", day="3 Feb")
    assert "By when? Mon 3 Feb 2025" in ana.told[-1]
    reply = await ana.presses("Another day")
    assert reply.form is not None
    assert (await ana.submits(reply.form.name, reply.form.context, day="soon")).errors["day"]
    await fills_in(ana, "Drop it", why="My board said no")
    found = await roadmap_of(open_house, ana)
    assert (found.state, found.actions[0].outcome, found.actions[0].note) == ("active", "dropped", "My board said no")
    assert ana.told[-1].endswith("✗ Dropped: My board said no")
    await ana.presses("It is still open")
    assert (await roadmap_of(open_house, ana)).actions[0].outcome == "open"
    await bo.sends("/help")
    reply = await bo.presses_token(MyAction(action.id, "done").pack(), bo.private[-1])
    assert reply.toast is not None
    assert reply.toast.text.startswith("Sorry, this can be done only by:")
    assert (await roadmap_of(open_house, ana)).actions[0].outcome == "open"


async def test_who_reviews_no_more_hears_no_answers(open_house: House) -> None:
    """A coach has commented, and is a participant like others when the author answers."""
    house = open_house
    ana = await house.joined("Ana Silva")
    carl = await house.joined("Carl Berg", "coach")
    await submits(ana)
    found = await roadmap_of(house, ana)
    await carl.submits("roadmap.say", f"say:{found.id}", text="Who pays?")
    assert "Who pays?" in ana.told[-1]
    assert carl.email
    same = Profile("Carl Berg", carl.email, "Carl", "Poland", "food", "Europe/Warsaw", "en", frozenset({"participant"}))
    async with house.app.database.write() as uow:
        await uow.members.save(house.cohort.id, [same])
    await ana.submits("roadmap.say", f"say:{found.id}", text="My director does not, but keep that to yourself")
    assert not any("keep that to yourself" in said for said in carl.told)
