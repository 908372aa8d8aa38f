"""Recipes that train on images."""
