"""Use cases, by subject: each is one function and one transaction."""
