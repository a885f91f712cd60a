"""The workshop: rooms in which many follow one presenter, predict together, and see the same real replay."""
