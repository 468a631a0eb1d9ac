"""One process, several cohorts: which one is meant, and who may do what in which."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.chat.events import Place
from bot.domain.people import Profile
from bot.registry import Registry
from tests.engine.conftest import TwoCohorts
from tests.engine.features import Board, asker
from tests.house import House, Person

WHICH = "Which programme do you mean?"


async def in_both(house: TwoCohorts, name: str, *, aca: str = "participant", bee: str = "participant") -> Person:
    """Somebody on both rosters, with a role in each."""
    person = await house.on_roster(name, aca)  # type: ignore[arg-type]
    async with house.app.database.write() as uow:
        assert person.email
        await uow.members.save(house.bee.id, [Profile(name, person.email, roles=frozenset({bee}))])  # type: ignore[arg-type]
    return person


async def test_a_member_of_two_cohorts_is_asked_and_the_answer_is_remembered(two_cohorts: TwoCohorts) -> None:
    house = two_cohorts
    ana = await in_both(house, "Ana")
    await ana.sends("/me")
    assert ana.told == [WHICH]
    assert list(ana.private[-1].buttons) == ["ACA", "BEE"]
    await ana.presses("BEE")
    assert ana.told[-1] == "All right, we speak of BEE. Please send your message again."
    await ana.sends("/status")
    assert WHICH not in ana.told[2:]
    async with house.app.database.write() as uow:
        identity = await uow.accounts.identify("test", "ana", "Ana", house.wall.at)
    assert identity.chosen_cohort_id == house.bee.id
    await ana.presses("ACA", ana.private[0])
    assert ana.told[-1] == "All right, we speak of ACA. Please send your message again."


async def test_in_a_group_nobody_is_asked(two_cohorts: TwoCohorts) -> None:
    ana = await in_both(two_cohorts, "Ana", aca="trainer", bee="participant")
    await ana.sends("/status", group=True)
    assert [p.chat_id for p in two_cohorts.platform.posted] == [two_cohorts.GROUP]
    assert two_cohorts.platform.posted[0].text.startswith("ACA, ")


async def test_who_may_in_one_cohort_only_is_asked_and_not_refused(two_cohorts: TwoCohorts) -> None:
    ana = await in_both(two_cohorts, "Ana", aca="participant", bee="organiser")
    await ana.sends("/invites")
    assert ana.told == [WHICH]
    await ana.presses("ACA")
    await ana.sends("/invites")
    assert ana.told[-1].startswith("Sorry, this can be done only by:")
    await ana.presses("BEE", ana.private[0])
    await ana.sends("/invites")
    assert "left to invite" in ana.told[-1]


async def test_who_may_in_neither_is_refused_at_once(two_cohorts: TwoCohorts) -> None:
    ana = await in_both(two_cohorts, "Ana")
    await ana.sends("/invites")
    assert ana.told[-1].startswith("Sorry, this can be done only by:")


async def test_a_stranger_is_told_to_join_and_asked_only_what_strangers_may(two_cohorts: TwoCohorts) -> None:
    mallory = two_cohorts.stranger()
    await mallory.sends("/me")
    assert mallory.told[-1].startswith("This is for members of the programme.")
    await mallory.says("Who pays for the hotel?")
    assert mallory.told[-1] == WHICH
    await mallory.presses("BEE")
    await mallory.says("Who pays for the hotel?")
    assert WHICH not in mallory.told[2:]


async def test_somebody_in_one_cohort_cannot_choose_the_other(two_cohorts: TwoCohorts) -> None:
    ben = await two_cohorts.joined("Ben")
    reply = await ben.presses_token(f"co:{two_cohorts.bee.id}")
    assert reply.toast is not None
    assert reply.toast.text.startswith("This button no longer works.")
    await ben.sends("/me")
    assert WHICH not in ben.told


async def test_a_button_without_a_chosen_cohort_asks_first(two_cohorts: TwoCohorts) -> None:
    """A tap on an old message must not be booked on whichever cohort comes first."""
    ana = await in_both(two_cohorts, "Ana")
    await ana.sends("/me")
    await ana.presses_token("ft:cost")
    assert ana.told == [WHICH, WHICH]


async def test_cohorts_that_the_config_no_longer_has_are_not_offered(two_cohorts: TwoCohorts) -> None:
    house = two_cohorts
    async with house.app.database.write() as uow:
        old = await uow.cohorts.ensure("old", "academy", "Last year")
        await uow.members.save(old.id, [Profile("Ana", "ana@people.example")])
    mallory, ana = house.stranger(), await in_both(house, "Ana")
    for person in (mallory, ana):
        await person.says("Who pays for the hotel?")
        assert list(person.private[-1].buttons) == ["ACA", "BEE"]
        reply = await person.presses_token(f"co:{old.id}")
        assert reply.toast is not None
        assert reply.toast.text.startswith("This button no longer works.")


async def test_an_organiser_of_one_cohort_cannot_touch_questions_of_the_other(two_cohorts: TwoCohorts) -> None:
    house = two_cohorts
    olga = await in_both(house, "Olga", aca="organiser", bee="participant")
    async with house.app.database.write() as uow:
        await uow.members.save(house.bee.id, [Profile("Cyd", "cyd@people.example")])
        (cyd,) = await uow.members.by_email("cyd@people.example")
        account = (await uow.accounts.identify("test", "cyd", "Cyd", house.wall.at)).account.id
        place = Place("test", "dm-cyd", "private")
        question = await uow.questions.ask(house.bee.id, account, cyd.id, "My secret?", place, None, house.clock.at)
    await olga.sends("/me")
    await olga.presses("ACA")
    for token in (f"qa:{question}", f"qi:{question}", f"qk:{question}"):
        reply = await olga.presses_token(token)
        assert reply.form is None
        assert reply.toast is not None
        assert reply.toast.text.startswith("Sorry, this can be done only by: organiser")
    await olga.submits("faq.answer", str(question), answer="Mine")
    async with house.app.database.read() as uow:
        assert [q.text for q in await uow.questions.open_ones(house.bee.id)] == ["My secret?"]
    assert "secret" not in "".join(posted.text for posted in house.platform.posted)


async def test_a_form_stays_with_the_cohort_in_whose_group_it_began(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = Board()
    monkeypatch.setattr("handlers.discover", lambda: Registry([asker(board)]))
    house = TwoCohorts(f"sqlite:///{tmp_path / 'groupmate.db'}", tmp_path)
    await house.open_both()
    ana = await in_both(house, "Ana")
    ana.forms = False
    await ana.says("hello")
    await ana.presses("ACA")
    house.GROUP = house.OTHER  # type: ignore[misc]
    await ana.sends("/ask", group=True)
    for answer in ("Ana", "green", "2024-11-13", "just so"):
        await ana.says(answer)
    assert board.form["cohort"] == "bee"
    await house.close()


async def test_somebody_of_an_old_cohort_who_is_on_a_new_roster_is_in_the_new_one(house: House) -> None:
    """The old cohort is in the database and no longer in the config."""
    ana = await house.on_roster("Ana")
    async with house.app.database.write() as uow:
        old = await uow.cohorts.ensure("old", "gone", "Old cohort")
        assert ana.email
        await uow.members.save(old.id, [Profile("Ana of old", ana.email)])
        former = next(member for member in await uow.members.of_cohort(old.id))
        identity = await uow.accounts.identify("test", "ana", "Ana", house.wall.at)
        assert await uow.accounts.link(identity.account.id, former, "test", house.wall.at)
    await ana.sends("/me")
    assert ana.told[-1].startswith("Ana\n")
    assert "of old" not in ana.told[-1]
