"""What people are told they can do, and what happens when they type something else."""

from __future__ import annotations

from collections.abc import AsyncIterator

from bot.feature import allowed
from handlers.help import HelpAbout
from tests.handlers.beside import ANYONE, STRANGER
from tests.house import House, Person


async def test_help_shows_what_the_role_may_do_with_an_example_that_works(house: House) -> None:
    commands = house.app.deployment.registry.commands.values()
    for role in sorted(ANYONE):
        asker = house.stranger() if role == STRANGER else await house.joined(f"{role} somebody", role)  # type: ignore[arg-type]
        roles = None if role == STRANGER else frozenset({role})
        may = [c for c in commands if not c.hidden and allowed(c.access, roles)]  # type: ignore[arg-type]
        await asker.sends("/help", group=True)
        head = asker.told[-1].split("\n")[0]
        if role != STRANGER:
            may = [c for c in may if c.name != "join"]
        lines = [line async for line in explained(asker)]
        assert sorted(lines) == sorted(f"• /{c.example}: {c.summary}" for c in may)
        assert all(c.example.split()[0] == c.name for c in may)
        assert head == (
            "Ask me about Cluster Booster Academy, in your own words. Are you a member? Then join with your invite code, "
            "and I can do more for you. You can send:"
            if role == STRANGER
            else f"Ask me anything about Cluster Booster Academy, in your own words. As {role} you can also send:"
        )
        await every_example_works(asker, lines)
    assert house.group == []


async def explained(asker: Person) -> AsyncIterator[str]:
    """The lines of what is shown at once, or behind each of the overview's buttons; and the way back."""
    shown = asker.private[-1]
    overview = shown.text
    if not shown.buttons:
        for line in overview.split("\n")[1:]:
            yield line
    for label in list(shown.buttons):
        await asker.presses(label, shown)
        title, *lines = shown.text.split("\n")
        assert title == label
        named = next(line for line in overview.split("\n") if line.startswith(f"{label}:")).split(" /")[1:]
        assert [line.removeprefix("• /").split()[0].removesuffix(":") for line in lines] == named
        for line in lines:
            yield line
        await asker.presses("◀ All of them", shown)
        assert shown.text == overview


async def test_the_first_message_fits_a_phone(house: House) -> None:
    """About thirty lines of forty characters are a screen."""
    for role in ("participant", "organiser"):
        asker = await house.joined(f"{role} somebody", role)
        await asker.sends("/help")
        assert sum(len(line) // 40 + 1 for line in asker.told[-1].split("\n")) < 30


async def test_what_a_role_may_not_is_not_explained_to_it_either(house: House) -> None:
    ana = await house.joined("Ana")
    await ana.sends("/help")
    overview = ana.told[-1]
    for about in ("manage", "lead", "nonsense"):
        await ana.presses_token(HelpAbout(about).pack(), ana.private[-1])
        assert ana.told[-1] == overview


async def every_example_works(asker: Person, lines: list[str]) -> None:
    for line in lines:
        before = len(asker.told)
        reply = await asker.sends(line.removeprefix("• ").partition(":")[0])
        told = asker.told[before:]
        assert told or reply.form, line
        assert not any("don't know /" in one or "for members" in one for one in told), line


async def test_an_unknown_command_suggests_the_nearest_that_one_may_use(house: House) -> None:
    ana, olga, mallory = await house.joined("Ana"), await house.joined("Olga", "organiser"), house.stranger()
    await ana.sends("/chekin")
    assert ana.told == ["I don't know /chekin. Did you mean /checkin?"]
    await ana.sends("/invite")
    assert ana.told[-1] == "I don't know /invite. Send /help to see what I can do."
    await olga.sends("/invite", group=True)
    assert olga.told == ["I don't know /invite. Did you mean /invites?"]
    await mallory.sends("/statsu")
    assert mallory.told == ["I don't know /statsu. Send /help to see what I can do."]
    await ana.sends("/" + "<b>*" * 3000)
    assert len(ana.told[-1]) < 150
    assert house.group == []


async def test_commands_work_after_a_mention(house: House) -> None:
    ana = await house.joined("Ana")
    await ana.says("timezone Vilnius", group=True, addressed=True)
    assert ana.told[-1].startswith("Your time zone is now Europe/Vilnius")
    assert house.group == []


async def test_what_only_organisers_can_do_with_the_faq_only_they_are_told(house: House) -> None:
    olga, ana, mallory = await house.joined("Olga", "organiser"), await house.joined("Ana"), house.stranger()
    for person in (olga, ana, mallory):
        await person.sends("/help")
        await person.sends("/faq")
        assert any("/faq review" in told for told in person.told) == (person is olga)
        assert any("organisers: review" in told for told in person.told) is False
