"""The page of a departure: dates, who is waited for, tasks, gates, documents, what happened, and why."""
