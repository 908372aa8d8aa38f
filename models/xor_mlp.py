"""A network for exclusive or: 2 -> 3 relu -> 1.

Source: after D. Rumelhart, G. Hinton and R. Williams, "Learning representations by back-propagating errors", 1986, with
relu instead of the paper's sigmoid, and the final sigmoid left to the loss.
"""

import keras

REFERENCE_SHAPE = ((2,), 1)
NUM_PARAMETERS = 13


def build(input_shape: tuple[int, ...], num_outputs: int, *, units: int = 3) -> keras.Model:
    """Build the network.

    Args:
        input_shape: (num_features,) of one example.
        num_outputs: 1 for binary classification.
        units: width of the hidden layer.

    Returns:
        (batch, num_features) -> logits (batch, num_outputs), of Keras's floatx.
    """
    inputs = keras.Input(input_shape)
    x = keras.layers.Dense(units, activation="relu", name="hidden")(inputs)
    logits = keras.layers.Dense(num_outputs, dtype=keras.config.floatx(), name="logits")(x)
    return keras.Model(inputs, logits, name="xor_mlp")
