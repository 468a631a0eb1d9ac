"""One transaction and the stores that speak within it."""

from __future__ import annotations

from functools import cached_property

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.absences import AbsenceStore
from storage.accounts import AccountStore
from storage.announcements import AnnouncementStore
from storage.assignments import AssignmentStore
from storage.attendance import AttendanceStore
from storage.audit import AuditStore
from storage.bookings import BookingStore
from storage.calendar_feeds import CalendarFeedStore
from storage.check_ins import CheckInStore
from storage.codes import CodeStore
from storage.cohorts import CohortStore
from storage.debriefs import DebriefStore
from storage.dialogs import DialogStore
from storage.events import EventStore
from storage.extensions import ExtensionStore
from storage.faq import FaqStore
from storage.faq_learning import FaqLearningStore
from storage.feedback import FeedbackStore
from storage.incoming import IncomingStore
from storage.invites import InviteStore
from storage.known_sessions import KnownSessionStore
from storage.letters import LetterStore
from storage.meeting_lists import MeetingListStore
from storage.members import MemberStore
from storage.nudges import NudgeStore
from storage.outbox import Outbox
from storage.peer_questions import PeerQuestionStore
from storage.peer_reviews import PeerReviewStore
from storage.peers import PeerStore
from storage.personal import PersonalStore
from storage.questions import QuestionStore
from storage.reminders import ReminderStore
from storage.roadmap_actions import RoadmapActionStore
from storage.roadmap_talk import RoadmapTalkStore
from storage.roadmaps import RoadmapStore
from storage.rounds import RoundStore
from storage.second_checks import SecondCheckStore
from storage.slots import SlotStore
from storage.submission_items import SubmissionItemStore
from storage.submissions import SubmissionStore
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
    def roadmaps(self) -> RoadmapStore:
        return RoadmapStore(self.connection)

    @cached_property
    def roadmap_actions(self) -> RoadmapActionStore:
        return RoadmapActionStore(self.connection)

    @cached_property
    def roadmap_talk(self) -> RoadmapTalkStore:
        return RoadmapTalkStore(self.connection)

    @cached_property
    def calendar_feeds(self) -> CalendarFeedStore:
        return CalendarFeedStore(self.connection)

    @cached_property
    def letters(self) -> LetterStore:
        return LetterStore(self.connection)

    @cached_property
    def nudges(self) -> NudgeStore:
        return NudgeStore(self.connection)

    @cached_property
    def assignments(self) -> AssignmentStore:
        return AssignmentStore(self.connection)

    @cached_property
    def extensions(self) -> ExtensionStore:
        return ExtensionStore(self.connection)

    @cached_property
    def submissions(self) -> SubmissionStore:
        return SubmissionStore(self.connection)

    @cached_property
    def submission_items(self) -> SubmissionItemStore:
        return SubmissionItemStore(self.connection)

    @cached_property
    def feedback(self) -> FeedbackStore:
        return FeedbackStore(self.connection)

    @cached_property
    def debriefs(self) -> DebriefStore:
        return DebriefStore(self.connection)

    @cached_property
    def peer_reviews(self) -> PeerReviewStore:
        return PeerReviewStore(self.connection)

    @cached_property
    def peers(self) -> PeerStore:
        return PeerStore(self.connection)

    @cached_property
    def rounds(self) -> RoundStore:
        return RoundStore(self.connection)

    @cached_property
    def peer_questions(self) -> PeerQuestionStore:
        return PeerQuestionStore(self.connection)

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
