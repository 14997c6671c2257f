"""What becomes known of messages after they went: reports of providers, receivers that fail for days."""
