"""Satisfaction surveys: what is asked, of whom, and what the answers say (满意度调查; source: P6.1, P3.2-a)."""
