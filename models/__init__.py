"""Keras architectures, one a file: build(input_shape, num_outputs, **options) returns a keras.Model of logits."""
