"""Everything stored about a person: to be shown, to be erased, to be kept without the name."""

from storage.personal.store import PersonalStore

__all__ = ["PersonalStore"]
