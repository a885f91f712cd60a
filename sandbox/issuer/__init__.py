"""The OpenID provider of a world: discovery, keys, sign-in, and one module a grant."""
