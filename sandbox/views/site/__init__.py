"""The pages beside the scenarios: home, search, playlists, questions, glossary, documentation."""
