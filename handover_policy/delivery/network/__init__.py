"""Network: how requests go out over HTTP, beneath the wire."""
