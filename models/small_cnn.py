"""Keras's simple convnet example: two 3x3 convolutions with max pooling, dropout, one dense layer.

Source: keras.io/examples/vision/mnist_convnet (F. Chollet, 2015), which reports about 99 % on MNIST.
"""

import keras

REFERENCE_SHAPE = ((28, 28, 1), 10)
NUM_PARAMETERS = 34_826


def build(
    input_shape: tuple[int, ...],
    num_outputs: int,
    *,
    filters: tuple[int, ...] | list[int] = (32, 64),
    dropout: float = 0.5,
) -> keras.Model:
    """Build the network.

    Args:
        input_shape: (height, width, channels) of one example, float32; each pooling halves height and width.
        num_outputs: number of classes.
        filters: channels of each convolution.
        dropout: share of features dropped before the last layer, 0 <= dropout < 1.

    Returns:
        (batch, height, width, channels) -> float32 logits (batch, num_outputs).
    """
    inputs = keras.Input(input_shape)
    x = inputs
    for channels in filters:
        x = keras.layers.Conv2D(channels, 3, activation="relu")(x)
        x = keras.layers.MaxPooling2D(2)(x)
    x = keras.layers.Flatten()(x)
    x = keras.layers.Dropout(dropout)(x)
    logits = keras.layers.Dense(num_outputs, dtype=keras.config.floatx(), name="logits")(x)
    return keras.Model(inputs, logits, name="small_cnn")
