"""Recipes in and out: loaded from files and options, named as runs, written as commands."""
