"""What each mutation of a ticket does: it translates, and nothing else."""
