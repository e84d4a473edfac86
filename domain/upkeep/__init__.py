"""Keeping customer information right: tasks with an owner and a due time, and what moves a customer on (P1.2, P1.3)."""
