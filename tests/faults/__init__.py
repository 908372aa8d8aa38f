"""What happens when a run is stopped, killed, or its surroundings fail."""
