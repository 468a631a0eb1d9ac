"""How a turn runs: dispatch, dialogs, delivery and the tick. Knows no platform, no feature and no SQL."""
