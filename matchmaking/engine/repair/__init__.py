"""A plan that is out, and something happened since: as few changes as possible, and the proof that it takes them."""
