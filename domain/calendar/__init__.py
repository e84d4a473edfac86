"""Service calendars and typed durations: when a promise made now falls due, and why then."""
