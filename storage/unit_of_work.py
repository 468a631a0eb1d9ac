"""One transaction and the stores that speak within it."""

from __future__ import annotations

from functools import cached_property

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.accounts import AccountStore
from storage.check_ins import CheckInStore
from storage.cohorts import CohortStore
from storage.dialogs import DialogStore
from storage.events import EventStore
from storage.faq import FaqStore
from storage.faq_learning import FaqLearningStore
from storage.invites import InviteStore
from storage.members import MemberStore
from storage.outbox import Outbox
from storage.questions import QuestionStore


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
