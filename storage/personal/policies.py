"""What each table holds of people: what of it they are shown, and what becomes of it when they are erased.

A test walks the tables and fails for a table or column that is not declared here. For a new one, say in `POLICIES`: which
columns name a person (`Concern`), which hold what people typed (`texts`), and that the rest is nobody's (`plain`).
"""

from __future__ import annotations

from collections.abc import Mapping

from storage.personal.coaching import COACHING
from storage.personal.debrief import DEBRIEF
from storage.personal.declare import Attendance, Blank, Concern, Delete, Keep, Policy, Special
from storage.personal.homework import HOMEWORK
from storage.personal.peers import PEERS
from storage.personal.roadmap import ROADMAP

__all__ = ["POLICIES", "SECTIONS", "Attendance", "Blank", "Concern", "Delete", "Keep", "Policy", "Special"]

MARKED = ("session", "at", "late", "platform", "how", "by_member_id", "reason", "absent")
NOTICE = ("session", "reason", "at", "short_notice", "state", "decided_by", "decided_at", "note")
ASKED = ("text", "platform", "chat_kind", "at", "state", "answer", "answered_by", "answered_at")

POLICIES: Mapping[str, Policy] = {
    "cohort": Policy(plain=("id", "key", "programme", "title")),
    "chat_group": Policy(plain=("id", "cohort_id", "platform", "chat_id", "thread_id", "standing")),
    "member": Policy(
        (
            Concern(
                "id",
                "member",
                Special(),
                "profile",
                (
                    *("name", "email", "organisation", "country", "sector", "time_zone", "language", "roles"),
                    "withdrawn_at",
                ),
            ),
        ),
        plain=("cohort_id", "erased_at"),
    ),
    "account": Policy(
        (
            Concern(
                "id",
                "account",
                Special(),
                "accounts",
                ("platform", "account_id", "name", "reachable", "blocked", "last_seen"),
            ),
        ),
        plain=("chosen_cohort_id",),
    ),
    "link": Policy(
        (
            Concern("member_id", "member", Delete(), "accounts_linked", ("platform", "at")),
            Concern("account_id", "account", Delete()),
        ),
        plain=("id", "cohort_id", "place"),
    ),
    "link_request": Policy(
        (
            Concern("member_id", "member", Delete(), "second_accounts", ("at", "state"), card="second-account:{id}"),
            Concern("account_id", "account", Delete(), "second_accounts", ("at", "state"), card="second-account:{id}"),
            Concern("decided_by", "member", Keep(), "decisions_second_account", ("at", "state")),
        ),
        plain=("id",),
    ),
    "invite": Policy(
        (Concern("member_id", "member", Delete(), "invite_codes", ("made_at", "used_at")),), plain=("id", "code_hash")
    ),
    "join_failure": Policy((Concern("account_id", "account", Delete(), "wrong_invite_codes", ("at",)),), plain=("id",)),
    "check_in": Policy(
        (
            Concern(
                "member_id",
                "member",
                Attendance({"reason": None, "by_member_id": None}),
                "check_ins",
                MARKED,
                foreign=("reason",),
            ),
            Concern("by_member_id", "member", Keep(), "marks", ("session", "at")),
        ),
        texts=("reason",),
        plain=("id", "cohort_id"),
    ),
    "second_check": Policy(
        (Concern("member_id", "member", Attendance(), "second_checks", ("session", "at", "platform")),),
        plain=("id", "cohort_id"),
    ),
    "check_in_code": Policy(
        (Concern("made_by", "member", Keep(), "codes_asked_for", ("session", "at")),),
        plain=("id", "cohort_id", "secret"),
    ),
    "code_failure": Policy(
        (Concern("account_id", "account", Delete(), "wrong_check_in_codes", ("session", "at")),), plain=("id",)
    ),
    "absence": Policy(
        (
            Concern(
                "member_id",
                "member",
                Attendance({"reason": "", "note": None}, settled=("open", "withdrawn")),
                "absences",
                NOTICE,
                foreign=("note",),
                card="absence:{id}",
            ),
            Concern("decided_by", "member", Keep(), "decisions_absence", ("session", "decided_at", "state")),
        ),
        texts=("reason", "note"),
        plain=("id", "cohort_id"),
    ),
    "known_session": Policy(
        (Concern("decided_by", "member", Keep(), "decisions_session", ("session", "decided_at")),),
        plain=(
            *("id", "cohort_id", "title", "day", "opens_at", "starts_at", "ends_at", "closes_at", "gone", "pending"),
        ),
    ),
    "meeting_list": Policy(
        (Concern("by_member_id", "member", Keep(), "meeting_lists", ("session", "file_name", "at", "state")),),
        texts=("file_name",),
        plain=("id", "cohort_id", "checksum"),
    ),
    "meeting_row": Policy(
        (
            Concern(
                "member_id",
                "member",
                Attendance({"name": "", "email": ""}),
                "meetings",
                ("name", "email", "minutes", "first_seen", "last_seen", "matched"),
            ),
            # Somebody who looks like this member: it may be another person, so nothing of it is shown; it may be them, so
            # nothing of it stays. The file is with whoever sent it.
            Concern("suggested_id", "member", Blank({"suggested_id": None, "name": "", "email": ""})),
        ),
        texts=("name", "email"),
        plain=("id", "list_id"),
    ),
    "question": Policy(
        (
            Concern("account_id", "account", Delete(), "questions", ASKED, ("answer",), card="question:{id}"),
            Concern("member_id", "member", Delete(), "questions", ASKED, ("answer",), card="question:{id}"),
            Concern("answered_by", "member", Keep(), "answers", ("answer", "answered_at", "state")),
        ),
        texts=("text", "answer"),
        plain=("id", "cohort_id", "waits_as", "chat_id", "thread_id", "message_id"),
    ),
    # What organisers made of a question is the programme's, for everybody.
    "faq_entry": Policy(
        (Concern("made_by", "member", Keep(), "faq_entries", ("question", "answer", "at"), ("question",)),),
        texts=("question", "answer"),
        plain=("id", "cohort_id", "question_id", "entry", "changes"),
    ),
    "faq_phrasing": Policy(
        (Concern("made_by", "member", Keep(), "faq_phrasings", ("text", "at"), ("text",)),),
        texts=("text",),
        plain=("id", "cohort_id", "entry"),
    ),
    "faq_asked": Policy(
        (
            Concern(
                *("account_id", "account", Delete(), "asked_the_bot"),
                ("text", "language", "outcome", "entry", "at", "helped"),
            ),
        ),
        texts=("text",),
        plain=("id", "cohort_id", "message_id", "place", "settled"),
    ),
    "dialog": Policy(
        (Concern("account_id", "address", Delete(), "forms", ("platform", "step", "answers", "updated_at")),),
        texts=("form",),
        plain=("id", "cohort_id"),
    ),
    # The short replies to what was handled in the last days belong to nobody that can be told: all are emptied.
    "processed_event": Policy(plain=("event_id", "at", "reply")),
    "outbox": Policy(
        (
            Concern(
                "account_id",
                "address",
                Delete(),
                "messages",
                ("platform", "made_at", "sent_at", "state", "payload"),
                ("payload",),
            ),
        ),
        texts=("payload", "error"),
        plain=(
            *("id", "key", "card", "slot", "stage", "version", "cohort_id", "chat_id", "thread_id", "reply_to"),
            *(
                "whisper",
                "asked_chat_id",
                "asked_thread_id",
                "edits",
                "recheck",
                "recheck_args",
                "not_before",
                "expires",
            ),
            *("leased_by", "lease_until", "attempts", "retry_at", "sent_chat_id", "sent_message_id"),
        ),
    ),
    "announcement": Policy(
        (
            Concern(
                *("author_id", "member", Blank({"text": ""}), "announcements"),
                ("text", "at", "state", "made_at", "sent_to"),
            ),
        ),
        texts=("text",),
        plain=("id", "cohort_id", "audience"),
    ),
    # For the minutes that it takes to bring a file over; what becomes of the file is declared where it ends up.
    "incoming_file": Policy(
        plain=(
            *("id", "cohort_id", "platform", "file_id", "then", "args", "made_at", "attempts", "retry_at"),
            *("leased_by", "lease_until"),
        )
    ),
    "reminder": Policy(plain=("id", "cohort_id", "name", "at", "state")),
    "nudge": Policy(
        (Concern("member_id", "member", Delete(), "nudges", ("kind", "due_at", "state", "sent_at", "answered_at")),),
        plain=("id", "cohort_id", "key", "recheck", "args", "look_at", "expires", "message"),
    ),
    "nudge_limit": Policy(
        (Concern("member_id", "member", Delete(), "nudge_limits", ("kind", "choice")),), plain=("id",)
    ),
    "audit": Policy(
        (
            Concern("actor_id", "member", Keep(), "deeds", ("at", "action", "session")),
            Concern("subject_id", "member", Keep(), "deeds_about_you", ("at", "action", "session", "details")),
        ),
        plain=("id", "cohort_id"),
    ),
    "erasure": Policy(
        (
            Concern("member_id", "member", Keep(), "erasures", ("asked_at", "state", "decided_at")),
            Concern("decided_by", "member", Keep(), "decisions_erasure", ("decided_at", "state")),
        ),
        plain=("id", "cohort_id"),
    ),
    **COACHING,
    **HOMEWORK,
    **ROADMAP,
    **DEBRIEF,
    **PEERS,
}

SECTIONS = tuple(
    dict.fromkeys(concern.section for policy in POLICIES.values() for concern in policy.concerns if concern.section)
)
"""The keys of the JSON that people take away. They are promised: rename none."""
