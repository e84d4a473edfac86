"""What each verb of a ticket takes and answers with."""
