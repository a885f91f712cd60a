"""Reading YAML with positions, and telling people exactly what is wrong where."""
