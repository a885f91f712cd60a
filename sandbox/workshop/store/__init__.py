"""Where the state of rooms is kept: one interface, in memory or in Redis."""
