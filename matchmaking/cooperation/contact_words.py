"""The words for the networks whose contact points are listed."""

from __future__ import annotations

from matchmaking.cooperation.models import Network

NETWORKS = {
    Network.EEN: "Enterprise Europe Network",
    Network.ECN: "Enterprise Canada Network",
}
"""Names, the same in every language."""
