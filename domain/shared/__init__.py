"""What every aggregate is made of."""
