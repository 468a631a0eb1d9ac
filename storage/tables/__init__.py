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
from storage.tables.faq import faq_asked, faq_entry, faq_phrasing, question
from storage.tables.messaging import announcement, dialog, incoming_file, outbox, processed_event, reminder
from storage.tables.people import account, cohort, group, invite, join_failure, link, link_request, member
from storage.tables.privacy import audit, erasure

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
    "audit",
    "booking",
    "calendar_feed",
    "check_in",
    "check_in_code",
    "code_failure",
    "cohort",
    "dialog",
    "erasure",
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
    "metadata",
    "outbox",
    "passed_over",
    "processed_event",
    "question",
    "reminder",
    "second_check",
    "signing_key",
    "slot",
    "slot_draft",
    "waiting",
]
