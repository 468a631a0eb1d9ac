"""Calendar files (iCalendar, RFC 5545): writing entries and feeds, reading a coach's free time. Knows no chat, no SQL."""
