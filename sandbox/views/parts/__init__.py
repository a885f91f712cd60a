"""What appears on several pages: tokens, checks, verdicts, messages, texts."""
