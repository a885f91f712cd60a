"""The heart: keys, minting (what is written) and ``verify`` (what is read). Knows no web, no YAML, no HTML.

Minting and verifying share only the names of claims and checks; ``verify`` never imports ``minting``.
"""
