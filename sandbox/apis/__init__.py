"""The resource server, one factory: two apis differ only by their declaration."""
