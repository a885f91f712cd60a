"""What an author may write: every key with its words, and the JSON Schema."""
