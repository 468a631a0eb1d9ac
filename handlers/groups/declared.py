"""The feature that this folder's modules register with."""

from bot.feature import Feature

feature = Feature("groups", topic="manage")
