"""The server around the application: its socket and connections, and the addresses it is reached at."""
