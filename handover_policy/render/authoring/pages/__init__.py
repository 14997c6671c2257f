"""Pages of authors: which HTML and CSS their templates and style sheets may hold."""
