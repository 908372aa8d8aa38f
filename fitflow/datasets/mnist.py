"""MNIST: handwritten digits, 60,000 training and 10,000 test images.

Examples: uint8 (28, 28, 1), grey, ink 255 on paper 0. Labels: the digit, 0..9; between 5,421 and 6,742 training images
a class. Bundled with fitflow as the four original IDX files, gzip; 11 MB.
Licence: CC BY-SA 3.0. Source: http://yann.lecun.com/exdb/mnist/ (Y. LeCun, C. Cortes, C. Burges).
Content: SHA-256 over dtype, shape and every byte of every split, in `CARD.known`; any other content is rejected.
"""

from fitflow.data.cards import Card, Source

CARD = Card(
    name="mnist",
    title="MNIST",
    input_shape=(28, 28, 1),
    dtype="uint8",
    value_range=(0, 255),
    num_train=60_000,
    num_test=10_000,
    class_names=tuple("0123456789"),
    license="CC BY-SA 3.0",
    source="http://yann.lecun.com/exdb/mnist/",
    known={"1ab36173c5442eefac1052e16cd4f6fadab376babf2649f6ff42f84b978b3824": "original"},
    strict=True,
)
SOURCE = Source(card=CARD, formats=("idx", "npz", "images", "table"), bundled="mnist", keras_cache=("mnist.npz",))
