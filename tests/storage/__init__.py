"""Every aggregate goes in and comes out equal, on both engines."""
