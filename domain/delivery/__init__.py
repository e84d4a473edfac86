"""What leaves the house, and where it goes: webhook endpoints, deliveries, retries."""
