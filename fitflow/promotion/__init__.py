"""Promotion: the gate that judges a candidate, the aliases in MLflow's registry, and the ledger."""
