"""Joining, and all that keeps a place with the person whose it is."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.join import TRIES, WINDOW
from bot.domain.people import Profile
from storage.accounts import AccountStore
from tests.handlers.groups import CODE, invite_code, keep_files, newcomer, two_cohorts
from tests.house import House, Person

WRONG = "ABCDE-FGHJK"


async def members_joined(house: House) -> int:
    async with house.app.database.read() as uow:
        return len(await uow.members.linked_ids(house.cohort.id))


@pytest.mark.parametrize("command", ["/join {code}", "/start {code}", "/join  {spaced} "])
async def test_a_code_makes_a_member(house: House, command: str) -> None:
    organiser = await house.joined("Olga", "organiser")
    jurgen, _ = await newcomer(house, "Jürgen Groß")
    code = await invite_code(house, organiser, "Jürgen")
    await jurgen.sends("/me")
    assert "for members" in jurgen.told[-1]
    await jurgen.sends(command.format(code=code, spaced=code.lower().replace("-", " ")))
    assert jurgen.told[-1] == (
        "Welcome, Jürgen Groß! You have joined Cluster Booster Academy.\n"
        "Ask me anything about the programme, at any time. Send /help to see what I can do, and /me to see what I know of you.\n"
        "I bring members together. Tell me in a minute what you can offer and what you look for:"
    )
    reply = await jurgen.presses("My profile")
    assert reply.form is not None
    assert reply.form.name == "peers.profile"
    await jurgen.sends("/me")
    assert jurgen.told[-1].startswith("Jürgen Groß\n")
    await jurgen.sends(f"/join {code}")
    assert jurgen.told[-1] == "You have joined already, Jürgen Groß. All is well."


async def test_on_a_platform_that_knows_the_address_nobody_needs_a_code(house: House) -> None:
    ana = await house.on_roster("Ana", email="ana@people.example")
    ana.email = "ANA@People.example"
    await ana.sends("/me")
    assert ana.told[-1].startswith("Ana\n")


async def test_an_account_is_one_member_only(house: House) -> None:
    organiser = await house.joined("Olga", "organiser")
    ana = await house.joined("Ana")
    _bela, _ = await newcomer(house, "Béla")
    code = await invite_code(house, organiser, "Béla")
    await ana.sends(f"/join {code}")
    assert ana.told[-1] == (
        "This code is somebody else's, and you have joined already, as Ana. So nothing has changed. "
        "Is Ana not you? Then please tell the organisers."
    )
    assert await members_joined(house) == 2


async def test_a_code_works_once_and_all_codes_of_a_member_go_together(house: House) -> None:
    organiser = await house.joined("Olga", "organiser")
    ana, _ = await newcomer(house, "Ana")
    first, second = await invite_code(house, organiser, "Ana"), await invite_code(house, organiser, "Ana")
    await ana.sends(f"/join {first}")
    thief = house.stranger()
    await thief.sends(f"/join {second}")
    assert thief.told == [
        (
            "This code was used already, with another account, so nothing has changed. I have asked the organisers whether "
            "you may use this account, too. I will tell you what they say."
        )
    ]
    await thief.sends("/status")
    assert "for members" in thief.told[-1]


async def second_account(house: House, *organisers: Person) -> tuple[Person, Person]:
    """A member, and a second account of hers that has asked for the place."""
    ana, _ = await newcomer(house, "Ana <b>&*_~")
    code = await invite_code(house, organisers[0], "Ana")
    await ana.sends(f"/join {code}")
    phone = Person(house, "phone", "=cmd()")
    await phone.sends(f"/join {code}")
    return ana, phone


async def test_organisers_decide_on_a_second_account_once(house: House) -> None:
    olga, pavel = await house.joined("Olga", "organiser"), await house.joined("Pavel", "organiser")
    ana, phone = await second_account(house, olga, pavel)
    asked = "A second account? =cmd() (test) has sent the invite code of Ana <b>&*_~ (Ana <b>&*_~'s cluster), who has joined already with another account."
    for organiser in (olga, pavel):
        assert organiser.told[-1] == f"{asked}\nNobody can take the place of another person. Is it the same person?"
    await olga.presses("Same person: allow")
    for organiser in (olga, pavel):
        assert organiser.told[-1] == f"{asked}\nAllowed: Ana <b>&*_~ can use both accounts."
        assert organiser.private[-1].buttons == {}
    assert (
        phone.told[-1]
        == "Welcome, Ana <b>&*_~! The organisers have allowed this account. Send /help to see what I can do."
    )
    await phone.sends("/me")
    assert phone.told[-1].startswith("Ana <b>&*_~\n")
    await ana.sends("/me")
    assert "I know you by these accounts: Test: " in ana.told[-1]


async def test_a_refused_account_stays_outside_and_is_not_asked_about_again(house: House) -> None:
    olga, pavel = await house.joined("Olga", "organiser"), await house.joined("Pavel", "organiser")
    _ana, phone = await second_account(house, olga, pavel)
    allow = pavel.private[-1].buttons["Same person: allow"].token
    await olga.presses("Refuse")
    assert phone.told[-1] == (
        "The organisers did not allow this account, so you have not joined with it. "
        "If you think that is a mistake, please write to them."
    )
    raced = await pavel.presses_token(allow, pavel.private[-1])
    assert raced.toast is not None
    assert raced.toast.text == "This was decided already, so nothing has changed."
    told = len(olga.told)
    async with house.app.database.read() as uow:
        request = await uow.accounts.request(1)
    assert request is not None
    assert request.state == "refused"
    code_files = keep_files(house)
    assert code_files == []
    await phone.sends("/me")
    assert "for members" in phone.told[-1]
    assert len(olga.told) == told


async def test_asking_again_asks_nobody_again(house: House) -> None:
    olga = await house.joined("Olga", "organiser")
    ana, _ = await newcomer(house, "Ana")
    code = await invite_code(house, olga, "Ana")
    await ana.sends(f"/join {code}")
    phone = house.stranger()
    await phone.sends(f"/join {code}")
    told = len(olga.told)
    await phone.sends(f"/join {code}")
    assert phone.told[-1].startswith("The organisers know that you want to use this account")
    assert len(olga.told) == told


async def test_an_account_that_joined_as_somebody_else_meanwhile_stays_that(house: House) -> None:
    olga = await house.joined("Olga", "organiser")
    _ana, phone = await second_account(house, olga)
    _bela, _ = await newcomer(house, "Béla")
    card = olga.private[-1]
    code = await invite_code(house, olga, "Béla")
    await phone.sends(f"/join {code}")
    reply = await olga.presses("Same person: allow", card)
    assert reply.toast is not None
    assert reply.toast.text == "This account has joined as somebody else by now, so it stays as it is."
    await phone.sends("/me")
    assert phone.told[-1].startswith("Béla\n")
    assert "Refused" in card.text


async def test_a_yes_that_could_not_be_done_is_not_said_to_be(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    olga = await house.joined("Olga", "organiser")
    _ana, phone = await second_account(house, olga)
    card, told = olga.private[-1], len(phone.told)

    async def taken(*_args: object, **_more: object) -> bool:
        return False

    with monkeypatch.context() as patched:
        patched.setattr(AccountStore, "link", taken)
        reply = await olga.presses("Same person: allow", card)
    assert reply.toast is not None
    assert reply.toast.text == "I could not link this account just now, so nothing has changed. Please try again."
    assert len(phone.told) == told
    assert "Same person: allow" in card.buttons
    await olga.presses("Same person: allow", card)
    assert phone.told[-1].startswith("Welcome, Ana")


async def test_a_request_that_reached_no_organiser_waits_in_the_list(house: House) -> None:
    trainer = await house.joined("Tina", "trainer")
    late = await house.on_roster("Olga", "organiser")
    late.email = None
    ana, phone = await house.joined("Ana"), house.stranger()
    async with house.app.database.write() as uow:
        (member,) = await uow.members.by_email(str(ana.email))
        identity = await uow.accounts.identify("test", phone.account_id, phone.name, house.wall.now())
        assert await uow.accounts.request_link(identity.account.id, member.id, house.clock.now())
    pavel = await house.joined("Pavel", "organiser")
    for reader in (trainer, pavel):
        await reader.sends("/status")
        await reader.sends("/status", group=True)
    assert "\n• Requests for a second account: 1. To decide, send /questions.\n" in pavel.told[-1]
    assert not any("second account" in posted.text for posted in [*trainer.private, *house.group])
    await pavel.sends("/questions")
    await pavel.sends("/questions")
    copies = pavel.private[-2:]
    for copy in copies:
        assert copy.text.startswith("A second account? Mallory (test) has sent the invite code of Ana")
    await pavel.presses("Same person: allow", copies[0])
    assert phone.told[-1].startswith("Welcome, Ana!")
    assert [copy.buttons for copy in copies] == [{}, {}]
    await pavel.sends("/questions")
    assert pavel.told[-1] == "No question is waiting. Well done!"
    await pavel.sends("/status")
    assert "second account" not in pavel.told[-1]


async def test_guessing_is_slowed_down_and_reported(house: House) -> None:
    olga = await house.joined("Olga", "organiser")
    ana, _ = await newcomer(house, "Ana")
    code = await invite_code(house, olga, "Ana")
    mallory = house.stranger("<!channel>")
    for _try in range(TRIES - 1):
        await mallory.sends(f"/join {WRONG}")
    assert mallory.told[-1] == (
        "I don't know this code, so nothing has changed. Please compare it letter by letter. You have 1 try left."
    )
    before = len(olga.told)
    await mallory.sends(f"/join {WRONG}")
    assert mallory.told[-1].endswith("I have told the organisers: they can give you a new code.")
    assert olga.told[before:] == [
        (
            "Wrong invite codes. The account <!channel> (test) has sent 5 codes that do not exist. It may be a member who "
            "needs a new code (/invites), or somebody who is guessing. I take no more codes from this account for 15 minutes."
        )
    ]
    await mallory.sends(f"/join {code}")
    assert mallory.told[-1].startswith("I did not look at this code: too many before it were wrong.")
    assert await members_joined(house) == 1
    await ana.sends(f"/join {code}")
    assert ana.told[-1].startswith("Welcome, Ana!")
    await house.pass_time(WINDOW + timedelta(minutes=1))
    await mallory.sends(f"/join {WRONG}")
    assert mallory.told[-1].endswith("You have 4 tries left.")


async def test_a_clock_that_was_moved_back_locks_nobody_out(house: House) -> None:
    olga = await house.joined("Olga", "organiser")
    ana, _ = await newcomer(house, "Ana")
    code = await invite_code(house, olga, "Ana")
    now = house.clock.at
    await house.move_to(now + timedelta(days=30))
    for _try in range(TRIES):
        await ana.sends(f"/join {WRONG}")
    await house.move_to(now)
    await ana.sends(f"/join {code}")
    assert ana.told[-1].startswith("Welcome, Ana!")


async def test_a_guest_is_reported_to_the_organisers_of_every_cohort(tmp_path: Path) -> None:
    async with two_cohorts(tmp_path) as house:
        olga = await house.member("Olga", {"spring": "organiser"})
        pavel = await house.member("Pavel", {"autumn": "organiser"})
        mallory = house.stranger()
        for _try in range(TRIES):
            await mallory.sends(f"/join {WRONG}")
        assert [told.partition(".")[0] for told in olga.told + pavel.told] == ["Wrong invite codes"] * 2


async def test_the_welcome_names_the_cohort_of_the_code(tmp_path: Path) -> None:
    async with two_cohorts(tmp_path) as house:
        pavel = await house.member("Pavel", {"autumn": "organiser"})
        async with house.app.database.write() as uow:
            await uow.members.save(house.autumn.id, [Profile("Ana", "ana@people.example")])
        code = await invite_code(house, pavel, "Ana")
        ana = house.stranger("Ana")
        await ana.sends("/start")
        assert "Spring group, Autumn group" in ana.told[-1]
        await ana.sends(f"/start {code}")
        assert ana.told[-1].startswith("Welcome, Ana! You have joined Autumn group.")


async def test_a_code_sent_in_the_group_works_and_nobody_there_is_told(house: House) -> None:
    olga = await house.joined("Olga", "organiser")
    ana, _ = await newcomer(house, "Ana")
    code = await invite_code(house, olga, "Ana")
    await ana.sends(f"/join {code}", group=True)
    assert ana.told[0].startswith("Welcome, Ana!")
    assert ana.told[1] == "Next time, please send a code here, in private: in the group everybody can read it."
    assert house.group == []


@pytest.mark.parametrize("words", ["", "   "])
async def test_a_code_left_out(house: House, words: str) -> None:
    ana, _ = await newcomer(house, "Ana")
    await ana.sends(f"/join{words}")
    assert ana.told == [
        (
            "Please send /join and then your invite code, for example /join KQ7MW-XA3PD. "
            "You have no code? The organisers can give you one."
        )
    ]


async def test_the_invite_file_is_for_who_has_not_joined_and_no_formula_runs(house: House) -> None:
    olga = await house.joined("Olga", "organiser")
    await house.joined("Ana")
    for name in ("=cmd()", "Łucja", "سلمى"):
        await house.on_roster(name, email=f"{len(name)}@people.example")
    files = keep_files(house)
    await olga.sends("/invites", group=True)
    assert house.group == []
    rows = list(csv.DictReader(io.StringIO(files[0])))
    assert [row["name"] for row in rows] == ["'=cmd()", "Łucja", "سلمى"]
    assert all(
        CODE.fullmatch(row["code"]) and row["message"] == f"Send me this code, in private: {row['code']}"
        for row in rows
    )
    assert olga.told[-1].startswith("Here are 3 invite codes.\nPlease send each person only their own code.")
    await olga.sends("/invites nobody-like-that")
    assert olga.told[-1].startswith("I found nobody who has not joined yet")
    async with house.app.database.read() as uow:
        assert await uow.invites.find(rows[0]["code"]) is None  # only hashes rest in the database


async def test_a_roster_that_comes_again_keeps_who_joined_and_what_they_chose(house: House) -> None:
    ana = await house.joined("Ana")
    await ana.sends("/language de")
    await ana.sends("/timezone Vilnius")
    async with house.app.database.write() as uow:
        await uow.members.save(house.cohort.id, [Profile("Ana Nowa", "ana@people.example", "New cluster")])
    await ana.sends("/me")
    assert "Ana Nowa\n" in ana.told[-1]
    assert "Europe/Vilnius" in ana.told[-1]
    assert "Deutsch" in ana.told[-1]


async def test_a_stranger_gets_the_public_faq_and_how_to_join(house: House) -> None:
    await house.joined("Zdenka")
    olga = await house.joined("Olga", "organiser")
    mallory = house.stranger()
    assert "You pay for it yourself: accommodation is at your own expense" in await mallory.asks(
        "Who pays for the hotel?"
    )
    await mallory.sends("/start")
    assert mallory.told[-1] == (
        "Hello! I am the assistant of Cluster Booster Academy. Just ask me about it. Are you a member? "
        "Then please send /join and your invite code, for example /join KQ7MW-XA3PD."
    )
    await mallory.joins_group()
    assert mallory.told[-1] == (
        "Hello! I am the assistant of Cluster Booster Academy. Are you a member? Then please send me /join and your "
        "invite code, here in private."
    )
    assert olga.told == []
    assert house.group == []


@pytest.mark.parametrize(
    "words", ["{code}", "{low}", "hello, my code is {code}, thanks", "/join {code} please", "/join {spaced}"]
)
async def test_a_code_is_understood_however_it_is_sent(house: House, words: str) -> None:
    olga = await house.joined("Olga", "organiser")
    guest, _ = await newcomer(house, "Nino")
    code = await invite_code(house, olga, "Nino")
    sent = words.format(code=code, low=code.lower(), spaced=code.replace("-", " "))
    await (guest.sends(sent) if sent.startswith("/") else guest.says(sent))
    assert guest.told[-1].startswith("Welcome, Nino!")


@pytest.mark.parametrize("words", ["/join me please", "/join link?", "green trees", "wondering"])
async def test_what_is_no_code_costs_no_try(house: House, words: str) -> None:
    guest = house.stranger("Guest")
    for _ in range(7):
        await (guest.sends(words) if words.startswith("/") else guest.says(words))
    assert not [said for said in guest.told if "tries left" in said or "too many" in said]
