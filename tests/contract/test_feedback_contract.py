"""Feedback on each platform: handed in, returned with comments, answered, accepted, all as a ZIP; debrief and peer review."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime, timedelta

from bot.domain.homework.assignments import Assignment, Task
from tests.contract.world import ANA, BO, COHORT, ORGANISER, Platform, World, sees, until

DUE = datetime(2024, 11, 13, 17, 0, tzinfo=UTC)
TITLE = "Canvas *& co*"


async def given_out(world: World) -> None:
    """Both have done it, and let the other see it."""
    now = world.clock.at
    async with world.app.database.write() as uow:
        cohort = await uow.cohorts.by_key(COHORT)
        assert cohort is not None
        task = Task(TITLE, DUE, shared=True, peer_reviews=1, debrief="online-2")
        made = await uow.assignments.draft(cohort.id, world.members[ORGANISER].id, task, now)
        await uow.assignments.post(made, world.members[ORGANISER].id, now)
        found = await uow.assignments.by_id(made)
        assert isinstance(found, Assignment)
        for name in (ANA, BO):
            whose = world.members[name]
            work = await uow.submissions.ensure(whose.id, found)
            await uow.submission_items.add_words(whose, work.id, "text", f"<b>By</b> {name} *now*", now)
            await uow.submissions.hand_in(work, now, DUE)
            await uow.submissions.set_consent(work.id, yes=True)


async def test_feedback(platform: Platform) -> None:
    world = platform.world
    olga, ana, bo = (platform.people[name] for name in (ORGANISER, ANA, BO))
    for person in (olga, ana, bo):
        await person.enrols()
    await platform.bind()
    for person in (ana, bo):
        await person.commands("feedback")
        await sees(person, "You have not handed in any homework yet")
    await given_out(world)

    await olga.commands("submissions")
    await sees(olga, "2 of 2 handed in")
    await olga.taps(f"🆕 {ANA}")
    await sees(olga, f"<b>By</b> {ANA} *now*")
    await olga.taps("↩️ Return with comments")
    refused = await olga.fills_in({f"What do you want to say to {ANA}?": "Good, but <add> *costs* & dates"})
    assert refused in (None, f"Returned. {ANA} gets your comments."), refused
    await sees(ana, f"Feedback on your work: {TITLE}")
    await sees(ana, "Good, but <add> *costs* & dates")
    await ana.taps("Answer")
    await ana.fills_in({"What do you want to say to your trainer?": "Which *costs*?"})
    await sees(olga, "Which *costs*?")
    await olga.taps("Open the work")
    await sees(olga, "What was said")
    await olga.taps("✅ Accept")
    await sees(ana, f"Your work is accepted: {TITLE}")
    assert not any("costs" in words for words in bo.told())

    await olga.commands(f"submissions {TITLE[:6]}")
    await sees(olga, "To look at: 1.")
    await olga.taps("Everything as a ZIP")
    await until("the ZIP", olga.files)
    with zipfile.ZipFile(io.BytesIO(olga.files()[-1].data)) as archive:
        assert sorted(archive.namelist()) == [f"001 {ANA}/text.txt", f"002 {BO}/text.txt", "Overview.xlsx"]

    await olga.commands("debrief")
    await sees(olga, "2 of 2 who handed in have agreed to show their work.")
    await olga.taps("Post it in the group")
    await until("the plan", lambda: any("Who shows their work" in words for words in platform.group()))
    await sees(olga, "Posted in the group.")
    await olga.taps("Ask now what people take away")
    await until("the question", lambda: any("What do you take away" in words for words in platform.group()))
    await ana.taps("💡 Something to try")
    await ana.fills_in({"In one sentence: what do you take away?": "Ask <members> *first*"})
    await sees(olga, "The group is asked what it takes away.")
    await olga.taps("Show the answers now")
    await until("the answers", lambda: any("Ask <members> *first*" in words for words in platform.group()))

    await world.move_to(DUE + timedelta(hours=16))
    await sees(ana, "1 work waits for your review")
    await ana.taps(f"1. {TITLE}, by {BO}")
    await sees(ana, f"<b>By</b> {BO} *now*")
    await ana.taps("Write my review")
    answers = {
        "Is it clear?": "3: mostly",
        "Does it help those it is meant for?": "4: fully",
        "Can it be done?": "2: partly",
        "What is good?": "The *idea*",
        "What could be better?": "<More> dates",
    }
    refused = await ana.fills_in(answers)
    assert refused is None or not refused.startswith("Please")
    await sees(bo, "1 person has read your work")
    await sees(bo, "<More> dates")
    assert not any("dates" in words for words in platform.group())
    platform.check()
