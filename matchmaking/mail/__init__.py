"""The outbox and its delivery; carries messages without knowing what they are about."""
