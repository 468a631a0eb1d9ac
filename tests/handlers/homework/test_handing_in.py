"""Handing in: text, links and files in several messages, receipts, versions, what is late, and whose it is."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.chat.events import ButtonPressed
from tests.handlers.homework.desk import (
    DUE,
    HOUR,
    IN_TIME,
    LINE,
    MINUTE,
    PDF,
    SUM,
    ana_with_task,
    handed_in,
    newest,
    posted,
    receipt,
    sends_file,
    toast,
    trainer,
)
from tests.house import House, Person


async def test_text_link_and_file_in_several_messages(each_house: House) -> None:
    house = each_house
    ana = await ana_with_task(house)
    await ana.presses("Hand in")
    page = ana.private[-1]
    assert page.text == (
        "For Business model canvas – 1 week and 1 day left\n"
        "Please send me your text, files or links now, in one message or several. Then tap Hand it in now."
    ) or page.text.startswith("For Business model canvas – 8 days")
    await ana.says("Our cluster sells *advice*.")
    assert (page.text, page.buttons) == ("Business model canvas: see below.", {})
    await ana.says("https://canvas.example/ana")
    await sends_file(ana, "../../etc/canvas.pdf", PDF, "application/pdf")
    page = ana.private[-1]
    assert page.text.splitlines()[1:] == [
        "• text: “Our cluster sells *advice*.”",
        "• link: https://canvas.example/ana",
        f"• file canvas.pdf ({len(PDF)} B)",
        "Not handed in yet. Send me more, or tap Hand it in now.",
    ]
    assert "Handed in: 0 of 1." in house.group[0].text
    await ana.presses("Hand it in now", page)
    assert newest(ana) == receipt(
        *(1, 1, "Tue 5 Nov 2024, 09:00 CET", IN_TIME),
        "• text: “Our cluster sells *advice*.”",
        "• link: https://canvas.example/ana",
        f"• file canvas.pdf ({len(PDF)} B), checksum {SUM}",
    )
    assert "Handed in: 1 of 1." in house.group[0].text
    assert "Ana" not in house.group[0].text


async def test_a_file_alone_finds_the_only_task(each_house: House) -> None:
    ana = await ana_with_task(each_house)
    await sends_file(ana, "бізнес.pdf", PDF)
    assert "• file бізнес.pdf" in newest(ana)
    await ana.presses("Hand it in now")
    assert newest(ana).startswith("✅ Handed in: Business model canvas")


async def test_with_several_tasks_it_is_asked_which(each_house: House) -> None:
    house = each_house
    ana = await ana_with_task(house)
    tomas = Person(house, "tomas-okoye", "Tomas Okoye", "tomas-okoye@people.example")
    await posted(house, '/assign "Second" due 20 Nov 18:00', tomas)
    await sends_file(ana, "a.pdf", PDF)
    asked = ana.private[-1]
    assert asked.text == "Thank you. Which task is this for?"
    assert list(asked.buttons) == ["Business model canvas", "Second", "For none of them"]
    await sends_file(ana, "b.pdf", b"another")
    assert ana.private[-1] is asked, "what is sent at once is asked about once"
    await ana.presses("Second")
    assert asked.text == "For Second."
    assert ["• file a.pdf (18 B)" in newest(ana), "• file b.pdf (7 B)" in newest(ana)] == [True, True]
    await ana.presses("Hand it in now")
    assert newest(ana).startswith("✅ Handed in: Second")


async def test_for_none_of_them(house: House) -> None:
    ana = await ana_with_task(house)
    tomas = Person(house, "tomas-okoye", "Tomas Okoye", "tomas-okoye@people.example")
    await posted(house, '/assign "Second" due 20 Nov 18:00', tomas)
    await ana.says("https://canvas.example")
    await ana.presses("For none of them")
    assert newest(ana) == "All right, I did nothing with it."
    await ana.presses_token("hj:1:1")
    assert newest(ana) == "All right, I did nothing with it."


async def test_a_new_version_and_the_one_that_stood_at_the_due_date(each_house: House) -> None:
    house = each_house
    ana = await ana_with_task(house, LINE + " cutoff 15 Nov 18:00")
    await handed_in(ana, "First")
    await house.move_to(DUE)
    await handed_in(ana, "On the very minute")
    await house.move_to(DUE + 5 * MINUTE)
    await handed_in(ana, "Too late")
    assert newest(ana) == receipt(
        *(1, 3, "Wed 13 Nov 2024, 18:05 CET"),
        "It was due on Wed 13 Nov 2024, 18:00 CET: late by 5 minutes.",
        "• text: “Too late”",
    )
    await ana.sends("/homework")
    assert newest(ana) == "My tasks\n• Business model canvas: handed in, due Wed 13 Nov 2024, 18:00 CET"
    await ana.presses("Business model canvas")
    assert newest(ana).splitlines()[-4:] == [
        "State: handed in",
        "Version 3, handed in Wed 13 Nov 2024, 18:05 CET:",
        "• text: “Too late”",
        "At the due date, version 2 stood (Wed 13 Nov 2024, 18:00 CET).",
    ]


async def test_after_the_cutoff_it_is_refused_with_what_to_do(each_house: House) -> None:
    house = each_house
    ana = await ana_with_task(house, LINE + " cutoff 14 Nov 18:00")
    await ana.sends("/submit")
    await ana.says("Nearly done")
    await house.move_to(DUE + 25 * HOUR)
    over = (
        "The last moment to hand this in was Thu 14 Nov 2024, 18:00 CET, so I cannot take it any more. If you need more time, "
        "ask your trainers: /extend."
    )
    await ana.presses("Hand it in now")
    assert newest(ana) == over
    await ana.sends("/submit")
    assert newest(ana) == "You have no task to hand in now. /homework shows what was and what is to come."
    await ana.sends("/homework")
    assert newest(ana) == "My tasks\n• Business model canvas: not handed in, due Wed 13 Nov 2024, 18:00 CET"


async def test_two_devices_at_once_hand_in_one_version(each_house: House) -> None:
    house = each_house
    ana = await ana_with_task(house)
    await ana.says("https://canvas.example")
    tapped = [ana.event(ButtonPressed, token="hh:1") for _ in range(2)]
    await asyncio.gather(*(house.receive(one) for one in tapped))
    assert [said.splitlines()[1] for said in ana.told if "✅" in said] == [
        "Receipt 1, version 1: Tue 5 Nov 2024, 09:00 CET."
    ]


async def test_nothing_new_to_hand_in(house: House) -> None:
    ana = await ana_with_task(house)
    await ana.sends("/submit")
    await ana.presses_token("hh:1")
    assert newest(ana) == "There is nothing new to hand in. Please send me your text, link or file first."


async def test_remove_the_last_and_stop(house: House) -> None:
    ana = await ana_with_task(house)
    await ana.sends("/submit")
    await ana.says("One")
    await ana.says("Two")
    page = ana.private[-1]
    assert toast(await ana.presses("Remove the last")) == "Removed."
    assert page.text.splitlines()[1:2] == ["• text: “One”"]
    await ana.presses("Stop")
    assert newest(ana) == "Stopped. Nothing was handed in for Business model canvas just now."
    assert page.buttons == {}
    assert "text:" not in await ana.asks("What does the hotel cost?")


async def test_somebody_elses_work_is_not_touched(each_house: House) -> None:
    house = each_house
    ana, bo = await ana_with_task(house), await house.joined("Bo Li")
    tomas = Person(house, "tomas-okoye", "Tomas Okoye", "tomas-okoye@people.example")
    await ana.says("https://secret.example/ana")
    for other in (bo, tomas, house.stranger()):
        for token in ("hh:1", "hb:1:1", "hs:1", "hn:1", "hv:1:1"):
            await other.presses_token(token)
        assert not any("secret" in said for said in other.told)
    await ana.presses("Hand it in now")
    assert newest(ana).startswith("✅")
    async with house.app.database.read() as uow:
        found = await uow.submissions.by_id(1)
        assert found is not None
        assert (found.version, found.consent) == (1, False)


async def test_who_may_see_it_is_theirs_to_say(each_house: House) -> None:
    house = each_house
    ana = await house.joined("Ana Silva")
    tomas = await trainer(house)
    await tomas.submits("assignments.write", "", title="Canvas", due="13 Nov 18:00", share="yes")
    await tomas.presses("Post it now")
    await handed_in(ana, "Mine")
    shown = ana.private[-1]
    assert shown.text.endswith("Only your trainers see it.")
    await ana.presses("Let the others see it", shown)
    assert shown.text.endswith("The others may see it.")
    await ana.presses("Only for trainers", shown)
    assert shown.text.endswith("Only your trainers see it.")


async def test_a_form_left_for_a_week_and_items_that_wait(house: House) -> None:
    ana = await ana_with_task(house)
    await ana.sends("/submit")
    await ana.says("Half of it")
    await house.pass_time(timedelta(days=7))
    await ana.sends("/submit")
    await ana.says("The rest")
    await ana.presses("Hand it in now")
    assert newest(ana).splitlines()[-2:] == ["• text: “Half of it”", "• text: “The rest”"]


async def test_it_is_in_me_and_in_the_calendar(each_house: House) -> None:
    house = each_house
    ana = await ana_with_task(house)
    await ana.sends("/me")
    assert "My homework\n• Business model canvas: to do, due Wed 13 Nov 2024, 18:00 CET" in newest(ana)
    async with house.app.database.read() as uow:
        (member,) = [one for one in await uow.members.of_cohort(house.cohort.id) if one.name == "Ana Silva"]
        from bot.scene import View

        view = View(house.app.deployment, uow, house.clock.at, house.cohort)
        parts = [part for feature in house.app.deployment.registry.features for part in feature.calendar_parts]
        entries = [entry for part in parts for entry in await part(view, member) if "Due" in entry.title]
        plans = [plan for feature in house.app.deployment.registry.features for plan in feature.planners]
        planned = [one.what for plan in plans for one in await plan(view)]
    assert [(one.title, one.ends_at) for one in entries] == [("Due: Business model canvas", DUE)]
    assert "Due: Business model canvas" in planned


async def test_handing_in_again_says_what_it_replaces_and_can_keep_it(each_house: House) -> None:
    """Each thing is taken up once, however often it is asked for; nothing is, before it is."""
    ana = await ana_with_task(each_house)
    await sends_file(ana, "canvas.pdf", PDF, "application/pdf")
    await ana.says("https://canvas.example/ana")
    await ana.says("Our cluster sells advice to small and medium enterprises.")
    await ana.presses("Hand it in now")
    await ana.sends("/submit")
    replaced = (
        "You handed in version 1 (canvas.pdf, https://canvas.example/ana and “Our cluster sells advice to s…”). "
        "What you hand in now takes its place."
    )
    assert newest(ana).splitlines()[1] == replaced
    await ana.says("https://canvas.example/more")
    page = ana.private[-1]
    assert page.text.splitlines()[1:3] == ["• link: https://canvas.example/more", replaced]
    assert list(page.buttons) == ["Hand it in now", "Keep what I handed in, and add", "Remove the last", "Stop"]
    token = next(one.token for label, one in page.buttons.items() if label.startswith("Keep"))
    await ana.presses("Keep what I handed in, and add")
    await ana.presses_token(token)
    assert newest(ana).splitlines()[1:] == [
        "• link: https://canvas.example/more",
        f"• file canvas.pdf ({len(PDF)} B)",
        "• link: https://canvas.example/ana",
        "• text: “Our cluster sells advice to small and medium enterprises.”",
        "All of version 1, which you handed in, is in this list.",
        "Not handed in yet. Send me more, or tap Hand it in now.",
    ]
    await ana.presses("Remove the last")
    assert "Not in this list: “Our cluster sells advice to s…”." in newest(ana)
    await ana.presses("Hand it in now")
    assert newest(ana).splitlines()[1].startswith("Receipt 1, version 2:")
    assert f"• file canvas.pdf ({len(PDF)} B), checksum {SUM}" in newest(ana)
    async with each_house.app.database.read() as uow:
        first, second = [await uow.submission_items.of_version(1, number) for number in (1, 2)]
    assert ([len(first), len(second)], first[0].file) == ([3, 3], second[1].file)


async def test_what_was_kept_and_taken_out_again_is_still_in_the_version_before(house: House) -> None:
    ana = await ana_with_task(house)
    await sends_file(ana, "canvas.pdf", PDF, "application/pdf")
    await ana.presses("Hand it in now")
    await ana.sends("/submit")
    await ana.says("keep what I handed in, and add")
    assert f"• file canvas.pdf ({len(PDF)} B)" in newest(ana)
    await ana.presses("Stop", ana.private[-1])
    await house.pass_time(2 * MINUTE)
    async with house.app.database.read() as uow:
        (item,) = await uow.submission_items.of_version(1, 1)
        assert await uow.submission_items.gathered(1) == []
    assert await house.app.deployment.files.get(item.file) == PDF


async def test_what_is_kept_counts_among_the_most(each_house: House) -> None:
    ana = await ana_with_task(each_house)
    most = each_house.app.deployment.homework.most_at_once
    await handed_in(ana, *(f"Part {n}" for n in range(most)))
    await ana.sends("/submit")
    await ana.says("One more")
    await ana.presses("Keep what I handed in, and add")
    async with each_house.app.database.read() as uow:
        assert len(await uow.submission_items.gathered(1)) == 1


async def test_cancel_says_how_what_is_put_together_is_stopped(house: House) -> None:
    ana = await ana_with_task(house)
    await ana.sends("/submit")
    await ana.says("Half of my canvas")
    await ana.sends("/cancel")
    assert newest(ana) == (
        "No form is open. You are handing in Business model canvas: what you have sent me for it is kept. To drop it, tap "
        "Stop."
    )
    assert list(ana.private[-1].buttons) == ["Hand it in now", "Stop"]
    await ana.presses("Stop", ana.private[-1])
    assert newest(ana).startswith("Stopped. Nothing was handed in for Business model canvas")
    await ana.sends("/cancel")
    assert newest(ana) == "There is nothing to cancel: no form is open."
    await ana.sends("/submit")
    await ana.sends("/cancel")
    assert list(ana.private[-1].buttons) == ["Stop"]
    await house.pass_time(2 * HOUR)
    await ana.sends("/cancel")
    assert newest(ana) == "There is nothing to cancel: no form is open."
