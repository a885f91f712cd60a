"""What the product is measured against: the least that does the same kind of work."""
