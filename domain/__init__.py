"""The desk itself: plain Python, no framework, no clock and no I/O of its own."""
