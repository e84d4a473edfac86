"""Learns weights from examples and says how good they are; needs the extra `analytics`, and nothing else imports it."""
