"""What people see and do on pages: who they are, what is theirs, and their acts as events."""
