"""Batch normalisation by TensorFlow's fused kernel while a network trains on a CPU.

Keras composes the layer of a dozen operations, each of which goes through the whole batch in float32: half the time of
a small convolutional network (docs/decisions.md has the measurement). TensorFlow's kernel goes through it once or
twice, in the batch's own dtype. Layer, variables and saved model stay Keras's own: the call is another while training.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras

from fitflow.training.runtime import Runtime

DTYPES = ("float32", "bfloat16")


def fuse(model: keras.Model, runtime: Runtime) -> None:
    """Let each layer that the kernel can stand for use it; XLA and other backends do their own fusing.

    Args:
        model: built; layers of models within it count.
        runtime: the device and whether XLA compiles.
    """
    if runtime.device.backend != "tensorflow" or runtime.device.kind != "cpu" or runtime.jit_compile:
        return
    network: Any = model
    for layer in network._flatten_layers():
        if isinstance(layer, keras.layers.BatchNormalization) and _can_be_fused(layer):
            layer.call = _fused(layer, layer.call)


def _can_be_fused(layer: Any) -> bool:
    """Images with the channels last, and no option that the kernel lacks."""
    return (
        layer.input_spec.ndim == 4
        and layer.axis in (-1, 3)
        and layer.scale
        and layer.center
        and not layer.renorm
        and not layer.synchronized
        and layer.compute_dtype in DTYPES
    )


def _fused(layer: Any, keras_call: Callable[..., Any]) -> Callable[..., Any]:
    import tensorflow as tf

    def call(inputs: Any, training: bool | None = None, mask: Any = None) -> Any:
        if not training or not layer.trainable or mask is not None:
            return keras_call(inputs, training=training, mask=mask)
        unused = tf.zeros([0])
        outputs, mean, variance, *_ = tf.raw_ops.FusedBatchNormV3(
            x=inputs,
            scale=tf.convert_to_tensor(layer.gamma),
            offset=tf.convert_to_tensor(layer.beta),
            mean=unused,
            variance=unused,
            epsilon=layer.epsilon,
            is_training=True,
        )
        # The kernel's variance is that of a sample; Keras keeps the population's.
        count = tf.cast(tf.reduce_prod(tf.shape(inputs)[:-1]), tf.float32)
        _follow(layer.moving_mean, mean, layer.momentum)
        _follow(layer.moving_variance, variance * (count - 1) / count, layer.momentum)
        return outputs

    return call


def _follow(moving: Any, value: Any, momentum: float) -> None:
    moving.assign(moving * momentum + value * (1 - momentum))
