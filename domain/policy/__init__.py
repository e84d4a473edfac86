"""Rules that are data: versioned, never edited in place."""
