"""iCalendar text and spoken times from plain values; knows no feature, no request and no database."""
