"""The FAQ matching engine: a message in, a verdict out. It knows no chat, no SQL and no clock."""
