"""Verification: runs a recorded run again and compares the results."""
