"""The service: what companies are told is decided by one writer each, kept, and answered."""
