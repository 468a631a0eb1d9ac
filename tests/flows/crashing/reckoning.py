"""What must be true at the end: everything promised is there, once; every message that was due was posted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests.flows.crashing.process import Bot
from tests.flows.crashing.script import answer_to
from tests.flows.crashing.stage import Post, Show


@dataclass
class Reckoning:
    """Each list names what is wrong; `repeated` are the copies that kills have left, which is no fault."""

    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    repeated: list[Post] = field(default_factory=list)
    unexplained: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    most: int = 1
    """How often the message that was posted most often was posted."""
    kills: int = 0
    posts: int = 0
    effects: int = 0

    @property
    def faults(self) -> list[str]:
        kinds = ("lost", "twice", "missing", "unexplained", "waiting", "complaints")
        return [f"{kind}: {one}" for kind in kinds for one in getattr(self, kind)]


def unkept(bot: Bot, promised: set[str]) -> list[str]:
    """Events that the platform was told are done with, and of which the database knows nothing."""
    handled = {row[0] for row in bot.rows("SELECT event_id FROM processed_event")}
    return sorted(promised - handled)


def reckon(show: Show, bot: Bot) -> Reckoning:
    found = Reckoning(missing=list(show.never), complaints=show.stage.complaints(), kills=show.stage.life)
    found.lost += [f"the event {event}" for event in unkept(bot, show.stage.promised())]
    _effects(show, bot, found)
    posts = [post for post in show.stage.posts() if not post.fleeting]
    rows = _messages(show, bot, found)
    copies = _copies(posts, rows, found)
    fleeting = [post for post in show.stage.posts() if post.fleeting]
    # What is not of the outbox and seen by one person alone are toasts: nobody is owed those.
    _copies(fleeting, rows, found, toasts=True)
    found.posts = len(posts)
    found.most = 1 + max(Counter(copies.values()).values(), default=0)
    _told_once(show, [post for post in posts if post not in copies], found)
    return found


def _effects(show: Show, bot: Bot, found: Reckoning) -> None:
    def compare(what: str, wanted: Counter[Any], query: str, allowed: Counter[Any] | None = None) -> None:
        there = Counter(row[0] if len(row) == 1 else row for row in bot.rows(query))
        found.effects += there.total()
        found.lost += [f"{what}: {one}" for one in (wanted - there).elements()]
        found.twice += [f"{what}: {one}" for one in (there - wanted - (allowed or Counter())).elements()]

    arrived = show.arrived
    compare(
        "link",
        Counter((one.email, one.account) for one in arrived),
        "SELECT m.email, a.account_id FROM link l JOIN member m ON m.id = l.member_id"
        " JOIN account a ON a.id = l.account_id",
    )
    compare("check-in", Counter(show.tapped), "SELECT m.email FROM check_in c JOIN member m ON m.id = c.member_id")
    compare(
        "question",
        Counter((f"Can I bring my dog called {tag}?", who.account) for tag, who in show.tags.items()),
        "SELECT q.text, a.account_id FROM question q JOIN account a ON a.id = q.account_id",
    )
    compare(
        "answer", Counter(answer_to(tag) for tag in show.tags), "SELECT answer FROM question WHERE state = 'answered'"
    )
    compare(
        "question that the bot knows",
        show.said,
        "SELECT a.account_id, q.text FROM faq_asked q JOIN account a ON a.id = q.account_id"
        " WHERE q.text NOT LIKE '%Rex%' AND q.text LIKE '%?'",
        show.stage.unheard,
    )
    compare("group", Counter([show.stage.name]), "SELECT platform FROM chat_group")
    found.waiting += [f"the form of {row[0]}" for row in bot.rows("SELECT account_id FROM dialog")]


def _messages(show: Show, bot: Bot, found: Reckoning) -> set[tuple[str, str]]:
    """Where the outbox's messages stand, by chat and id. What is meant for a later hour is not due."""
    rows = bot.rows("SELECT id, state, edits, sent_chat_id, sent_message_id, error, not_before FROM outbox")
    due = [row for row in rows if row[6] is None or row[1] == "parked"]
    found.waiting += [f"message {row[0]} ({row[5]})" for row in due if row[1] in ("waiting", "parked")]
    found.missing += [f"message {row[0]} {row[1]} ({row[5]})" for row in rows if row[1] in ("failed", "dropped")]
    sent = {(row[3], row[4]) for row in rows if row[1] == "sent" and row[2] is None}
    there = {(post.chat.partition(":")[0], post.id) for post in show.stage.posts()}
    found.missing += [f"sent, and not there: {one}" for one in sent - there]
    return sent


def _copies(
    posts: list[Post], rows: set[tuple[str, str]], found: Reckoning, *, toasts: bool = False
) -> dict[Post, Post]:
    """Posts that the outbox does not know, with the one that it knows instead: the last thing that a killed process
    posted in a chat, which the next one posted again."""
    copies: dict[Post, Post] = {}
    for at in range(len(posts) - 1, -1, -1):
        post = posts[at]
        if (post.chat.partition(":")[0], post.id) in rows:
            continue
        later = [other for other in posts[at + 1 :] if other.chat == post.chat]
        again = next((other for other in later if other.says_the_same_as(post) and other.life > post.life), None)
        if again is None or later[0].life == post.life:
            if not toasts:
                found.unexplained.append(f"posted, and not marked as sent: {post}")
            continue
        copies[post] = copies.get(again, again)
        found.repeated.append(post)
    return copies


def _told_once(show: Show, posts: list[Post], found: Reckoning) -> None:
    """`posts` without the copies."""
    for tag in show.tags:
        times = sum(answer_to(tag) in post.words and "An answer from" in post.words for post in posts)
        if times != 1:
            (found.twice if times else found.missing).append(f"the answer about {tag} was brought {times} times")
    if show.stage.name == "telegram":
        for one in show.arrived:
            times = sum(post.chat == one.account and "Welcome, " in post.words for post in posts)
            if times != 1:
                (found.twice if times else found.missing).append(f"{one.name} was welcomed {times} times")
    learners = len(show.tapped)
    cards = [message for message in show.stage.group() if "I am here" in message.buttons]
    if not any(f"{learners} of " in card.text for card in cards):
        found.missing.append(f"the card's last count: {[card.text for card in cards]}, not {learners}")
