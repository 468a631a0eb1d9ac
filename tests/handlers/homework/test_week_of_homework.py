"""The overview on Monday: what is due, what is still to do, and for trainers what waits for them."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.handlers.feedback.desk import DAY, DUE, POSTED, agrees, given_out, hands_in, member_of
from tests.handlers.nudges.test_week import HEAD, MONDAY, weeks
from tests.handlers.roadmap.desk import NOW, submits
from tests.house import House


async def test_what_is_due_and_not_done(each_house: House) -> None:
    house = each_house
    house.clock.at = POSTED
    tom = await house.joined("Tom", "trainer")
    ana, far = await house.joined("Ana"), await house.joined("Far", zone="Asia/Tokyo")
    done = await given_out(house, tom)
    await given_out(house, tom, "Service plan")
    await given_out(house, tom, "Interviews", due=POSTED + DAY, cutoff=None)
    await given_out(house, tom, "Too late", due=POSTED + DAY, cutoff=POSTED + 2 * DAY)
    await given_out(house, tom, "In two weeks", due=DUE + 7 * DAY)
    changed = await given_out(house, tom, "Pitch", due=POSTED + DAY)
    await hands_in(house, ana, done, "Mine")
    work = await hands_in(house, ana, changed, "A pitch")
    await tom.submits("feedback.verdict", f"{work.id}:1:1:2", comment="Shorter, please")
    await house.move_to(MONDAY)
    assert weeks(ana) == [
        [
            HEAD,
            "• Mon 11 Nov 2024, 10:00 CET: Online day 2",
            "• Wed 13 Nov 2024, 18:00 CET: Due: Service plan",
            "• Fri 15 Nov 2024, 10:00 CET: Online day 3",
            "Still to hand in:",
            "• Interviews, was due on Thu 7 Nov 2024, 13:00 CET",
            "Changes are asked for:",
            "• Pitch",
        ]
    ]
    assert list(ana.private[-1].buttons) == ["My homework", "Fewer reminders"]
    assert "• Thu 14 Nov 2024, 02:00 Tokyo time: Due: Service plan" in weeks(far)[0]


async def test_reviews_to_write(each_house: House) -> None:
    house = each_house
    house.clock.at = POSTED
    tom, ana, bo = await house.joined("Tom", "trainer"), await house.joined("Ana"), await house.joined("Bo")
    task = await given_out(house, tom, due=MONDAY - 2 * DAY, shared=True, peer_reviews=1)
    for person in (ana, bo):
        await agrees(house, await hands_in(house, person, task, "Mine"))
    await house.move_to(MONDAY - 2 * DAY)
    await bo.sends("/reviews")
    token = next(one.token for label, one in bo.private[-1].buttons.items() if "Ana" in label)
    review = token.split(":")[1]
    values = {"clear": "4", "useful": "4", "doable": "3", "strong": "All of it", "advice": "None at all"}
    await bo.submits("peer_review.write", review, **values)
    await house.move_to(MONDAY)
    waiting = "👀 1 work waits for your review"
    assert waiting in weeks(ana)[0]
    assert "Review it now" in ana.private[-1].buttons
    assert waiting not in weeks(bo)[0]


async def test_trainers_see_what_waits_and_decide_at_once(each_house: House) -> None:
    house = each_house
    house.clock.at = POSTED
    tom, ana, bo = await house.joined("Tom", "trainer"), await house.joined("Ana"), await house.joined("Bo")
    task = await given_out(house, tom)
    await hands_in(house, bo, task, "Mine")
    await ana.submits("assignments.ask", str(task.id), until="20 Nov 18:00", why="My child is ill")
    await house.move_to(MONDAY)
    (week,) = weeks(tom)
    assert "More time for homework to decide: 1" in week
    assert "• Ana: Business model canvas, until Wed 20 Nov 2024, 18:00 CET" in week
    assert week[week.index("Homework that waits for feedback: 1") + 1] == "• Business model canvas: 1"
    assert not [line for line in weeks(ana)[0] if "decide" in line or "feedback" in line]
    message = tom.private[-1]
    reply = await tom.presses("Give it: Ana", message)
    assert reply.toast is not None
    assert reply.toast.text == "Given. They are told."
    async with house.app.database.read() as uow:
        given = await uow.extensions.of_member((await member_of(house, ana)).id, task.id)
    assert given is not None
    assert given.until == DUE + 7 * DAY
    assert message.text.split("\n") == week, "what else is in it stays"
    stolen = await bo.presses_token(message.buttons["Give it: Ana"].token)
    assert stolen.toast is not None
    assert stolen.toast.text.startswith("Sorry, this can be done only by:")


async def test_roadmaps_that_wait_and_actions_of_the_week(each_house: House) -> None:
    house = each_house
    house.clock.at = NOW
    tina, olga = await house.joined("Tina", "trainer"), await house.joined("Olga", "organiser")
    ana = await house.joined("Ana")
    await submits(ana)
    await house.move_to(datetime(2025, 1, 13, 8, 0, tzinfo=UTC))
    assert "1 roadmap waits to be read." in weeks(tina)[0]
    assert not [week for week in weeks(olga) if "1 roadmap waits to be read." in week], "there is a trainer"
    assert "• Tue 14 Jan 2025: Roadmap: Ask all members" in weeks(ana)[0]
    await tina.presses("Show roadmaps")
    assert tina.told[-1].startswith("Roadmaps")
