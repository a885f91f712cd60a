"""Keys, minting (what is written) and ``verify`` (what is read). It imports nothing of the web, YAML or HTML.

Minting and verifying share only the names of claims and checks; ``verify`` never imports ``minting``.
"""
