"""One suite over the three adapters: the same scenario, with the real engine, handlers and libraries, on each platform."""
