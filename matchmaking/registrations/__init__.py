"""Who takes part in an event: approval, availability."""
