"""Files that the bot makes: values in, bytes out. Knows no chat, no SQL and no clock, and words nothing: whoever asks
gives the words.

Making one takes processor time: callers do it in a thread (`asyncio.to_thread`). What it needs is loaded with the first.
"""
