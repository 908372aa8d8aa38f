"""The content-addressed store of arrays and files."""
