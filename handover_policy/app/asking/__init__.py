"""What a service is asked, as JSON values: cases, tasks, gates, and what happened."""
