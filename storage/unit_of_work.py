"""One transaction and the stores that speak within it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

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
from storage.connection import Connection
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
from storage.mentorings import MentoringStore
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
from storage.turns import TurnStore
from storage.waiting import WaitingStore

T = TypeVar("T")


class _Store(Generic[T]):
    """A store of the unit's connection, made when it is first asked for: a turn needs four of forty. What `cached_property`
    does, without its lock."""

    def __init__(self, make: Callable[[Connection], T]) -> None:
        self._make = make

    def __set_name__(self, _owner: type, name: str) -> None:
        self._name = name

    def __get__(self, unit: ReadUnit, _owner: type) -> T:
        made = unit.__dict__[self._name] = self._make(unit.connection)
        return made


class ReadUnit:
    """A look at the database. Its stores can be asked; what would write fails, as the connection is for reading."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    cohorts = _Store(CohortStore)
    members = _Store(MemberStore)
    accounts = _Store(AccountStore)
    invites = _Store(InviteStore)
    check_ins = _Store(CheckInStore)
    absences = _Store(AbsenceStore)
    announcements = _Store(AnnouncementStore)
    attendance = _Store(AttendanceStore)
    audit = _Store(AuditStore)
    codes = _Store(CodeStore)
    known_sessions = _Store(KnownSessionStore)
    meeting_lists = _Store(MeetingListStore)
    personal = _Store(PersonalStore)
    reminders = _Store(ReminderStore)
    second_checks = _Store(SecondCheckStore)
    incoming = _Store(IncomingStore)
    slots = _Store(SlotStore)
    bookings = _Store(BookingStore)
    waiting = _Store(WaitingStore)
    roadmaps = _Store(RoadmapStore)
    roadmap_actions = _Store(RoadmapActionStore)
    roadmap_talk = _Store(RoadmapTalkStore)
    calendar_feeds = _Store(CalendarFeedStore)
    letters = _Store(LetterStore)
    mentorings = _Store(MentoringStore)
    nudges = _Store(NudgeStore)
    assignments = _Store(AssignmentStore)
    extensions = _Store(ExtensionStore)
    submissions = _Store(SubmissionStore)
    submission_items = _Store(SubmissionItemStore)
    feedback = _Store(FeedbackStore)
    debriefs = _Store(DebriefStore)
    peer_reviews = _Store(PeerReviewStore)
    peers = _Store(PeerStore)
    rounds = _Store(RoundStore)
    peer_questions = _Store(PeerQuestionStore)
    questions = _Store(QuestionStore)
    faq = _Store(FaqStore)
    faq_learning = _Store(FaqLearningStore)
    dialogs = _Store(DialogStore)
    events = _Store(EventStore)
    turns = _Store(TurnStore)
    outbox = _Store(Outbox)


class UnitOfWork(ReadUnit):
    """A `ReadUnit` whose changes are committed together. Only the engine opens one, and only it commits."""
