"""Recipes that compute something without training."""
