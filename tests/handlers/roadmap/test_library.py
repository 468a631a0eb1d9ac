"""Learning from one another: shown with consent, by topic; found by goals and by help wanted and offered."""

from __future__ import annotations

import pytest

from bot.chat.events import MemberLeft
from handlers.roadmap.buttons import Read
from tests.handlers.roadmap.desk import NOW, roadmap_of, shows, submits, writes
from tests.house import House, Person

ASK = "Who is working on something like mine?"
SECRET = "Zimbabwean cooperative"


@pytest.fixture
async def group(each_house: House) -> House:
    each_house.clock.at = NOW
    return each_house


async def see(reader: Person, author: Person) -> str:
    """What pressing the button of their roadmap gives, wherever it came from."""
    found = await roadmap_of(reader.house, author)
    reply = await reader.presses_token(Read(found.id, "see").pack())
    return reply.toast.text if reply.toast else reader.told[-1]


async def test_only_who_can_write_a_roadmap_is_told_to_show_one(group: House) -> None:
    empty = "Library\nNobody shows their work here yet."
    for role, told in (("participant", "To be the first, send /roadmap"), ("organiser", "")):
        reader = await group.joined(role.title(), role)
        await reader.sends("/library")
        assert reader.told[-1].removeprefix(empty).strip().startswith(told)
        assert ("/roadmap" in reader.told[-1]) == bool(told)


async def test_only_what_its_author_shows_is_there(group: House) -> None:
    ana, bo = await group.joined("Ana"), await group.joined("Bo")
    await submits(ana, goal=SECRET)
    await bo.sends("/library")
    assert bo.told[-1].startswith("Library\nNobody shows their work here yet.")
    assert (await see(bo, ana)).startswith("Sorry, this can be done only by:")
    await shows(ana)
    await bo.sends("/library")
    assert list(bo.private[-1].buttons) == ["Services for members (1)", ASK]
    await bo.presses("Services for members (1)")
    assert bo.told[-1] == f"Services for members\n• Ana: {SECRET}"
    await bo.presses("Roadmap: Ana")
    assert bo.told[-1].startswith("Roadmap of Ana · submitted")
    assert bo.private[-1].message.buttons == ()


async def test_consent_is_taken_back_with_one_tap(group: House) -> None:
    ana, bo = await group.joined("Ana"), await group.joined("Bo")
    await submits(ana, goal=SECRET)
    await shows(ana)
    await bo.sends("/library")
    await bo.presses("Services for members (1)")
    page = bo.private[-1]
    await ana.presses("Stop showing it to the group")
    reply = await bo.presses("Roadmap: Ana", page)
    assert reply.toast is not None
    assert reply.toast.text.startswith("Sorry, this can be done only by:")
    await bo.sends("/library")
    assert bo.told[-1].startswith("Library\nNobody shows their work here yet.")
    assert SECRET not in await bo.asks(ASK)


async def test_a_draft_is_shown_once_it_is_submitted(group: House) -> None:
    ana, bo = await group.joined("Ana"), await group.joined("Bo")
    await writes(ana, goal=SECRET)
    await ana.presses("Show it to the group")
    assert "It is shown once you have submitted it." in ana.told[-1]
    await ana.presses("Services for members")
    await bo.sends("/library")
    assert SECRET not in bo.told[-1]
    assert bo.told[-1].startswith("Library\nNobody")
    await ana.presses("Submit it for review")
    await bo.sends("/library")
    assert "Services for members (1)" in bo.private[-1].buttons


async def test_peers_see_no_comments_and_not_why_something_was_dropped(group: House) -> None:
    ana, bo, tina = await group.joined("Ana"), await group.joined("Bo"), await group.joined("Tina", "trainer")
    await submits(ana)
    await shows(ana)
    found = await roadmap_of(group, ana)
    await tina.sends("/help")
    await tina.presses_token(Read(found.id, "say").pack(), tina.private[-1])
    await tina.submits("roadmap.say", f"say:{found.id}", text="Your director is the problem")
    await ana.submits("roadmap.drop", str(found.actions[0].id), why="No money left")
    said = await see(bo, ana)
    assert "✗ Ask all members: dropped" in said
    assert "No money left" not in said
    for what in ("talk", "say", "pdf", "agree", "back", "review"):
        before = len(bo.told)
        reply = await bo.presses_token(Read(found.id, what).pack(), bo.private[-1])
        assert reply.toast is not None, what
        assert reply.toast.text.startswith("Sorry, this can be done only by:"), what
        assert (bo.told[before:], reply.form) == ([], None)
    assert not any("director" in said for said in bo.told)
    assert "No money left" in await see(tina, ana)


async def test_who_is_working_on_something_like_mine(group: House) -> None:
    ana, bo, cy, dee = [await group.joined(name) for name in ("Ana", "Bo", "Cy", "Dee")]
    await submits(
        bo, goal="Hydrogen valley with ports", why="Energy", help_wanted="Lobbying in Brussels",
        help_offered="We set membership fees three times already",
    )  # fmt: skip
    await submits(
        cy, goal="Win more paying members", why="Money", help_wanted="Nothing yet", help_offered="Photography"
    )
    await submits(
        dee, goal="Ten paying members", why="Same", help_wanted="x", help_offered="How to set membership fees"
    )
    for person in (bo, cy):
        await shows(person)
    assert "I can look as soon as you have written down a goal" in await ana.asks(ASK)
    await submits(ana)
    told = await ana.asks(ASK)
    lines = told.split("\n")
    assert "Something like yours:" in lines
    assert (
        "Bo: you would like help with “How to set membership fees”, and they offer “We set membership fees three times "
        "already”." in lines
    )
    assert "Cy: your goal is “Ten paying members”, and theirs is “Win more paying members”." in lines
    assert "Dee" not in told, "she has not agreed to be shown"
    await ana.sends("/library")
    await ana.presses(ASK)
    assert "Roadmap: Bo" in ana.private[-1].buttons
    await ana.presses("Roadmap: Bo")
    assert "Hydrogen valley with ports" in ana.told[-1]


@pytest.mark.parametrize(
    "words",
    ["does anyone have a roadmap like mine?", "wer hat ähnliche Ziele wie ich?", "kto ma podobne cele do moich?"],
)
async def test_in_ones_own_words(group: House, words: str) -> None:
    ana, bo = await group.joined("Ana"), await group.joined("Bo")
    for person in (ana, bo):
        await submits(person)
    await shows(bo)
    assert "Something like yours:" in await ana.asks(words)


async def test_who_has_left_is_shown_no_more(group: House) -> None:
    ana, bo, olga = await group.joined("Ana"), await group.joined("Bo"), await group.joined("Olga", "organiser")
    await submits(ana, goal=SECRET)
    await shows(ana)
    await ana.does(MemberLeft, group=True)
    await olga.presses("They left the programme")
    await bo.sends("/library")
    assert bo.told[-1].startswith("Library\nNobody shows their work here yet.")
    assert SECRET not in await see(bo, ana)
    assert "Ana: submitted" not in await listed(olga)


async def listed(reader: Person) -> list[str]:
    await reader.sends("/roadmap")
    return list(reader.private[-1].buttons)
