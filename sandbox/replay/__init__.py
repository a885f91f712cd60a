"""Playing a scenario against a world by real HTTP requests, and recording what happened."""
