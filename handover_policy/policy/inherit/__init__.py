"""Files of a set and of the sets it extends, merged to one document a kind."""
