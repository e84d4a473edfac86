"""The comparisons behind every speed we claim."""
