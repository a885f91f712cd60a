"""Traces and diagnostics for terminals and other programs."""
