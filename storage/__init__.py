"""What is remembered: tables, one store a noun, the outbox. Rows never leave this package; values of `bot.domain` do."""
