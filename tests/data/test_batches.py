"""Every example comes once an epoch, in an order that (seed, epoch) decides."""

from __future__ import annotations

import numpy as np

from fitflow.config import AugmentationConfig
from fitflow.data.batches import Batches, augment

IMAGES = np.arange(50 * 16, dtype=np.int64).reshape(50, 4, 4, 1)
LABELS = np.arange(50) % 5
ROWS = np.arange(3, 50)


def batches(**options: object) -> Batches:
    return Batches(IMAGES, LABELS, ROWS, batch_size=8, **options)


def order(data: Batches) -> list[int]:
    return [int(image[0, 0, 0]) // 16 for index in range(len(data)) for image in data[index][0]]


def test_an_epoch_holds_every_row_once_also_those_that_do_not_fill_a_batch():
    data = batches(seed=1)
    assert [len(data[index][1]) for index in range(len(data))] == [8, 8, 8, 8, 8, 7]
    assert sorted(order(data)) == ROWS.tolist()


def test_the_order_is_a_function_of_seed_and_epoch():
    first, second = batches(seed=1), batches(seed=1)
    assert order(first) == order(second)
    first.go_to(1)
    assert order(first) != order(second)
    assert order(first) == order(batches(seed=1, epoch=1))
    assert order(batches(seed=2)) != order(second)


def test_an_epoch_can_be_entered_in_the_middle():
    whole = batches(seed=1, epoch=3, repeat=2)
    rest = whole.from_batch(7)
    assert len(rest) == len(whole) - 7
    assert order(rest) == [int(image[0, 0, 0]) // 16 for index in range(7, len(whole)) for image in whole[index][0]]


def test_without_a_seed_the_rows_keep_their_order():
    assert order(batches()) == ROWS.tolist()


def test_labels_stay_with_their_images_and_can_be_one_hot():
    images, labels = batches(seed=4, num_classes=5)[0]
    assert (labels.argmax(-1) == LABELS[images[:, 0, 0, 0] // 16]).all()
    assert labels.dtype == np.float32 and (labels.sum(-1) == 1).all()


def test_a_flip_mirrors_left_to_right_only_where_told():
    config = AugmentationConfig(flip=True)
    done = augment(IMAGES[:2], np.array([True, False]), np.zeros((2, 2), int), config)
    np.testing.assert_array_equal(done[0], IMAGES[0][:, ::-1])
    np.testing.assert_array_equal(done[1], IMAGES[1])


def test_a_shift_in_the_middle_of_its_reach_changes_nothing_and_others_move_the_image():
    config = AugmentationConfig(shift=2)
    done = augment(IMAGES[:2], np.zeros(2, bool), np.array([[2, 2], [3, 2]]), config)
    np.testing.assert_array_equal(done[0], IMAGES[0])
    np.testing.assert_array_equal(done[1][:3], IMAGES[1][1:])
