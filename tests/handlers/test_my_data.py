"""`/mydata`: everything about whoever asks, and nothing about anybody else."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.chat.errors import SendError
from bot.chat.messages import Message
from bot.ports import Sent, Target
from storage.personal.policies import POLICIES, SECTIONS
from storage.tables import audit, metadata
from tests.filled import Someone, fill
from tests.handlers.groups import keep_files
from tests.house import House, Person

ASKED = "I am putting together everything that I have stored about you. It comes here as two files."
MINUTE = timedelta(minutes=1)


async def someone(house: House, person: Person, mark: str) -> Someone:
    """Who has joined, by their keys."""
    async with house.app.database.read() as uow:
        account = await uow.accounts.find("test", person.account_id)
        assert person.email
        assert account
        (member,) = await uow.members.by_email(person.email)
    return Someone(mark, member.cohort_id, member.id, account.id, person.account_id)


async def zoe_beside_yan(house: House) -> tuple[Person, Person]:
    """Both have something in every table. What Zoe is not to be shown carries Yan's mark, as does all that is his."""
    zoe, yan = await house.joined("Zoe Kaur", "participant", "organiser"), await house.joined("Yan Øst", "organiser")
    one, other = await someone(house, zoe, "ZOES"), await someone(house, yan, "YANS")
    beside = [await someone(house, await house.joined(name), "YANS") for name in ("Wu Min", "Xenia Ruiz")]
    async with house.app.database.write() as uow:
        await fill(uow.connection, other, beside[0], elsewhere="YANS")
        await fill(uow.connection, one, beside[1], elsewhere="YANS")
    return zoe, yan


async def taken_by(house: House, person: Person) -> tuple[str, dict[str, Any]]:
    """The page and the JSON."""
    files = keep_files(house)
    await person.sends("/mydata")
    page, data = files
    return page, json.loads(data)


async def test_it_shows_all_that_is_mine_and_nothing_of_others(each_house: House) -> None:
    zoe, yan = await zoe_beside_yan(each_house)
    page, data = await taken_by(each_house, zoe)
    assert set(data["data"]) == set(SECTIONS)
    whole = json.dumps(data, ensure_ascii=False)
    for name, policy in POLICIES.items():
        for concern in policy.concerns:
            if concern.section and name not in ("account", "member", "link"):
                rows = data["data"][concern.section]
                assert rows, (name, concern.column)
                assert all(set(concern.shown) <= set(row) for row in rows) or len(policy.concerns) > 1, name
    for mine in ("Zoe Kaur", str(zoe.email), "zoe-kaur", "ZOES question", "ZOES announcement"):
        assert mine in whole, mine
        assert mine in page, mine
    assert [row["payload"] for row in data["data"]["messages"] if row["payload"]] == ["ZOES, but YANS was there, too"]
    for theirs in ("YANS", "Yan", "Øst", str(yan.email), "yan-øst"):
        assert theirs not in whole.replace("but YANS was there", ""), theirs
        assert theirs not in page.replace("but YANS was there", ""), theirs


async def test_names_that_others_wrote_about_me_are_hidden(house: House) -> None:
    zoe, ben = await house.joined("Zoe Kaur"), await house.joined("Ben Tan", "trainer")
    one, other = await someone(house, zoe, "ZOES"), await someone(house, ben, "BENS")
    async with house.app.database.write() as uow:
        await fill(uow.connection, one, other, elsewhere="")
        checked = metadata.tables["check_in"]
        told = checked.update().where(checked.c.member_id == one.member)
        await uow.connection.execute(told.values(reason="Came with Ben Tan, says Zoe", by_member_id=other.member))
    page, data = await taken_by(house, zoe)
    (row,) = [row for row in data["data"]["check_ins"] if row["reason"]]
    assert (row["reason"], row["by_member_id"]) == ("Came with […], says Zoe", "somebody else")
    assert "Came with […], says Zoe" in page
    assert "somebody of the team" in page
    assert "Tan" not in page


async def test_what_i_typed_myself_is_not_touched(house: House) -> None:
    await house.joined("Ben Tan", "trainer")
    zoe = await house.joined("Zoe Kaur")
    await zoe.asks("Is Ben Tan our trainer for the whole week?")
    _page, data = await taken_by(house, zoe)
    assert "Is Ben Tan our trainer for the whole week?" in json.dumps(data, ensure_ascii=False)


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


async def test_the_page_is_one_file_without_scripts_and_what_people_typed_is_text(house: House) -> None:
    zoe = await house.joined('<img src=x onerror="alert(1)">')
    await zoe.asks("</dd><script>alert('who pays?')</script> & where is the hotel?")
    page, _data = await taken_by(house, zoe)
    tags = Tags()
    tags.feed(page)
    assert {tag for tag, _ in tags.seen}.isdisjoint({"script", "img", "link", "iframe", "a", "base", "form"})
    assert not any(name.startswith("on") or name in ("src", "href") for _, attrs in tags.seen for name in attrs)
    assert "url(" not in page
    assert "&lt;img src=x" in page
    assert "&lt;script&gt;alert" in page
    assert re.search(r'http-equiv="Content-Security-Policy" content="default-src \'none\'', page)


async def test_times_are_aware_in_the_json_and_on_my_clock_on_the_page(house: House) -> None:
    zoe = await house.joined("Zoe Kaur", zone="Asia/Tbilisi")
    await zoe.asks("Who pays for the hotel?")
    page, data = await taken_by(house, zoe)
    (asked,) = data["data"]["asked_the_bot"]
    assert datetime.fromisoformat(asked["at"]).tzinfo is not None
    assert datetime.fromisoformat(data["made_at"]) == house.clock.at.replace(second=0)
    assert "Tue 5 Nov 2024, 12:00" in page
    assert data["programmes"] == {"aca": house.cohort.title}


async def test_a_stranger_gets_what_there_is_about_their_account(house: House) -> None:
    await house.joined("Zoe Kaur")
    mallory = house.stranger("Mallory")
    await mallory.asks("Who pays for the hotel?")
    _page, data = await taken_by(house, mallory)
    filled = {section for section, rows in data["data"].items() if rows}
    assert filled == {"accounts", "asked_the_bot", "messages"}
    assert data["data"]["accounts"][0]["name"] == "Mallory"
    assert "Zoe" not in json.dumps(data)


async def test_from_the_group_it_comes_in_private(house: House) -> None:
    zoe = await house.joined("Zoe Kaur")
    await zoe.sends("/mydata", group=True)
    assert house.group == []
    assert zoe.told[0] == ASKED
    assert [file.name for file in zoe.private[1].message.files] == [
        "my-data-2024-11-05.html",
        "my-data-2024-11-05.json",
    ]


def refuse(house: House, which: Callable[[Message], bool]) -> list[str]:
    """While the list has something in it, the platform is too busy for these messages."""
    busy, send = ["busy"], house.platform.send

    async def sending(target: Target, message: Message, dedup: str) -> Sent:
        if busy and which(message):
            raise SendError(busy[0])
        return await send(target, message, dedup)

    house.platform.send = sending  # type: ignore[method-assign]
    return busy


async def test_one_at_a_time_and_not_again_at_once(house: House) -> None:
    zoe = await house.joined("Zoe Kaur")
    house.platform.faults = [None, SendError("busy")]
    await zoe.sends("/mydata")
    await zoe.sends("/mydata")
    assert zoe.told == [ASKED, "Your data is on its way already. It comes here as two files."]
    house.wall.at += timedelta(minutes=1)
    await house.tick()
    assert len(zoe.private[-1].message.files) == 2
    await zoe.sends("/mydata")
    assert zoe.told[-1] == (
        "I have sent you your data at 09:00 CET: please look above. You can ask for it again after 09:10 CET."
    )
    await house.pass_time(timedelta(minutes=10))
    await zoe.sends("/mydata")
    assert len(zoe.private[-1].message.files) == 2


async def test_no_copy_stays_behind_whatever_goes_wrong(house: House, tmp_path: Path) -> None:
    zoe = await house.joined("Zoe Kaur")
    house.platform.faults = [None, SendError("busy"), SendError("busy"), None]
    await zoe.sends("/mydata")
    for minutes in (1, 5):
        house.wall.at += timedelta(minutes=minutes)
        await zoe.asks("Who pays for the hotel?")  # so that the next file is another one
        await house.tick()
    assert [len(posted.message.files) for posted in zoe.private if posted.message.files] == [2]
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


async def test_it_is_noted_who_took_what(house: House) -> None:
    zoe = await house.joined("Zoe Kaur")
    await zoe.sends("/mydata")
    await house.stranger().sends("/mydata")
    me = await someone(house, zoe, "")
    async with house.app.database.read() as uow:
        rows = [
            tuple(row)
            for row in await uow.connection.execute(select(audit.c.action, audit.c.actor_id, audit.c.details))
        ]
    assert rows == [("data_taken", me.member, {}), ("data_taken", None, {"stranger": True})]


async def test_a_file_is_not_made_of_somebody_who_was_erased_meanwhile(house: House) -> None:
    zoe = await house.joined("Zoe Kaur")
    busy = refuse(house, lambda message: bool(message.files))
    await zoe.sends("/mydata")
    await zoe.sends("/forgetme")
    await zoe.presses("Erase my data …")
    await zoe.presses("Yes, erase it now")
    busy.clear()
    await house.pass_time(timedelta(minutes=30))
    assert zoe.told[-1].startswith("Done.")
    assert [posted.message.files for posted in zoe.private if posted.message.files] == []
