"""From files to a catalogue: parsing, packs, playlists, drafts, and what a command line names."""
