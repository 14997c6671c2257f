"""What the catalogue says of each kind of finding, a module for each occasion."""
