"""Whether an API of one's own looks: the tokens to send it, how they are sent, and what its answers say."""
