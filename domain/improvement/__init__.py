"""Improvement measures: specific, owned, due, and verified by before and after (改进措施; source: P4.3, P6.3)."""
