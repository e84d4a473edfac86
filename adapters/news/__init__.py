"""What is live: the tailer of the event log, and the feeds and wallboards that follow it."""
