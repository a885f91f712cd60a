"""What is written for authors: new files, scenarios from a token or a replay, completion."""
