"""Datasets on this machine: where they are, how their files are read, verified, split and scaled."""
