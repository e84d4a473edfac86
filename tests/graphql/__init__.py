"""Whole operations as a client writes them, on both engines."""
