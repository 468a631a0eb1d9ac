"""What the bot knows of a member, in which language it speaks and on which clock."""

from __future__ import annotations

from tests.house import DAY_1, House


async def test_a_language_by_code_or_name(house: House) -> None:
    ana = await house.joined("Ana")
    for words in ("de", "DE", "German", "deutsch"):
        await ana.sends("/language English")
        await ana.sends(f"/language {words}", group=True)
        assert "Deutsch" in ana.told[-1]
        await ana.sends("/me")
        assert "Deutsch" in ana.told[-1]
    assert house.group == []


async def test_a_language_by_button_and_an_unknown_one(house: House) -> None:
    ana = await house.joined("Ana")
    await ana.sends("/language <b>Klingon*")
    assert ana.told[-1] == "I don't know the language “<b>Klingon*”. Please choose one of these:"
    await ana.presses("العربية")
    assert "العربية" in ana.told[-1]
    await ana.sends("/me")
    assert "• Language: العربية, for answers that are translated; my own sentences are in English" in ana.told[-1]
    await ana.sends("/language en")
    await ana.sends("/me")
    assert "• Language: English\n" in ana.told[-1]
    await ana.presses_token("sl:ar")
    await ana.sends("/timezone")
    assert "٢٠٢٤" in ana.told[-1] or "2024" in ana.told[-1]
    made_up = await ana.presses_token("sl:xx")
    assert made_up.toast is not None
    assert made_up.toast.text == "This choice no longer exists. Please send /language again."


async def test_a_time_zone_by_city_or_name(house: House) -> None:
    ana = await house.joined("Ana")
    for words, zone in (
        ("Vilnius", "Europe/Vilnius"),
        ("new york", "America/New_York"),
        ("europe/lisbon", "Europe/Lisbon"),
        ("UTC", "UTC"),
        ("cet", "CET"),
    ):
        await ana.sends(f"/timezone {words}")
        assert ana.told[-1].startswith(f"Your time zone is now {zone}; for you it is ")


async def test_a_mistyped_city_gets_a_choice_and_nonsense_a_hint(house: House) -> None:
    ana = await house.joined("Ana")
    await ana.sends("/timezone Vilnus")
    await ana.presses("Europe/Vilnius")
    assert ana.told[-1] == "Your time zone is now Europe/Vilnius; for you it is Tue 5 Nov 2024, 10:00 EET."
    await ana.sends("/timezone 🙂🙂")
    assert (
        ana.told[-1] == "I don't know the place “🙂🙂”. Please send a big city near you, for example /timezone Vilnius."
    )
    made_up = await ana.presses_token("tz:../../etc/passwd")
    assert made_up.toast is not None
    await ana.sends("/timezone")
    assert ana.told[-1].startswith("Your time zone is Europe/Vilnius; for you it is Tue 5 Nov 2024, 10:00 EET.")


async def test_the_new_clock_counts_from_the_next_message_on(house: House) -> None:
    ana = await house.joined("Ana")
    assert "10:00–14:00 CET" in await ana.asks("When is my next session?")
    await ana.sends("/timezone Tbilisi")
    assert "13:00–17:00" in await ana.asks("When is my next session?")


async def test_me_says_what_is_known_and_no_empty_facts(house: House) -> None:
    ana = await house.joined("Ana <b>&*_~", zone="Europe/Lisbon", language="pt")
    await house.move_to(DAY_1)
    await ana.sends("/checkin")
    await ana.sends("/me", group=True)
    assert house.group[0].text.startswith("Check-in is open")
    assert len(house.group) == 1
    lines = ana.told[-1].split("\n")
    assert lines[0] == "Ana <b>&*_~"
    assert "• E-mail: ana-b-_-@people.example" in lines
    assert "I know you by these accounts: Test: Ana <b>&*_~" in lines
    assert any(line.startswith("• Online day 1: checked in, ") for line in lines)
    assert all(line.strip() and not line.endswith(":") for line in lines)
    assert lines[-1] == (
        "To change your language or your clock, send /language or /timezone. "
        "Is something else wrong? Then please tell the organisers."
    )
