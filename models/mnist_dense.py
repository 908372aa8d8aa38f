"""One hidden layer for flattened images: 784 -> 512 relu -> 10.

Source: F. Chollet, "Deep Learning with Python", listing 2.2, with the final softmax left to the loss.
"""

import keras

REFERENCE_SHAPE = ((28, 28, 1), 10)
NUM_PARAMETERS = 407_050


def build(input_shape: tuple[int, ...], num_outputs: int, *, units: int = 512) -> keras.Model:
    """Build the network.

    Args:
        input_shape: shape of one example, float32, of any rank; it is flattened.
        num_outputs: number of classes.
        units: width of the hidden layer.

    Returns:
        (batch, *input_shape) -> float32 logits (batch, num_outputs).
    """
    inputs = keras.Input(input_shape)
    x = keras.layers.Flatten()(inputs)
    x = keras.layers.Dense(units, activation="relu")(x)
    logits = keras.layers.Dense(num_outputs, dtype=keras.config.floatx(), name="logits")(x)
    return keras.Model(inputs, logits, name="mnist_dense")
