"""What the tables of peer learning hold of people."""

from __future__ import annotations

from collections.abc import Mapping

from storage.personal.declare import Concern, Delete, Keep, Policy

PEERS: Mapping[str, Policy] = {
    "peer_profile": Policy(
        (
            Concern(
                *("member_id", "member", Delete(), "peer_profile"),
                (
                    *("job", "sector", "age", "offers", "wants", "languages", "hours_from", "hours_to", "contact"),
                    *("findable", "askable", "standing", "paused_until", "silent", "filled_at", "mentees"),
                ),
            ),
        ),
        texts=("job", "sector", "age", "offers", "wants", "contact"),
        plain=("id", "cohort_id"),
    ),
    # Whom somebody does not want to meet is told to nobody: not to them either, whom it concerns. With whom it is, /peers
    # tells the one who said so.
    "peer_exclusion": Policy(
        (
            Concern("member_id", "member", Delete(), "peer_exclusions", ("at",)),
            Concern("other_id", "member", Delete()),
        ),
        plain=("id",),
    ),
    "peer_round": Policy(
        texts=("theme",),
        plain=(
            *("id", "cohort_id", "key", "size", "starters", "sectors", "starts_at", "ends_at", "state", "best"),
            "digest",
        ),
    ),
    "peer_skip": Policy((Concern("member_id", "member", Delete()),), plain=("id", "round_id")),
    "peer_ban": Policy(
        (Concern("member_id", "member", Delete()), Concern("other_id", "member", Delete())), plain=("id", "round_id")
    ),
    "pairing": Policy(plain=("id", "cohort_id", "round_id", "kept", "since", "times", "meets_at", "uid", "sequence")),
    "pairing_member": Policy(
        (
            Concern(
                *("member_id", "member", Delete(), "exchanges"),
                ("answer", "answered_at", "asked_at", "active", "learned", "share"),
            ),
        ),
        texts=("learned",),
        plain=("id", "cohort_id", "round_id", "pairing_id", "nth"),
    ),
    # It stays for the minute in which the other one is told that it is over, and then goes.
    "mentoring": Policy(
        (
            Concern("mentee_id", "member", Keep(), "mentorings", ("since",)),
            Concern("mentor_id", "member", Keep(), "mentorings", ("since",)),
        ),
        plain=("id", "cohort_id", "kept"),
    ),
    "mentoring_ban": Policy(
        (Concern("mentee_id", "member", Delete()), Concern("mentor_id", "member", Delete())), plain=("id", "cohort_id")
    ),
    "peer_met": Policy(
        (Concern("member_id", "member", Delete()), Concern("other_id", "member", Delete())),
        plain=("id", "cohort_id", "round_id"),
    ),
    "peer_thanks": Policy((Concern("member_id", "member", Delete()),), plain=("id", "place_id")),
    "peer_question": Policy(
        (Concern("member_id", "member", Delete(), "group_questions", ("text", "at", "state")),),
        texts=("text",),
        plain=("id", "cohort_id", "platform", "chat_id", "thread_id", "message_id"),
    ),
    "peer_asked": Policy(
        (Concern("member_id", "member", Delete(), "answers_in_group", ("answer", "at")),),
        texts=("answer",),
        plain=("id", "cohort_id", "question_id"),
    ),
}
