"""Reads what feedback sounds like and speaks of, from exported weights: plain Python, no heavy library."""
