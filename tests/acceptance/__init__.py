"""The desk as a stranger meets it: real processes, real clients, real input."""
