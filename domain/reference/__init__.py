"""Departments, channels, business lines, kinds and agents: the words other records use."""
