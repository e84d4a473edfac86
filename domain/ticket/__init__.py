"""A problem a customer raised (工单), from acceptance to the archive."""
