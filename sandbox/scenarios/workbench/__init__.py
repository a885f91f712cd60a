"""The state of the workbench: what it is, how it is read, the scenario that it becomes."""
