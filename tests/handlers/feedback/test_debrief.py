"""Consent, the plan of a debrief, and what people take away."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.homework.assignments import Assignment
from tests.handlers.feedback.desk import DAY, HOUR, POSTED, agrees, count, given_out, hands_in, newest
from tests.house import House, Person

NAMES = ("Ana Núñez", "Bo Źdźbło", "Cem Çelik", "Dora Kiss", "Эля Иванова")


@pytest.fixture
async def tom(house: House) -> Person:
    house.clock.at = POSTED
    return await house.joined("Tom Berg", "trainer")


async def shown(house: House, tom: Person, **more: object) -> tuple[Assignment, list[Person]]:
    """A task with a debrief in the next session, which five have done, the first four of whom show it."""
    people = [await house.joined(name) for name in NAMES]
    task = await given_out(house, tom, shared=True, **{"debrief": "online-2", **more})
    for person in people:
        work = await hands_in(house, person, task, f"Work of {person.name}")
        await agrees(house, work, yes=person.name != NAMES[-1])
    return task, people


async def test_each_is_asked_once_and_can_change_their_mind(house: House, tom: Person) -> None:
    ana, bo = await house.joined("Ana"), await house.joined("Bo")
    task = await given_out(house, tom, shared=True, peer_reviews=2, anonymous_reviews=True, debrief="online-2")
    private = await given_out(house, tom, "Private thoughts", debrief="online-2")
    work = await hands_in(house, ana, task, "Mine")
    await hands_in(house, ana, private, "Nobody's business")
    await house.pass_time(timedelta(minutes=1))
    assert ana.told == [], "the receipt has the button, too"
    await house.pass_time(timedelta(minutes=5))
    await house.pass_time(timedelta(minutes=5))
    assert [posted.text for posted in ana.private] == [
        "\n".join(
            [
                "May the others see your work “Business model canvas”?",
                "2 others read it and write to you what they think. You do the same for 2 others.",
                "Your names are not shown to one another.",
                "You can show it to the group in “Online day 2”.",
                "Without your yes, only trainers see it.",
            ]
        )
    ]
    await ana.presses("Yes, they may see it")
    async with house.app.database.read() as uow:
        assert await uow.debriefs.agreed(task.id) == {work.member_id}
        assert await uow.debriefs.answered([work.id]) == {work.id}
    await ana.sends("/feedback")
    await ana.presses("Business model canvas", ana.private[-1])
    await ana.presses("Only trainers may see it")
    async with house.app.database.read() as uow:
        assert await uow.debriefs.agreed(task.id) == set()
    assert bo.told == []


async def test_the_plan_is_seen_changed_and_posted(house: House, tom: Person) -> None:
    _task, people = await shown(house, tom)
    await tom.sends("/debrief", group=True)
    page = tom.private[-1]
    lines = page.text.splitlines()
    assert lines[:4] == [
        "Debrief: Business model canvas",
        "Online day 2, Mon 11 Nov 2024, 10:00 CET",
        "4 of 5 who handed in have agreed to show their work.",
        "One after the other, 5 minutes each: 20 minutes in all.",
    ]
    assert sum(name in page.text for name in NAMES[:4]) == 4
    assert NAMES[4] not in page.text
    await tom.presses("8 min", page)
    assert "8 minutes each: 32 minutes in all" in page.text
    await tom.presses("In small groups", page)
    await tom.presses("3 a group", page)
    assert "In small groups at the same time, 8 minutes each: 16 minutes in all." in page.text
    assert "Group 2" in page.text
    seen = page.text
    await tom.presses("🔀 Another mix", page)
    assert house.group == []
    reply = await tom.presses("Post it in the group", page)
    assert reply.toast is not None
    assert reply.toast.text == "Posted in the group."
    (posted,) = house.group
    assert posted.text.startswith(
        "Who shows their work: Business model canvas\nOnline day 2, Mon 11 Nov 2024, 10:00 CET"
    )
    assert NAMES[4] not in posted.text
    assert posted.text.endswith("You are not on the list? Join any group you like, listen, and ask.")
    assert seen != page.text
    stale = await tom.presses_token("gs:1:1:5", page)
    assert stale.toast is not None
    assert stale.toast.text == "This plan is posted already. To change it, take it back first."
    await people[1].sends("/feedback")
    await people[1].presses("Business model canvas", people[1].private[-1])
    await people[1].presses("Only trainers may see it", people[1].private[-1])
    assert NAMES[1] not in posted.text
    assert NAMES[0] in posted.text


async def test_a_plan_is_taken_back_and_posted_anew(house: House, tom: Person) -> None:
    await shown(house, tom)
    await tom.sends("/debrief")
    page = tom.private[-1]
    await tom.presses("Post it in the group", page)
    await tom.presses("Take the plan back", page)
    (posted,) = house.group
    assert posted.text.endswith("The trainers are changing this plan. I will post it anew.")
    await tom.presses("3 min", page)
    await tom.presses("Post it in the group", page)
    assert len(house.group) == 1
    assert "3 minutes each: 12 minutes in all" in posted.text


async def test_what_was_seen_is_what_is_posted(house: House, tom: Person) -> None:
    task, people = await shown(house, tom)
    await tom.sends("/debrief")
    page = tom.private[-1]
    work = await hands_in(house, people[0], task, "Better")
    await agrees(house, work, yes=False)
    reply = await tom.presses("Post it in the group", page)
    assert reply.toast is not None
    assert reply.toast.text == "The plan has changed meanwhile. Please look at it again."
    assert house.group == []
    assert NAMES[0] not in page.text


async def test_nobody_to_show_anything(house: House, tom: Person) -> None:
    await tom.sends("/debrief")
    assert tom.told[-1] == "There is no such homework to talk about. To give some out, send /assign."
    await given_out(house, tom)
    await tom.sends("/debrief")
    assert tom.told[-1].endswith(
        "This homework is for trainers alone, so I ask nobody. To change that, open it with /assignments."
    )
    assert tom.private[-1].buttons == {}
    refused = await tom.presses_token("gp:1:0", tom.private[-1])
    assert refused.toast is not None
    assert refused.toast.text == "Nobody has agreed to show their work yet, so there is no plan to post."


async def test_what_people_take_away(house: House, tom: Person) -> None:
    """One tap in the group, a sentence for those who like; then the digest, without names."""
    _task, people = await shown(house, tom)
    ana, bo, cem = people[:3]
    await tom.sends("/debrief")
    await tom.presses("Post it in the group")
    over = POSTED.replace(day=11, hour=15, minute=30)
    await house.move_to(over - 6 * HOUR)
    assert len([posted for posted in house.group if "take away" in posted.text]) == 0
    await house.move_to(over + HOUR)
    (card,) = [posted for posted in house.group if "take away" in posted.text]
    reply = await ana.presses("💡 Something to try", card)
    assert reply.toast is not None
    assert reply.toast.text == "Noted, thank you. A sentence more, if you like."
    assert reply.form is not None
    await ana.submits("debrief.takeaway", reply.form.context, words="Ask *members*\nbefore the budget")
    await bo.presses("💡 Something to try", card)
    await bo.presses("🤝 A contact", card)
    await cem.presses("🤝 A contact", card)
    await cem.submits("debrief.takeaway", reply.form.context, words="")
    refused = await tom.presses("🤝 A contact", card)
    assert refused.toast is not None
    assert refused.toast.text == "This question is for participants."
    await house.pass_time(timedelta(minutes=1))
    assert "3 people have said it so far." in card.text
    await house.pass_time(DAY)
    digest = house.group[-1]
    assert digest.text.splitlines() == [
        "What we take away from “Business model canvas”",
        "• 💡 Something to try: 1",
        "• 🤝 A contact: 2",
        "In your own words:",
        "• Ask *members* before the budget",
    ]
    assert not card.buttons
    late = await bo.presses_token("gt:1:0", card)
    assert late.toast is not None
    assert late.toast.text == "This question is closed: the group has the answers already."
    await house.pass_time(DAY)
    assert len([posted for posted in house.group if "take away" in posted.text]) == 2


async def test_trainers_ask_and_show_when_they_like(house: House, tom: Person) -> None:
    _task, people = await shown(house, tom)
    await tom.sends("/debrief")
    page = tom.private[-1]
    await tom.presses("Post it in the group", page)
    await tom.presses("Ask now what people take away", page)
    refused = await tom.presses("Show the answers now", page)
    assert refused.toast is not None
    assert refused.toast.text == "Nobody has answered yet, so there is nothing to show."
    await people[0].presses("🔭 A new view", house.group[-1])
    await tom.presses("Show the answers now", page)
    assert house.group[-1].text.endswith("• 🔭 A new view: 1")
    await house.move_to(POSTED + 20 * DAY)
    assert sum("What we take away" in posted.text for posted in house.group) == 1


async def test_peers_review_one_another(house: House, tom: Person) -> None:
    task, people = await shown(house, tom, peer_reviews=2)
    four = people[:4]
    await house.move_to(task.due)
    for person in four:
        assert count(person, "2 works wait for your review") == 1, person.name
    assert count(people[4], "review") == 0, "whose own work is not shown reviews none"
    before = {person.name: len(person.private) for person in four}
    for person in four:
        asked = next(posted for posted in person.private if "wait for your review" in posted.text)
        assert not [label for label in asked.buttons if person.name in label]
        for _ in range(2):
            await person.presses(next(iter(asked.buttons)), asked)
            assert "Work of " in asked.text
            assert f"Work of {person.name}" not in asked.text
            form = (await person.presses("Write my review", asked)).form
            assert form is not None
            values = {
                "clear": "4",
                "useful": "3",
                "doable": "2",
                "strong": f"Good, says {person.name}",
                "advice": "More *numbers*",
            }
            wrong = await person.submits("peer_review.write", form.context, **{**values, "clear": "9"})
            assert wrong.errors
            done = await person.submits("peer_review.write", form.context, **values)
            assert done.toast is not None
            await person.sends("/reviews")
            asked = person.private[-1]
    for person in four:
        told = [posted.text for posted in person.private[before[person.name] :] if "have read your work" in posted.text]
        assert len(told) == 1, "both at once"
        assert told[0].startswith("👀 2 people have read your work: Business model canvas")
        assert told[0].count("Is it clear? 4 of 4") == 2
        assert f"says {person.name}" not in told[0]
        await person.sends("/reviews")
        assert person.told[-1] == "Nobody's homework waits for your review."


async def test_anonymous_reviews_name_nobody(house: House, tom: Person) -> None:
    task, people = await shown(house, tom, peer_reviews=1, anonymous_reviews=True)
    await hands_in(house, people[0], task, files={"Ana Nunez CV.pdf": b"%PDF"})
    await house.move_to(task.due)
    for person in people[:4]:
        asked = next(posted for posted in person.private if "waits for your review" in posted.text)
        (label,) = asked.buttons
        assert label == "1. Business model canvas"
        await person.presses(label, asked)
        if "file-1.pdf" in asked.text:
            await person.presses("📥 Send me all of it", asked)
            assert [file.name for file in person.private[-1].message.files] == ["file-1.pdf"]
        assert "Ana Nunez" not in asked.text
        number = next(button.token for button in asked.buttons.values() if button.token.startswith("uw:")).split(":")[1]
        values = {"clear": "4", "useful": "3", "doable": "2", "strong": "Good", "advice": "More"}
        await person.submits("peer_review.write", number, **values)
    for person in people[:4]:
        told = newest(person, "has read your work")
        assert "Review 1" in told
        assert [name for name in NAMES if name in told] == []


async def test_reminded_once_and_given_what_there_is(house: House, tom: Person) -> None:
    task, people = await shown(house, tom, peer_reviews=2)
    await house.move_to(task.due)
    ana = people[0]
    asked = next(posted for posted in ana.private if "wait for your review" in posted.text)
    await ana.presses(next(iter(asked.buttons)), asked)
    number = asked.buttons["Write my review"].token.split(":")[1]
    values = {"clear": "4", "useful": "3", "doable": "2", "strong": "Only one", "advice": "More"}
    await ana.submits("peer_review.write", number, **values)
    for _ in range(30):
        await house.pass_time(4 * HOUR)
    assert [count(person, "until tomorrow") for person in people] == [1, 1, 1, 1, 0]
    assert "1 work waits for your review, until tomorrow" in newest(ana, "until tomorrow")
    given = [person for person in people if count(person, "has read your work")]
    assert len(given) == 1
    assert "Only one" in newest(given[0], "has read your work")
    assert count(given[0], "has read your work") == 1


async def test_late_work_finds_its_reviewers(house: House, tom: Person) -> None:
    task, people = await shown(house, tom, peer_reviews=2)
    await house.move_to(task.due + HOUR)
    late = people[4]
    work = await hands_in(house, late, task, "Sorry, here it is")
    await agrees(house, work)
    await house.pass_time(timedelta(minutes=1))
    assert "works wait for your review" in newest(late, "review")
    async with house.app.database.read() as uow:
        reviews = await uow.peer_reviews.of_assignment(task.id)
    assert len([one for one in reviews if one.author_id == work.member_id]) == 2
    assert len([one for one in reviews if one.reviewer_id == work.member_id]) >= 2


async def test_who_takes_their_work_back_is_reviewed_by_nobody(house: House, tom: Person) -> None:
    task, people = await shown(house, tom, peer_reviews=2)
    await house.move_to(task.due)
    async with house.app.database.read() as uow:
        mine = (await uow.peer_reviews.of_assignment(task.id))[0]
        author = await uow.members.by_id(mine.author_id)
        reviewer = await uow.members.by_id(mine.reviewer_id)
    assert author is not None
    assert reviewer is not None
    by = {person.name: person for person in people}
    await by[author.name].sends("/feedback")
    await by[author.name].presses("Business model canvas", by[author.name].private[-1])
    await by[author.name].presses("Only trainers may see it")
    seen = by[reviewer.name].private[-1].text
    for token in (f"ur:{mine.id}", f"uf:{mine.id}", f"uw:{mine.id}"):
        reply = await by[reviewer.name].presses_token(token, by[reviewer.name].private[-1])
        assert reply.toast is not None
        assert reply.toast.text == "This work is not shown to others any more. There is nothing for you to do."
    assert by[reviewer.name].private[-1].text == seen
