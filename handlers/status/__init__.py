"""How the cohort is doing: in words, by session, by person, as a picture, as a file; and once a week by itself."""

from handlers.status import export, lists, missing, people, picture, show, week
from handlers.status.declared import feature
from handlers.status.show import ShowNames

__all__ = ["ShowNames", "export", "feature", "lists", "missing", "people", "picture", "show", "week"]
