"""The page of a stop of a scenario, its handout, and its script of curl commands."""
