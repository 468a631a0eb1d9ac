"""One transaction and the stores that speak within it."""

from __future__ import annotations

from functools import cached_property

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.absences import AbsenceStore
from storage.accounts import AccountStore
from storage.announcements import AnnouncementStore
from storage.attendance import AttendanceStore
from storage.audit import AuditStore
from storage.bookings import BookingStore
from storage.calendar_feeds import CalendarFeedStore
from storage.check_ins import CheckInStore
from storage.codes import CodeStore
from storage.cohorts import CohortStore
from storage.dialogs import DialogStore
from storage.events import EventStore
from storage.faq import FaqStore
from storage.faq_learning import FaqLearningStore
from storage.incoming import IncomingStore
from storage.invites import InviteStore
from storage.known_sessions import KnownSessionStore
from storage.letters import LetterStore
from storage.meeting_lists import MeetingListStore
from storage.members import MemberStore
from storage.outbox import Outbox
from storage.personal import PersonalStore
from storage.questions import QuestionStore
from storage.reminders import ReminderStore
from storage.second_checks import SecondCheckStore
from storage.slots import SlotStore
from storage.waiting import WaitingStore


class ReadUnit:
    """A look at the database. Its stores can be asked; what would write fails, as the connection is for reading."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    @cached_property
    def cohorts(self) -> CohortStore:
        return CohortStore(self.connection)

    @cached_property
    def members(self) -> MemberStore:
        return MemberStore(self.connection)

    @cached_property
    def accounts(self) -> AccountStore:
        return AccountStore(self.connection)

    @cached_property
    def invites(self) -> InviteStore:
        return InviteStore(self.connection)

    @cached_property
    def check_ins(self) -> CheckInStore:
        return CheckInStore(self.connection)

    @cached_property
    def absences(self) -> AbsenceStore:
        return AbsenceStore(self.connection)

    @cached_property
    def announcements(self) -> AnnouncementStore:
        return AnnouncementStore(self.connection)

    @cached_property
    def attendance(self) -> AttendanceStore:
        return AttendanceStore(self.connection)

    @cached_property
    def audit(self) -> AuditStore:
        return AuditStore(self.connection)

    @cached_property
    def codes(self) -> CodeStore:
        return CodeStore(self.connection)

    @cached_property
    def known_sessions(self) -> KnownSessionStore:
        return KnownSessionStore(self.connection)

    @cached_property
    def meeting_lists(self) -> MeetingListStore:
        return MeetingListStore(self.connection)

    @cached_property
    def personal(self) -> PersonalStore:
        return PersonalStore(self.connection)

    @cached_property
    def reminders(self) -> ReminderStore:
        return ReminderStore(self.connection)

    @cached_property
    def second_checks(self) -> SecondCheckStore:
        return SecondCheckStore(self.connection)

    @cached_property
    def incoming(self) -> IncomingStore:
        return IncomingStore(self.connection)

    @cached_property
    def slots(self) -> SlotStore:
        return SlotStore(self.connection)

    @cached_property
    def bookings(self) -> BookingStore:
        return BookingStore(self.connection)

    @cached_property
    def waiting(self) -> WaitingStore:
        return WaitingStore(self.connection)

    @cached_property
    def calendar_feeds(self) -> CalendarFeedStore:
        return CalendarFeedStore(self.connection)

    @cached_property
    def letters(self) -> LetterStore:
        return LetterStore(self.connection)

    @cached_property
    def questions(self) -> QuestionStore:
        return QuestionStore(self.connection)

    @cached_property
    def faq(self) -> FaqStore:
        return FaqStore(self.connection)

    @cached_property
    def faq_learning(self) -> FaqLearningStore:
        return FaqLearningStore(self.connection)

    @cached_property
    def dialogs(self) -> DialogStore:
        return DialogStore(self.connection)

    @cached_property
    def events(self) -> EventStore:
        return EventStore(self.connection)

    @cached_property
    def outbox(self) -> Outbox:
        return Outbox(self.connection)


class UnitOfWork(ReadUnit):
    """A `ReadUnit` whose changes are committed together. Only the engine opens one, and only it commits."""
