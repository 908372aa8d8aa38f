"""The LeNet of many tutorials: two 5x5 convolutions with relu and max pooling, then 120 and 84 units.

Source: after Y. LeCun et al., "Gradient-Based Learning Applied to Document Recognition", 1998 (LeNet-5), with relu,
max pooling and full connections instead of the paper's tanh, subsampling and connection table.
"""

import keras

REFERENCE_SHAPE = ((32, 32, 3), 10)
NUM_PARAMETERS = 62_006


def build(input_shape: tuple[int, ...], num_outputs: int) -> keras.Model:
    """Build the network.

    Args:
        input_shape: (height, width, channels) of one example, float32; height and width at least 16.
        num_outputs: number of classes.

    Returns:
        (batch, height, width, channels) -> float32 logits (batch, num_outputs).
    """
    inputs = keras.Input(input_shape)
    x = inputs
    for filters in (6, 16):
        x = keras.layers.Conv2D(filters, 5, activation="relu")(x)
        x = keras.layers.MaxPooling2D(2)(x)
    x = keras.layers.Flatten()(x)
    for units in (120, 84):
        x = keras.layers.Dense(units, activation="relu")(x)
    logits = keras.layers.Dense(num_outputs, dtype=keras.config.floatx(), name="logits")(x)
    return keras.Model(inputs, logits, name="lenet")
