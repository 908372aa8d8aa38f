"""Recipes that train on tables and on a few numbers."""
