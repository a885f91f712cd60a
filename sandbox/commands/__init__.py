"""The commands of ``aud``, one module each."""
