"""A group of words stands where one of its words does, however they overlap; the order is that of the groups."""

import random

from fazhi.kernel.lint.groups import Groups


def test_every_group_with_a_word_is_told_once_and_in_order() -> None:
    groups = Groups((("罚款", "××"), ("款",), ("没有",), ("×",), ("罚款", "款额")))
    assert groups.standing("决定罚款××元，罚款") == [0, 1, 3, 4]
    assert groups.standing("元") == []


def test_one_scan_says_what_a_look_for_each_word_says() -> None:
    chance = random.Random("groups")
    words = ["".join(chance.choices("甲乙丙丁", k=chance.randint(1, 3))) for _ in range(60)]
    given = [tuple(chance.sample(words, chance.randint(1, 4))) for _ in range(40)]
    groups = Groups(given)
    for _ in range(200):
        text = "".join(chance.choices("甲乙丙丁戊己庚辛", k=chance.randint(0, 12)))
        assert groups.standing(text) == [at for at, own in enumerate(given) if any(word in text for word in own)]
