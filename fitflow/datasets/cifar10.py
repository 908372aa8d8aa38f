"""CIFAR-10: small colour photographs of ten kinds of things, 50,000 training and 10,000 test images.

Examples: uint8 (32, 32, 3), RGB. Labels 0..9: the kind; 5,000 training and 1,000 test images a class.
Read from the python batches (folder or .tar.gz), from images as split/class/*.png|jpg (folder or .zip), or downloaded.
Licence: free to use with citation. Source: https://www.cs.toronto.edu/~kriz/cifar.html (A. Krizhevsky, "Learning
Multiple Layers of Features from Tiny Images", 2009).
Content: copies re-encoded as JPEG exist, so unknown content is accepted and reported as unrecognised in the run.
"""

from fitflow.data.cards import Card, Source

CARD = Card(
    name="cifar10",
    title="CIFAR-10",
    input_shape=(32, 32, 3),
    dtype="uint8",
    value_range=(0, 255),
    num_train=50_000,
    num_test=10_000,
    class_names=("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"),
    license="free to use with citation",
    source="https://www.cs.toronto.edu/~kriz/cifar.html",
    known={
        "7da6a56bd03fb1254927be66bfb87c469e201af7309af6d03d3a1c2f00259e5d": "re-coded as JPEG",
        "cac0ee04e09783024b70474a15a268d71c4bb60a6c8a1267618b668a3b6bb873": "re-coded as JPEG",
    },
)
# MD5 of the six original batches in the source's archive, as Keras and torchvision also list them.
ORIGINAL_FILES = {
    "data_batch_1": "c99cafc152244af753f735de768cd75f",
    "data_batch_2": "d4bba439e000b95fd0a9bffe97cbabec",
    "data_batch_3": "54ebc095f3ab1f0389bbae665268c751",
    "data_batch_4": "634d18415352ddfa80567beed471001a",
    "data_batch_5": "482c414d41f54cd18b22e5b47cb7c3cb",
    "test_batch": "40351d587109b95175f43aff81a1287e",
}
SOURCE = Source(
    card=CARD,
    formats=("batches", "npz", "images", "table"),
    keras_cache=("cifar-10-batches-py", "cifar-10-batches-py-target/cifar-10-batches-py", "cifar-10-batches-py.tar.gz"),
    keras_download="cifar10",
    file_digests=ORIGINAL_FILES,
)
