"""Prefect's server: started, asked over REST, and its database checked."""
