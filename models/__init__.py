"""Keras architectures, one per file: build(input_shape, num_outputs, **options) returns a keras.Model of logits."""
