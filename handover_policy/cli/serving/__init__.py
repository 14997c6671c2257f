"""Commands that run the service, and that look after what it keeps."""
