"""What a run opens, asks, keeps and executes."""
