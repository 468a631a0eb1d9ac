"""Who hears what: the coach that it was submitted, the trainers once a day what waits, the author what was said and decided."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from bot.chat.buttons import button
from bot.chat.messages import Intent, Message, Private, Recheck
from bot.chat.text import Text, bullets, quote
from bot.domain.people import STAFF, Member
from bot.domain.roadmap.follow import MORNING
from bot.domain.roadmap.plan import Roadmap, State
from bot.scene import Scene, View
from handlers.roadmap.buttons import AllOfThem, Mine, Read
from handlers.roadmap.declared import feature

Decision = Literal["review", "return", "agree"]

DIGEST_FOR = timedelta(hours=10)
"""A list of the morning is not sent in the evening."""

NAMES_MAX = 10

UNREAD: tuple[State, ...] = ("submitted",)


async def to_reviewers(scene: Scene, found: Roadmap) -> list[Intent]:
    """The coaches with whom its author has booked hear of it; the trainers with the list of the next morning."""
    coaches = {
        one.slot.coach_id for one in await scene.uow.bookings.of_member(found.member_id) if one.state == "booked"
    }
    told: list[Intent] = []
    for coach_id in sorted(coaches):
        coach = await scene.uow.members.by_id(coach_id)
        if coach is None or coach.withdrawn:
            continue
        args = {"roadmap": str(found.id), "to": str(coach_id)}
        key = f"roadmap-submitted:{found.id}:{int(scene.now.timestamp())}:{coach_id}"
        at = scene.config.quiet.over(scene.now, coach.zone)
        told.append(Private(to=coach_id, key=key, at=at, recheck=Recheck("roadmap.submitted", args)))
    return told


@feature.recheck("roadmap.submitted")
async def submitted(view: View, roadmap: str, to: str) -> Message | None:
    """Unless it was taken back, or read, meanwhile."""
    found, reader = await view.uow.roadmaps.by_id(int(roadmap)), await view.uow.members.by_id(int(to))
    author = await view.uow.members.by_id(found.member_id) if found else None
    if found is None or reader is None or reader.withdrawn or author is None or author.withdrawn:
        return None
    if found.state != "submitted":
        return None
    _ = view.voice_for(reader)
    words = _("**{name}** has submitted the roadmap for your coaching.", name=author.name)
    return Message(words, ((button(_.plain("Read it"), Read(found.id, "see"), "primary"),),))


async def morning_list(scene: Scene) -> list[Intent]:
    """To the trainers (where there are none, to the organisers), once a day, where something new waits."""
    if scene.programme.roadmap is None:
        return []
    since = scene.now - timedelta(days=1)
    if not await scene.uow.roadmaps.of_cohort(scene.cohort.id, UNREAD, since=since):
        return []  # asked first: on most days nothing is new, and to find the readers takes a look at everybody
    clocks = [(one, scene.now.astimezone(one.zone)) for one in await reviewers_of(scene)]
    readers = [(one, local) for one, local in clocks if local.hour == MORNING.hour]
    told: list[Intent] = []
    for one, local in readers:
        key = f"roadmap-waiting:{one.id}:{local.date()}"
        recheck = Recheck("roadmap.waiting", {"to": str(one.id)})
        at = scene.config.quiet.over(scene.now, one.zone)
        told.append(Private(to=one.id, key=key, at=at, expires=scene.now + DIGEST_FOR, recheck=recheck))
    return told


async def reviewers_of(view: View) -> list[Member]:
    members = view.uow.members
    return await members.with_roles(view.cohort.id, {"trainer"}) or await members.organisers(view.cohort.id)


@feature.recheck("roadmap.waiting")
async def waiting(view: View, to: str) -> Message | None:
    reader = await view.uow.members.by_id(int(to))
    found = await view.uow.roadmaps.of_cohort(view.cohort.id, UNREAD)
    if reader is None or reader.withdrawn or not found:
        return None
    _ = view.voice_for(reader)
    authors = [await view.uow.members.by_id(one.member_id) for one in found[:NAMES_MAX]]
    words = _.plural("{n} roadmap waits to be read.", "{n} roadmaps wait to be read.", len(found))
    text: Text = _("**{words}**", words=words) + bullets(*(_("{name}", name=one.name) for one in authors if one))
    if len(found) > NAMES_MAX:
        text += _("and {n} more", n=len(found) - NAMES_MAX)
    return Message(text, ((button(_.plain("Show them"), AllOfThem(view.cohort.id, 0)),),))


async def to_author(scene: Scene, found: Roadmap, what: Decision, by: Member) -> list[Intent]:
    args = {"roadmap": str(found.id), "what": what, "by": str(by.id)}
    return await _soon(scene, found.member_id, f"roadmap-{what}:{found.id}", Recheck("roadmap.decided", args))


@feature.recheck("roadmap.decided")
async def decided(view: View, roadmap: str, what: str, by: str) -> Message | None:
    found, reviewer = await view.uow.roadmaps.by_id(int(roadmap)), await view.uow.members.by_id(int(by))
    author = await view.uow.members.by_id(found.member_id) if found else None
    if found is None or author is None or author.withdrawn or reviewer is None:
        return None
    _ = view.voice_for(author)
    text = {
        "review": _("**{name}** reads your roadmap now.", name=reviewer.name),
        "return": _("**{name}** asks you to change something in your roadmap.", name=reviewer.name),
        "agree": _(
            "✅ **Your roadmap is agreed,** says {name}. I remind you of each action on its day.", name=reviewer.name
        ),
    }[what]
    return Message(text, ((button(_.plain("My roadmap"), Mine(found.cohort_id, "see"), "primary"),),))


async def of_comment(scene: Scene, found: Roadmap, comment_id: int, by: Member) -> list[Intent]:
    """The author hears of every comment; of the author's answer, those who have commented before."""
    said = await scene.uow.roadmap_talk.of_roadmap(found.id)
    others = {one.author_id for one in said} | {found.member_id}
    told: list[Intent] = []
    for member_id in sorted(others - {by.id}):
        if found.member_id not in (by.id, member_id):
            continue
        args = {"roadmap": str(found.id), "comment": str(comment_id), "to": str(member_id)}
        recheck = Recheck("roadmap.comment", args)
        told += await _soon(scene, member_id, f"roadmap-comment:{comment_id}", recheck)
    return told


@feature.recheck("roadmap.comment")
async def commented(view: View, roadmap: str, comment: str, to: str) -> Message | None:
    found, reader = await view.uow.roadmaps.by_id(int(roadmap)), await view.uow.members.by_id(int(to))
    said = await view.uow.roadmap_talk.of_roadmap(int(roadmap))
    one = next((one for one in said if one.id == int(comment)), None)
    author = await view.uow.members.by_id(found.member_id) if found else None
    if found is None or reader is None or reader.withdrawn or one is None or author is None or author.withdrawn:
        return None
    if reader.id != author.id and not reader.roles & STAFF:
        # What an author answers is for those who review, also where somebody once did.
        return None
    _ = view.voice_for(reader)
    if reader.id == author.id:
        text = _("💬 **{name}** about your roadmap:", name=one.author)
    else:
        text = _("💬 **{name}** about their roadmap:", name=one.author)
    answer = button(_.plain("Answer"), Read(found.id, "say"))
    return Message(text + quote(one.text), ((answer, button(_.plain("All comments"), Read(found.id, "talk"))),))


async def _soon(scene: Scene, member_id: int, key: str, recheck: Recheck) -> list[Intent]:
    """Not at night."""
    member = await scene.uow.members.by_id(member_id)
    if member is None or member.withdrawn:
        return []
    at: datetime = scene.config.quiet.over(scene.now, member.zone)
    unique = f"{key}:{int(scene.now.timestamp())}:{member_id}"
    return [Private(to=member_id, key=unique, at=at, recheck=recheck)]
