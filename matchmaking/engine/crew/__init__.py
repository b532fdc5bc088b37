"""Several searchers at work on one instance: where they run, what they say, who is sent, what is believed."""
