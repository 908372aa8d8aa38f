"""Tests of what is done with trained models."""
