"""The command line: one command a module, each loaded when it is called."""
