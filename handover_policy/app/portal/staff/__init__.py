"""Staff: employees as hr sees and tells them: one by one, and by tables."""
