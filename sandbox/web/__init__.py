"""The pages and the JSON API: thin routes between the catalogue, the player and the views."""
