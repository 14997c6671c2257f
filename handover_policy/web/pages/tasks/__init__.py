"""The page of a task, and the files that are brought and looked at there."""
