"""The tables. Alembic's migrations make them; a test holds the two together."""

from storage.tables.attendance import (
    absence,
    check_in,
    check_in_code,
    code_failure,
    known_session,
    meeting_list,
    meeting_row,
    second_check,
)
from storage.tables.base import UtcDateTime, metadata
from storage.tables.coaching import (
    booking,
    calendar_feed,
    letter,
    passed_over,
    signing_key,
    slot,
    slot_draft,
    waiting,
)
from storage.tables.debrief import consent_ask, debrief, debrief_place, peer_review, takeaway
from storage.tables.faq import faq_asked, faq_entry, faq_phrasing, question
from storage.tables.homework import (
    assignment,
    assignment_due,
    assignment_file,
    assignment_member,
    extension,
    submission,
    submission_comment,
    submission_item,
    submission_version,
)
from storage.tables.messaging import announcement, dialog, incoming_file, outbox, processed_event, reminder
from storage.tables.nudges import nudge, nudge_limit
from storage.tables.peers import (
    mentoring,
    mentoring_ban,
    pairing,
    pairing_member,
    peer_asked,
    peer_ban,
    peer_exclusion,
    peer_met,
    peer_profile,
    peer_question,
    peer_round,
    peer_skip,
    peer_thanks,
)
from storage.tables.people import account, cohort, group, invite, join_failure, link, link_request, member
from storage.tables.privacy import audit, erasure
from storage.tables.roadmap import roadmap, roadmap_comment, roadmap_part

for _table in metadata.tables.values():
    if "id" in _table.c:
        # SQLite would give the id of a row that is gone to the next one, and with it the keys of its messages: somebody's
        # question would then never reach the organisers. PostgreSQL never does.
        _table.dialect_options["sqlite"]["autoincrement"] = True

__all__ = [
    "UtcDateTime",
    "absence",
    "account",
    "announcement",
    "assignment",
    "assignment_due",
    "assignment_file",
    "assignment_member",
    "audit",
    "booking",
    "calendar_feed",
    "check_in",
    "check_in_code",
    "code_failure",
    "cohort",
    "consent_ask",
    "debrief",
    "debrief_place",
    "dialog",
    "erasure",
    "extension",
    "faq_asked",
    "faq_entry",
    "faq_phrasing",
    "group",
    "incoming_file",
    "invite",
    "join_failure",
    "known_session",
    "letter",
    "link",
    "link_request",
    "meeting_list",
    "meeting_row",
    "member",
    "mentoring",
    "mentoring_ban",
    "metadata",
    "nudge",
    "nudge_limit",
    "outbox",
    "pairing",
    "pairing_member",
    "passed_over",
    "peer_asked",
    "peer_ban",
    "peer_exclusion",
    "peer_met",
    "peer_profile",
    "peer_question",
    "peer_review",
    "peer_round",
    "peer_skip",
    "peer_thanks",
    "processed_event",
    "question",
    "reminder",
    "roadmap",
    "roadmap_comment",
    "roadmap_part",
    "second_check",
    "signing_key",
    "slot",
    "slot_draft",
    "submission",
    "submission_comment",
    "submission_item",
    "submission_version",
    "takeaway",
    "waiting",
]
