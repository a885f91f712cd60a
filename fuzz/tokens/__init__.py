"""Tokens against deployments, beside a strict reader of one's own."""
