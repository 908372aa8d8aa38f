"""Matrix factorization: a rating is the dot product of a user's and an item's vector, plus optional biases.

Source: Y. Koren, R. Bell and C. Volinsky, "Matrix Factorization Techniques for Recommender Systems", 2009.
"""

from typing import Any

import keras

REFERENCE_SHAPE = ((2,), 1)
NUM_PARAMETERS = 18


def build(
    input_shape: tuple[int, ...],
    num_outputs: int,
    *,
    num_users: int = 5,
    num_items: int = 4,
    rank: int = 2,
    biases: bool = False,
) -> keras.Model:
    """Build the network.

    Args:
        input_shape: (2,): indices of a user and an item, from 0.
        num_outputs: 1.
        num_users, num_items: number of users and items.
        rank: length of the vectors.
        biases: add a bias per user, a bias per item, and a global bias.

    Returns:
        (batch, 2) -> ratings (batch, 1), of Keras's floatx.

    Raises:
        ValueError: another input shape or number of outputs.
    """
    if input_shape != (2,) or num_outputs != 1:
        raise ValueError(f"expected examples (user, item) and 1 output, not {input_shape} and {num_outputs}")
    inputs = keras.Input(input_shape)
    x: Any = inputs
    user, item = x[:, 0], x[:, 1]
    vectors = keras.layers.Embedding(num_users, rank, name="user")(user)
    others = keras.layers.Embedding(num_items, rank, name="item")(item)
    rating: Any = keras.layers.Dot(axes=1)([vectors, others])
    if biases:
        of_user = keras.layers.Embedding(num_users, 1, embeddings_initializer="zeros", name="user_bias")(user)
        of_item = keras.layers.Embedding(num_items, 1, embeddings_initializer="zeros", name="item_bias")(item)
        of_all = keras.layers.Embedding(1, 1, embeddings_initializer="zeros", name="bias")(user * 0)
        rating = keras.layers.Add()([rating, of_user, of_item, of_all])
    return keras.Model(inputs, rating, name="matrix_factorization")
