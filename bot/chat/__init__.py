"""The platform-neutral vocabulary: events in; messages, forms and files out. No vendor, no SQL, no asyncio."""
