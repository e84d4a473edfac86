"""What customers need of us, how much it matters, and in which order we serve it (需求; source: P2)."""
