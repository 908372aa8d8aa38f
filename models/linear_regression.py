"""Linear regression: a weighted sum of the inputs plus a bias.

Source: A.-M. Legendre, 1805; as a single-layer network in A. Zhang et al., "Dive into Deep Learning", section 3.1.
"""

import keras

REFERENCE_SHAPE = ((2,), 1)
NUM_PARAMETERS = 3


def build(input_shape: tuple[int, ...], num_outputs: int) -> keras.Model:
    """Build the network.

    Args:
        input_shape: (num_features,) of one example.
        num_outputs: number of values to predict.

    Returns:
        (batch, num_features) -> (batch, num_outputs), of Keras's floatx.
    """
    inputs = keras.Input(input_shape)
    outputs = keras.layers.Dense(num_outputs, dtype=keras.config.floatx(), name="linear")(inputs)
    return keras.Model(inputs, outputs, name="linear_regression")
