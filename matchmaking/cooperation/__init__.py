"""Who works with whom: partnerships, agreements, success stories, and what is known of each country."""
