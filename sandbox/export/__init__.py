"""A static site of what the live pages answer, from one recorded replay of each scenario."""
