"""The clocks that every aggregate's promises run on: commitments as data, and what happened to each clock."""
