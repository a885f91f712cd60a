"""The pages that are about no single scenario: home, search, playlists, questions, glossary, documentation."""
