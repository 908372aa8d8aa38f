"""Evaluation of predictions: metrics, intervals, calibration, significance, and the evaluation's record."""
