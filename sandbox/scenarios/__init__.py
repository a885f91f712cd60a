"""Scenarios: what an author writes, read with positions, checked, and listed in a catalogue."""
