"""Alerts (预警): what the house has to hear of without asking, and who is told next when nobody answers."""
