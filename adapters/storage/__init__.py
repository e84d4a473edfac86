"""What is written: tables, aggregates in and out of them, the event log."""
