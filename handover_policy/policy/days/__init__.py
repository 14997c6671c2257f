"""What of a policy set speaks of days: dates that are known, anchors in use, what comes back again and again."""
