"""The rules of feedback: reminders, peer review, the plan of a debrief, what a ZIP holds."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.find_people import fold
from bot.domain.homework import bundle, debrief, judge, peer_review, remind
from bot.domain.homework.debrief import Debrief, Presenter
from bot.domain.homework.due import Dates
from bot.domain.homework.peer_review import Pair, Review, allocate, check_review, ready_for_author
from bot.domain.homework.submissions import Submission
from bot.domain.violation import RuleViolation

DUE = datetime(2024, 11, 13, 17, 0, tzinfo=UTC)
POSTED = DUE - timedelta(days=10)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def sent(dates: Dates, since: datetime, *, step: timedelta = 10 * MINUTE) -> list[tuple[str, datetime]]:
    """Each reminder once, at the first look at which it is due."""
    at, found = since, dict[str, datetime]()
    while at < dates.due + timedelta(days=4):
        one = remind.due_now(dates, since, at)
        if one is not None:
            found.setdefault(one.which, at)
        at += step
    return sorted(found.items(), key=lambda pair: pair[1])


def test_three_reminders_and_one_notice() -> None:
    assert sent(Dates(DUE), POSTED) == [
        ("3d", DUE - timedelta(days=3)),
        ("1d", DUE - timedelta(days=1)),
        ("3h", DUE - 3 * HOUR),
        ("overdue", DUE + HOUR),
    ]


def test_who_got_the_task_lately_is_not_reminded_of_it() -> None:
    assert [which for which, _ in sent(Dates(DUE), DUE - timedelta(days=3, hours=1))] == ["1d", "3h", "overdue"]
    assert [which for which, _ in sent(Dates(DUE), DUE - 14 * HOUR)] == ["overdue"]
    assert [which for which, _ in sent(Dates(DUE), DUE - 16 * HOUR)] == ["3h", "overdue"]


def test_no_notice_where_nothing_can_be_handed_in_any_more() -> None:
    assert "overdue" not in dict(sent(Dates(DUE, DUE), POSTED))
    assert "overdue" in dict(sent(Dates(DUE, DUE + 2 * HOUR), POSTED))


@given(st.integers(1, 60 * 24 * 12), st.integers(0, 60 * 24 * 4))
def test_at_no_moment_are_two_due_and_none_waits_beyond_its_time(before: int, after: int) -> None:
    dates = Dates(DUE)
    at = DUE - before * MINUTE + after * MINUTE
    due = [one for one in remind.reminders(dates) if one.at <= at < one.until]
    assert len(due) <= 1
    found = remind.due_now(dates, POSTED - timedelta(days=10), at)
    assert found is None or found in due


def test_trainers_hear_once_the_notice_was_out() -> None:
    assert not remind.digest_due(DUE, DUE + HOUR)
    assert remind.digest_due(DUE, DUE + 3 * HOUR)
    assert not remind.digest_due(DUE, DUE + timedelta(days=3))


def loads(pairs: list[Pair], people: set[int]) -> tuple[Counter[int], Counter[int]]:
    reviews, reviewed = Counter(dict.fromkeys(people, 0)), Counter(dict.fromkeys(people, 0))
    reviews.update(reviewer for reviewer, _ in pairs)
    reviewed.update(author for _, author in pairs)
    return reviews, reviewed


def spread(counts: Counter[int]) -> int:
    return max(counts.values()) - min(counts.values())


@given(st.sets(st.integers(1, 10_000), min_size=1, max_size=60), st.integers(1, 3), st.integers(0, 99))
def test_a_first_round_is_even(people: set[int], each: int, seed: int) -> None:
    pairs = allocate(people, each, [], seed)
    assert len(set(pairs)) == len(pairs)
    assert all(reviewer != author for reviewer, author in pairs)
    reviews, reviewed = loads(pairs, people)
    most = min(each, len(people) - 1)
    assert set(reviews.values()) == set(reviewed.values()) == {most}
    assert pairs == allocate(people, each, [], seed)


@given(st.integers(3, 25), st.integers(0, 12), st.integers(0, 99), st.booleans())
def test_the_late_ones_join_evenly(on_time: int, late: int, seed: int, together: bool) -> None:
    people = set(range(1, on_time + 1))
    pairs = allocate(people, 2, [], seed)
    first = list(pairs)
    newcomers = [1000 + number for number in range(late)]
    for batch in [newcomers] if together else [[one] for one in newcomers]:
        people |= set(batch)
        pairs += allocate(people, 2, pairs, seed)
    assert pairs[: len(first)] == first, "nothing that was asked for is taken back"
    assert len(set(pairs)) == len(pairs)
    assert all(reviewer != author for reviewer, author in pairs)
    reviews, reviewed = loads(pairs, people)
    assert spread(reviews) <= 1
    assert min(reviewed.values()) >= 2
    assert allocate(people, 2, pairs, seed) == []


def test_somebody_alone_has_no_peers_until_others_come() -> None:
    assert allocate({7}, 2, [], 1) == []
    assert sorted(allocate({7, 8}, 2, [], 1)) == [(7, 8), (8, 7)]


def test_who_withdrew_their_work_gets_nothing_new() -> None:
    pairs = allocate({1, 2, 3, 4}, 2, [], 3)
    new = allocate({1, 2, 3, 9}, 2, pairs, 3)
    assert new
    assert 4 not in {one for pair in new for one in pair}


MARKS = {"clear": "3", "useful": "4", "doable": "1"}


def test_a_review_has_marks_and_words() -> None:
    assert check_review(MARKS, "The table", "Add a date") == (3, 4, 1)
    for marks, strong, advice, code in (
        ({**MARKS, "useful": "5"}, "a", "b", "review.mark"),
        ({**MARKS, "useful": ""}, "a", "b", "review.mark"),
        (MARKS, " ", "b", "review.words"),
        (MARKS, "a", "", "review.words"),
        (MARKS, "a", "b" * 1_501, "review.long"),
    ):
        with pytest.raises(RuleViolation) as refused:
            check_review(marks, strong, advice)
        assert refused.value.code == code


def review(number: int, *, done: bool, told: bool = False) -> Review:
    moment = DUE if done else None
    return Review(number, 1, 1, 1, 1, number, DUE, DUE + peer_review.DAYS, moment, told_at=DUE if told else None)


def test_the_author_gets_all_at_once_or_what_there_is_at_the_end() -> None:
    assert not ready_for_author([review(1, done=True), review(2, done=False)], DUE)
    assert ready_for_author([review(1, done=True), review(2, done=True)], DUE)
    assert ready_for_author([review(1, done=True), review(2, done=False)], DUE + peer_review.DAYS)
    assert not ready_for_author([review(1, done=False)], DUE + peer_review.DAYS)
    assert not ready_for_author([review(1, done=True, told=True)], DUE + peer_review.DAYS)
    assert ready_for_author([review(1, done=True, told=True), review(2, done=True)], DUE)


presenters = st.lists(
    st.tuples(st.sampled_from(["PL", "FR", "SI", "ES", "DE"]), st.sampled_from(["food", "health", "space"])),
    max_size=40,
).map(lambda found: [Presenter(number, *kind) for number, kind in enumerate(found, 1)])


@given(presenters, st.sampled_from(debrief.SIZES), st.integers(0, 50))
def test_groups_are_balanced(people: list[Presenter], size: int, seed: int) -> None:
    groups = debrief.plan(people, "groups", size, seed)
    assert sorted(one for group in groups for one in group) == [one.member_id for one in people]
    if not people:
        return
    assert all(0 < len(group) <= size for group in groups)
    assert max(map(len, groups)) - min(map(len, groups)) <= 1
    by_id = {one.member_id: one for one in people}
    for country in {one.country for one in people}:
        counts = [sum(by_id[one].country == country for one in group) for group in groups]
        assert max(counts) - min(counts) <= 1, country
    assert groups == debrief.plan(people, "groups", size, seed)


@given(presenters, st.integers(0, 50))
def test_in_a_row_two_of_one_country_follow_only_where_they_must(people: list[Presenter], seed: int) -> None:
    rows = debrief.plan(people, "order", 4, seed)
    by_id = {one.member_id: one for one in people}
    row = [by_id[one].country for one in rows[0]] if rows else []
    assert len(row) == len(people)
    most = max(Counter(row).values(), default=0)
    if 2 * most <= len(row) + 1:
        assert all(one != after for one, after in itertools.pairwise(row))


def test_sectors_are_spread_within_what_countries_allow() -> None:
    people = [Presenter(number, "PL", "food" if number % 2 else "health") for number in range(8)]
    groups = debrief.plan(people, "groups", 4, 5)
    assert [sum(one % 2 for one in group) for group in groups] == [2, 2]


def test_what_is_posted_is_not_changed() -> None:
    plan = Debrief(1, 1, 1, 1, "order", 5, 4, 0)
    assert debrief.changed(plan, "minutes", 8).minutes == 8
    assert debrief.changed(plan, "shape", 1).shape == "groups"
    for what, value in (("minutes", 7), ("size", 99), ("shape", 2), ("colour", 1)):
        with pytest.raises(RuleViolation, match=r"debrief\.setting"):
            debrief.changed(plan, what, value)
    posted = Debrief(1, 1, 1, 1, "order", 5, 4, 0, DUE)
    with pytest.raises(RuleViolation, match=r"debrief\.posted"):
        debrief.changed(posted, "minutes", 8)
    with pytest.raises(RuleViolation, match=r"debrief\.nobody"):
        debrief.check_post(plan, 0)
    assert debrief.length([[1, 2, 3], [4, 5]], 8) == timedelta(minutes=24)


def test_takeaways_are_taken_between_question_and_digest() -> None:
    asked = Debrief(1, 1, 1, 1, "order", 5, 4, 0, DUE, DUE)
    assert debrief.check_take(asked, "try", "x") == "try"
    shown = Debrief(1, 1, 1, 1, "order", 5, 4, 0, DUE, DUE, DUE)
    for plan, take, words, code in (
        (shown, "try", "", "takeaway.closed"),
        (Debrief(1, 1, 1, 1, "order", 5, 4, 0, DUE), "try", "", "takeaway.closed"),
        (asked, "nothing", "", "takeaway.unknown"),
        (asked, "try", "x" * 301, "takeaway.long"),
    ):
        with pytest.raises(RuleViolation) as refused:
            debrief.check_take(plan, take, words)
        assert refused.value.code == code


def test_a_verdict_is_about_what_the_trainer_saw() -> None:
    work = Submission(1, 1, 1, 1, "handed_in", 2)
    judge.check_verdict(work, "accepted", 2, "handed_in", "")
    judge.check_verdict(work, "returned", 2, "handed_in", "Well done")
    for found, verdict, version, was, words, code in (
        (work, "accepted", 1, "handed_in", "", "verdict.newer"),
        (work, "accepted", 2, "returned", "", "verdict.decided"),
        (work, "returned", 2, "handed_in", "  ", "verdict.no_comment"),
        (work, "accepted", 2, "handed_in", "x" * 3_001, "verdict.long"),
        (Submission(1, 1, 1, 1), "accepted", 0, "gathering", "", "verdict.nothing"),
    ):
        with pytest.raises(RuleViolation) as refused:
            judge.check_verdict(found, verdict, version, was, words)  # type: ignore[arg-type]
        assert refused.value.code == code


def test_the_next_one_to_look_at() -> None:
    assert judge.next_waiting([2, 5, 9], 5) == 9
    assert judge.next_waiting([2, 5, 9], 9) == 2
    assert judge.next_waiting([5], 5) is None
    assert judge.next_waiting([], 5) is None


@given(st.lists(st.text(max_size=200), max_size=20))
def test_names_in_a_zip_are_safe_and_different(names: list[str]) -> None:
    found = bundle.apart(names)
    assert len({fold(name) for name in found}) == len(names)
    for name in found:
        assert name
        assert len(name) <= 121
        assert not set(name) & set('/\\:*?"<>|\x00')
        assert name not in (".", "..")
        assert not name.startswith("-")


def test_same_names_and_devices() -> None:
    names = ["plan.pdf", "Plan.PDF", "plán.pdf", "../../etc/x", "CON.txt", "x" * 300 + ".docx"]
    found = bundle.apart(names)
    assert found[:5] == ["plan.pdf", "Plan (2).pdf", "plán (3).pdf", "x", "_CON.txt"]
    assert found[5].endswith(".docx")
    assert bundle.folder_of(7, "Ana/../Núñez") == "007 Núñez"
    assert bundle.folder_of(12, "con") == "012 _con"


@given(st.lists(st.integers(0, 100), max_size=30), st.integers(1, 120))
def test_parts_hold_everything_once_and_none_is_too_full(sizes: list[int], most: int) -> None:
    found = bundle.parts(sizes, most)
    assert [at for part in found for at in part] == list(range(len(sizes)))
    assert all(sum(sizes[at] for at in part) <= most or len(part) == 1 for part in found)
