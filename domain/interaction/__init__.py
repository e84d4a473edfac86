"""Interactions (互动): every contact with a customer, whatever came of it (source: P4.1-b)."""
