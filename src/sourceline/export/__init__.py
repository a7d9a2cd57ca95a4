"""One file a format: what leaves the project as text."""
