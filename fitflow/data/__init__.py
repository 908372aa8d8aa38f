"""Locate datasets on this machine; read, verify, split and scale them."""
