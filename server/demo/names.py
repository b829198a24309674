"""Names and telephone numbers that nobody bears, drawn from a seed."""

from __future__ import annotations

import random

SEED = 20200310
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾田董袁潘于蒋蔡余杜叶程苏魏"
    "吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华玉萍红梅建国志文斌浩宇欣怡雨晨子轩佳琪思远春"
    "秀珍凤莲福生贵荣德"
)
# 1300000xxxx: numbers of a demonstration, not of a person.
PHONE_BASE = 13_000_000_000


def seeded(what: str) -> random.Random:
    """Return the chance for one purpose: the same on every machine, apart from the others."""
    return random.Random(f"{SEED} {what}")  # noqa: S311  must be repeatable, keeps no secret


def full_name(chance: random.Random) -> str:
    """Return a family name with one or two given characters."""
    return chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, chance.choice((1, 2, 2))))


def telephone(chance: random.Random) -> str:
    """Return an 11-digit number."""
    return str(PHONE_BASE + chance.randrange(10**4))
