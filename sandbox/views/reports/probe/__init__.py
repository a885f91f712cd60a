"""What a probe found, in the formats in which it is read."""
