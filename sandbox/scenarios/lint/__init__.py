"""What is wrong in a scenario that has the right shape."""
