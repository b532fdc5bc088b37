"""An event in the words of schema.org, for search engines."""

from __future__ import annotations

from typing import Any

from matchmaking.events.models import Event, EventMode, EventState
from matchmaking.web.locale import in_zone
from matchmaking.web.settings import absolute_url

_MODES = {EventMode.ON_SITE: "Offline", EventMode.ONLINE: "Online", EventMode.HYBRID: "Mixed"}


def linked_data(event: Event, url: str = "") -> dict[str, Any]:
    """A schema.org Event; what is not known is left out. `url`: its page, where that is known already."""
    url = url or absolute_url("events.show", slug=event.slug)
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": event.name,
        "startDate": in_zone(event.starts_at, event.time_zone).isoformat(),
        "url": url,
        "eventStatus": "https://schema.org/EventCancelled"
        if event.state is EventState.CANCELLED
        else "https://schema.org/EventScheduled",
    }
    if event.ends_at is not None:
        data["endDate"] = in_zone(event.ends_at, event.time_zone).isoformat()
    if event.summary:
        data["description"] = event.summary
    if event.mode is not None:
        data["eventAttendanceMode"] = f"https://schema.org/{_MODES[event.mode]}EventAttendanceMode"
    spots: list[dict[str, Any]] = []
    if event.city or event.venue:
        address = {"@type": "PostalAddress", "addressLocality": event.city, "addressCountry": event.country_code}
        spots.append(
            {
                "@type": "Place",
                "name": event.venue or event.city,
                "address": {name: value for name, value in address.items() if value},
            }
        )
    if event.mode in (EventMode.ONLINE, EventMode.HYBRID):
        spots.append({"@type": "VirtualLocation", "url": url})
    if spots:
        data["location"] = spots
    return data
