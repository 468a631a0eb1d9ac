"""The FAQ matching engine: a message in, a verdict out. It knows no chat, no SQL and no clock."""

import os

# Before numpy is loaded: its threads wait by spinning, which on a shared machine makes a question take fifty times as long.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
