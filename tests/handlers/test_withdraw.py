"""Somebody leaves the programme, and may come back: organisers say so, once; what they did stays."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from bot.chat.events import MemberLeft
from bot.domain.people import Profile
from tests.handlers.groups import two_cohorts
from tests.house import DAY_1, House

GONE = (
    "The organisers have noted that you left the programme. I will not remind you of anything any more. What you did so "
    "far is kept.\nIs that a mistake? Then please write to the organisers, events@clustercollaboration.eu. Thank you for "
    "having been with us!"
)
LEFT = (
    "Quỳnh (Quỳnh's cluster) has left the programme. They are not counted or reminded any more, and I have told them.\n"
    "What they did so far is kept. An import of the roster does not bring them back."
)
ASKED = (
    "Has Quỳnh (Quỳnh's cluster) left the programme? Nothing has changed yet.\nIf you tap Yes, they are not counted or "
    "reminded any more, and I tell them so. What they did so far is kept. You can take them back with /readmit."
)
BACK = "Quỳnh (Quỳnh's cluster) is in the programme. They are counted and reminded like everybody else."


async def test_who_left_the_group_may_have_left_the_programme(each_house: House) -> None:
    house = each_house
    olga, pavel = await house.joined("Olga", "organiser"), await house.joined("Pavel", "organiser")
    quynh = await house.joined("Quỳnh")
    await quynh.does(MemberLeft, group=True)
    await olga.presses("They left the programme")
    said = "Quỳnh has left the group on Test, and the programme: they do not count any more."
    assert [olga.told, pavel.told, quynh.told] == [[said], [said], [GONE]]
    late = await pavel.presses_token(f"wd:{await id_of(house, 'quỳnh')}", pavel.private[-1])
    assert late.toast is not None
    assert late.toast.text == "Quỳnh had left the programme already, so nothing has changed."
    await pavel.presses("They are back")
    still = "Quỳnh has left the group on Test. They are still a member, and I still answer them in private."
    assert [olga.told, pavel.told] == [[still], [still]]
    assert quynh.told[-1].startswith("Welcome back!")
    async with house.app.database.read() as uow:
        deeds = await uow.audit.latest(house.cohort.id, 5)
        names = {member.id: member.name for member in await uow.members.of_cohort(house.cohort.id)}
    assert [(deed.action, names[deed.actor_id or 0], names[deed.subject_id or 0]) for deed in deeds] == [
        ("readmitted", "Pavel", "Quỳnh"),
        ("withdrawn", "Olga", "Quỳnh"),
    ]


async def id_of(house: House, name: str) -> int:
    async with house.app.database.read() as uow:
        return next(m.id for m in await uow.members.of_cohort(house.cohort.id) if m.name.casefold() == name)


async def test_by_command_with_the_way_back(each_house: House) -> None:
    house = each_house
    olga, quynh = await house.joined("Olga", "organiser"), await house.joined("Quỳnh")
    await olga.sends("/withdraw @quynh")
    assert (olga.told[-1], quynh.told) == (ASKED, [])
    await olga.presses("Yes, they left")
    assert (olga.told[-1], quynh.told[-1]) == (LEFT, GONE)
    await olga.sends("/withdraw quynh")
    assert olga.told[-1] == "Quỳnh had left the programme already, so nothing has changed."
    await olga.sends("/readmit Quỳnh")
    assert olga.told[-1] == BACK
    await olga.sends("/readmit Quỳnh")
    assert olga.told[-1] == "Quỳnh has not left the programme, so nothing has changed."
    await olga.sends("/readmit")
    assert olga.told[-1] == "Nobody has left the programme."
    await olga.sends("/withdraw")
    assert olga.told[-1].startswith("Who has left the programme? Please write the name")
    await olga.sends("/withdraw somebody unheard of")
    assert olga.told[-1].startswith("I found nobody called “somebody unheard of” in this programme")


async def test_of_several_people_one_is_chosen(house: House) -> None:
    olga = await house.joined("Olga", "organiser")
    people = [await house.joined(f"Maria {name}") for name in ("Álvarez", "Ødegård", "Şahin")]
    await olga.sends("/withdraw maria")
    assert olga.told[-1] == "Whom do you mean?"
    assert list(olga.private[-1].buttons) == [f"{who.name} ({who.name}'s cluster)" for who in people]
    await olga.presses("Maria Şahin (Maria Şahin's cluster)")
    assert olga.told[-1].startswith(
        "Has Maria Şahin (Maria Şahin's cluster) left the programme? Nothing has changed yet."
    )
    assert [len(who.told) for who in people] == [0, 0, 0]
    await olga.presses("Yes, they left")
    assert olga.told[-1].startswith("Maria Şahin (Maria Şahin's cluster) has left the programme.")
    assert [len(who.told) for who in people] == [0, 0, 1]
    await olga.sends("/readmit")
    assert (olga.told[-1], list(olga.private[-1].buttons)) == ("Who is back?", ["Maria Şahin (Maria Şahin's cluster)"])


async def test_they_are_expected_nowhere_and_told_so_kindly(house: House) -> None:
    olga, ana, quynh = await house.joined("Olga", "organiser"), await house.joined("Ana"), await house.joined("Quỳnh")
    await house.move_to(DAY_1)
    await quynh.sends("/checkin")
    await olga.sends("/withdraw quynh")
    await olga.presses("Yes, they left")
    await ana.sends("/checkin")
    assert "1 of 1 are here" in house.group[-1].text
    await house.move_to(datetime(2024, 11, 11, 9, 5, tzinfo=UTC))
    await quynh.sends("/checkin")
    left = "You have left the programme, so nothing was recorded. Is that a mistake? Then please tell the organisers."
    assert quynh.told[-1] == left
    await quynh.sends("/absent")
    assert quynh.told[-1].startswith("You have left the programme, so nobody expects you at its sessions.")
    await quynh.sends("/eligibility")
    assert quynh.told[-1].startswith("You have left the programme, so no place is kept for you.")
    await quynh.sends("/status")
    assert "You have left the programme. Nothing is expected of you any more." in quynh.told[-1]
    assert "• Online day 1: checked in, Wed 6 Nov 2024, 10:00 CET" in quynh.told[-1]
    for group in (False, True):
        await olga.sends("/status", group=group)
        said = (house.group if group else olga.private)[-1].text
        assert "Joined: 1 of 1 participants, 1 of 1 trainers, organisers and others." in said
        assert "1 person has left the programme." in said
        assert "Quỳnh" not in said
    await olga.sends("/eligibility all")
    assert "Quỳnh" not in olga.told[-1]


async def test_a_roster_that_still_has_them_brings_nobody_back(each_house: House) -> None:
    house = each_house
    olga, quynh = await house.joined("Olga", "organiser"), await house.joined("Quỳnh")
    await olga.sends("/withdraw quynh")
    await olga.presses("Yes, they left")
    async with house.app.database.write() as uow:
        await uow.members.save(house.cohort.id, [Profile("Quỳnh Nguyễn", str(quynh.email))])
        (member,) = await uow.members.by_email(str(quynh.email))
    assert (member.name, member.withdrawn, member.learner) == ("Quỳnh Nguyễn", True, False)


async def test_who_left_works_for_the_programme_no_longer(house: House) -> None:
    olga, tariq = await house.joined("Olga", "organiser"), await house.joined("Tariq", "trainer")
    await house.joined("Ana")
    await olga.sends("/withdraw tariq")
    await olga.presses("Yes, they left")
    await tariq.sends("/eligibility all")
    assert tariq.told[-1] == "Sorry, this can be done only by: trainer, coach, organiser."
    await olga.sends("/readmit tariq")
    await tariq.sends("/eligibility all")
    assert "Ana" in tariq.told[-1]


async def test_organisers_cannot_lock_themselves_out(house: House) -> None:
    olga = await house.joined("Olga", "organiser")
    await olga.sends("/withdraw olga")
    assert (
        olga.told[-1] == "Olga is an organiser, so nothing has changed. Please change their role on the roster first."
    )
    await olga.does(MemberLeft, group=True)
    assert list(olga.private[-1].buttons) == []


async def test_organisers_of_another_cohort_cannot(tmp_path: Path) -> None:
    async with two_cohorts(tmp_path) as house:
        spring = await house.member("Sarah", {"spring": "organiser"})
        autumn = await house.member("Otto", {"autumn": "organiser"})
        quynh = await house.member("Quỳnh", {"autumn": "participant"})
        await quynh.does(MemberLeft, group=True)
        token = autumn.private[-1].buttons["They left the programme"].token
        reply = await spring.presses_token(token, autumn.private[-1])
        assert reply.toast is not None
        assert reply.toast.text == "Sorry, this can be done only by: organiser."
        await spring.sends("/withdraw Quỳnh")
        assert spring.told[-1].startswith("I found nobody called “Quỳnh”")
        assert quynh.told == []
        await autumn.presses("They left the programme")
        assert quynh.told == [GONE]


async def test_however_they_are_named_it_is_asked_first(house: House) -> None:
    olga, piotr = await house.joined("Olga", "organiser"), await house.joined("Piotr Wiśniewski")
    for typed in ("Piotr", "wisniewski", "piotr-wisniewski@", "Piotr Wiśniewski"):
        await olga.sends(f"/withdraw {typed}")
        assert olga.told[-1].startswith("Has Piotr Wiśniewski (Piotr Wiśniewski's cluster) left the programme?")
    assert piotr.told == []
    await olga.presses("Yes, they left")
    left = "Piotr Wiśniewski (Piotr Wiśniewski's cluster) has left the programme."
    assert any(told.startswith(left) for told in olga.told)
    assert piotr.told == [GONE]
    await olga.sends("/readmit Piotr")
    assert olga.told[-1].startswith(
        "Do you mean Piotr Wiśniewski (Piotr Wiśniewski's cluster)? Nothing has changed yet."
    )
    await olga.sends(f"/readmit {piotr.email}")
    await olga.sends("/withdraw PIOTR  WISNIEWSKI")
    await olga.presses("Yes, they left")
    assert piotr.told[-1] == GONE


async def test_who_left_is_shown_what_is_still_theirs(house: House) -> None:
    olga, quynh = await house.joined("Olga", "organiser"), await house.joined("Quỳnh")
    await olga.sends("/withdraw quỳnh")
    await olga.presses("Yes, they left")
    await quynh.sends("/help")
    assert quynh.told[-1].startswith("You have left Cluster Booster Academy. You can still ask me about it")
    assert [name in quynh.told[-1] for name in ("/mydata", "/forgetme", "/submit", "/coaching")] == [
        True,
        True,
        False,
        False,
    ]
    for command, said in (("/coaching", "you cannot book coaching"), ("/homework", "you have no homework")):
        await quynh.sends(command)
        assert quynh.told[-1].startswith(f"You have left the programme, so {said}.")
