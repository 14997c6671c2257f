"""The state of the fold: everything the events have told so far, in four tables, and its form as JSON."""
