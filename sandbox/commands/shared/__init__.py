"""What several commands use: options, errors, the server that two of them start."""
