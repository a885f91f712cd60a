"""The pages of a world's clients: single-page apps that really sign in, hold tokens and call apis."""
