"""Whose a notice of absence is: who may announce, see, change and decide it."""

from __future__ import annotations

from pathlib import Path

from bot.domain.people import Role
from handlers.attendance.absence import NOT_YOURS
from handlers.attendance.decide_absence import AddNote
from tests.handlers.groups import two_cohorts
from tests.handlers.test_absence import announces
from tests.house import House


async def test_absence_is_for_participants(house: House) -> None:
    tom = await house.joined("Tom", "trainer")
    await tom.sends("/absent")
    assert tom.told[-1] == "Absence notices are for participants. Please tell the organisers directly."
    await announces(tom)
    assert tom.told[-1] == "Absence notices are for participants. Please tell the organisers directly."


async def test_somebody_elses_notice_is_not_theirs_to_change(house: House) -> None:
    await house.joined("Olga", "organiser")
    ana, ben = await house.joined("Ana"), await house.joined("Ben")
    await announces(ana)
    for label in ("I can come after all", "Change the reason"):
        reply = await ben.presses_token(ana.private[-1].buttons[label].token, ana.private[-1])
        assert (reply.form, reply.toast and reply.toast.text) == (None, NOT_YOURS)
    async with house.app.database.read() as uow:
        (notice,) = await uow.absences.of_cohort(house.cohort.id)
    assert notice.state == "open"


async def test_in_the_group_nobody_hears_of_it(house: House) -> None:
    olga, ana = await house.joined("Olga", "organiser"), await house.joined("Ana")
    await announces(ana)
    await ana.sends("/absent", group=True)
    await olga.sends("/absences", group=True)
    await olga.sends("/status", group=True)
    (said,) = [posted.text for posted in house.group]
    assert "Ana" not in said
    await olga.presses("Names, in private")
    await olga.presses("All sessions (5)")
    assert "• Online day 2: to come, Mon 11 Nov 2024, 1 said they cannot come" in olga.told[-1]


async def test_each_cohort_has_its_own(tmp_path: Path) -> None:
    async with two_cohorts(tmp_path) as house:
        spring = await house.member("Sarah", {"spring": "organiser"})
        autumn = await house.member("Otto", {"autumn": "organiser"})
        quynh = await house.member("Quỳnh", {"spring": "participant", "autumn": "participant"})
        await quynh.submits("attendance.absence", f"{house.autumn.id}:online-2", reason="A storm")
        assert (spring.told, len(autumn.told)) == ([], 1)
        reply = await spring.presses_token(autumn.private[-1].buttons["Justified"].token, autumn.private[-1])
        assert reply.toast is not None
        assert reply.toast.text == "Sorry, this can be done only by: organiser."
        await autumn.presses("Justified")
        assert autumn.told[-1].endswith("Justified, decided by Otto.")
        assert quynh.told[-1].startswith("Your reason is accepted.")


async def test_only_organisers_decide_and_write_notes(house: House) -> None:
    """Whatever their device sends: the role is what counts, and a refusal says nothing of the notice."""
    olga, ana = await house.joined("Olga", "organiser"), await house.joined("Ana")
    await announces(ana, reason="My divorce")
    decide = olga.private[-1].buttons["Not justified"].token
    others: tuple[Role, ...] = ("participant", "trainer", "coach", "mentor", "mentee", "speaker")
    for role in others:
        asker = await house.joined(f"{role} somebody", role)
        for reply in (
            await asker.presses_token(decide),
            await asker.presses_token(AddNote(1).pack()),
            await asker.submits("attendance.absence_note", "1", note="Ha"),
            await asker.submits("attendance.absence_note", "²", note="Ha"),
        ):
            assert reply.toast is not None
            assert (reply.toast.text, reply.form) == ("Sorry, this can be done only by: organiser.", None), role
        assert asker.told == [], role
    async with house.app.database.read() as uow:
        (notice,) = await uow.absences.of_cohort(house.cohort.id)
    assert (notice.state, notice.note) == ("open", None)
    before = len(ana.told)
    await olga.submits("attendance.absence_note", "1", note="Not decided yet")
    assert (
        olga.told[-1]
        == "This is not decided yet, so I have not sent your note. This is what you wrote:\nNot decided yet"
    )
    assert len(ana.told) == before
