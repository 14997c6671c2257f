"""Pages: which HTML and CSS authors may write, and the rule in every page that nothing is loaded or run."""
