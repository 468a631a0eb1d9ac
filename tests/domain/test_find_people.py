"""Whom somebody means who types a name."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.find_people import find_people, fold, is_exactly
from bot.domain.people import Member


def person(number: int, name: str, email: str = "", organisation: str = "") -> Member:
    return Member(number, 1, name, email, organisation, "", "", "UTC", "en", frozenset({"participant"}))


PEOPLE = [
    person(1, "Ana Ćosić", "ana@klaster.example", "Klaster Drvo"),
    person(2, "Ana Maria Østergård", "am@klynge.example", "Grøn Klynge"),
    person(3, "Łucja Mariańska", "lucja@klaster.example", "Klaster Mebel"),
    person(4, "Σοφία Παππά", "sofia@cluster.example", "Cluster Ελλάς"),
    person(5, "Ana", "ana.solo@cluster.example", "Solo"),
]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Ana Ćosić", [1]),
        ("ana cosic", [1]),
        ("@ana_cosic", [1]),
        ("cosic", [1]),
        ("ANA", [5]),
        ("an", [1, 2, 5]),
        ("ana m", [2]),
        ("ostergard ana", [2]),
        ("maria", [2, 3]),
        ("σοφια", [4]),
        ("lucja@klaster.example", [3]),
        ("klaster", [1, 3]),
        ("mebel", [3]),
        ("ana ana", []),
        ("Zoë", []),
        ("", []),
        ("@", []),
        (" ", []),
    ],
)
def test_who_is_meant(typed: str, meant: list[int]) -> None:
    assert [member.id for member in find_people(PEOPLE, typed)] == meant


def test_the_name_of_an_account_is_as_good() -> None:
    assert [m.id for m in find_people(PEOPLE, "@sophie.p", {4: ["Sophie P."]})] == [4]
    assert find_people(PEOPLE, "sophie") == []


@example(PEOPLE[0], "ᴬ")
@given(st.sampled_from(PEOPLE), st.text(max_size=30))
def test_a_whole_name_always_finds_its_owner_and_nothing_breaks_it(member: Member, typed: str) -> None:
    assert member in find_people(PEOPLE, f" {member.name.upper()} ")
    assert {m.id for m in find_people(PEOPLE, typed)} <= {1, 2, 3, 4, 5}
    assert fold(fold(typed)) == fold(typed)


@pytest.mark.parametrize(
    ("typed", "exactly"),
    [("lucja@klaster.example", True), ("lucja", False), ("klaster", False), ("", False)],
)
def test_a_part_is_not_the_whole(typed: str, exactly: bool) -> None:
    lucja = next(member for member in PEOPLE if member.id == 3)
    assert is_exactly(lucja, typed) is exactly
    assert is_exactly(lucja, f" {fold(lucja.name)} ")
