"""The HTTP API: events in, decisions and what follows from them out; an entrance, thin above app/."""
