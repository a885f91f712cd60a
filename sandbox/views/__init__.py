"""A Trace, printed: for the terminal, as JUnit, as pages. Nothing here decides anything."""
