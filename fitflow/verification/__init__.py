"""Verification: a recorded run is run again and compared."""
