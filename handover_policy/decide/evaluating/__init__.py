"""What a moved or changed case leads to: gates, claims, messages, duties, problems."""
