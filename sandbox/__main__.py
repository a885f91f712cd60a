"""``python -m sandbox`` is the command ``aud``."""

from sandbox.cli import main

main()
