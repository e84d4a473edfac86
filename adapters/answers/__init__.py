"""Answers of queries that are given again: kept in process and, if wished, in Redis for all processes."""
