"""Scores of predictions: metrics, intervals, calibration, significance, and the record of an evaluation."""
