"""Logged models in use: predictions for images and rows, latency, export to other formats."""
