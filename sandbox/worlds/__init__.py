"""A world: issuers, the audiences registered there, running apis, clients and users."""
