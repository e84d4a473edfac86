"""What the small verbs of reference data take and answer with."""
