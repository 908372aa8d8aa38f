"""Softmax regression: one dense layer from pixels to logits.

Source: A. Zhang et al., "Dive into Deep Learning", section 4.1 (multinomial logistic regression, D. Cox 1958), with the
softmax left to the loss.
"""

import keras

REFERENCE_SHAPE = ((28, 28, 1), 10)
NUM_PARAMETERS = 7_850


def build(input_shape: tuple[int, ...], num_outputs: int) -> keras.Model:
    """Build the network.

    Args:
        input_shape: shape of one example, of any rank; it is flattened.
        num_outputs: number of classes.

    Returns:
        (batch, *input_shape) -> logits (batch, num_outputs), of Keras's floatx.
    """
    inputs = keras.Input(input_shape)
    x = keras.layers.Flatten()(inputs)
    logits = keras.layers.Dense(num_outputs, dtype=keras.config.floatx(), name="logits")(x)
    return keras.Model(inputs, logits, name="softmax_regression")
