"""People's own data: to take away, to have erased; and for organisers to decide what of it must be kept."""

from handlers.my_data import attendance_of_erased, forget, forget_other, goodbye, take
from handlers.my_data.declared import feature

__all__ = ["attendance_of_erased", "feature", "forget", "forget_other", "goodbye", "take"]
