"""Hostile input in bulk: ``python -m fuzz``. One module a target; what is invented depends on the seed alone."""
