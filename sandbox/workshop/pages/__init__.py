"""The pages of a room: lobby, follower, presenter, results."""
