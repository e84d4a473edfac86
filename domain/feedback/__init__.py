"""What customers tell us about our service, and what becomes of it (反馈; source: P4)."""
