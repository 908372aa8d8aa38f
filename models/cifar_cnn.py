"""A small residual network for 32x32 colour images that trains in minutes on two CPU cores.

Two widening convolutions of stride 2, each followed by a residual block of two 3x3 convolutions, then the concatenation
of global average and global max pooling. Sources: the design of D. Page's ResNet-9 ("How to train your ResNet", 2018),
with a twelfth of its parameters; strides instead of max pooling after J. Springenberg et al., arXiv:1412.6806, since
pooling is slow on a CPU; residual blocks after K. He et al., arXiv:1512.03385; batch normalization after S. Ioffe and
C. Szegedy, arXiv:1502.03167.
"""

from typing import Any

import keras

REFERENCE_SHAPE = ((32, 32, 3), 10)
NUM_PARAMETERS = 554_730


def build(
    input_shape: tuple[int, ...],
    num_outputs: int,
    *,
    stem: int = 32,
    widths: tuple[int, ...] | list[int] = (64, 144),
) -> keras.Model:
    """Build the network.

    Args:
        input_shape: (height, width, channels) of one example, float32; each stage halves height and width.
        num_outputs: number of classes.
        stem: channels of the first convolution.
        widths: channels of each stage.

    Returns:
        (batch, height, width, channels) -> float32 logits (batch, num_outputs).
    """
    inputs = keras.Input(input_shape)
    x: Any = _convolution(inputs, stem)
    for width in widths:
        x = _convolution(x, width, strides=2)
        x = keras.layers.Add()([x, _convolution(_convolution(x, width), width)])
    pooled = [keras.layers.GlobalAveragePooling2D()(x), keras.layers.GlobalMaxPooling2D()(x)]
    x = keras.layers.Concatenate()(pooled)
    logits = keras.layers.Dense(num_outputs, dtype=keras.config.floatx(), name="logits")(x)
    return keras.Model(inputs, logits, name="cifar_cnn")


def _convolution(x: Any, filters: int, strides: int = 1) -> Any:
    """3x3 convolution, batch normalization, relu. Momentum 0.9: short runs need averages that adapt fast."""
    x = keras.layers.Conv2D(filters, 3, strides, padding="same", use_bias=False)(x)
    x = keras.layers.BatchNormalization(momentum=0.9)(x)
    return keras.layers.Activation("relu")(x)
