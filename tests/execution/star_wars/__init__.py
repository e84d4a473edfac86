"""graphql-core's own star-wars cases, run by plans: taken from its source distribution, never copied here."""
