"""Audience Sandbox: find out, by trying, why a perfectly signed token is still refused."""
