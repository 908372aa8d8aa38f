"""Use of logged models: predictions for images and rows, latency, export to other formats."""
