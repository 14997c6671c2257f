"""Pages: everybody does their part in a browser, with or without JavaScript."""
