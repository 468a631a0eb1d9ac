"""Attendance lists as files: of one session or of the whole programme; as a workbook, as CSV, or as a PDF to sign."""

from handlers.sheets import choose, send
from handlers.sheets.declared import feature

__all__ = ["choose", "feature", "send"]
