"""A sentence in Chinese and in English, always both.

>>> Words("缺 {n} 户", "{n:door|doors} missing").filled(n=6).to_json()
{'zh': '缺 6 户', 'en': '6 doors missing'}
>>> Words("缺 {n} 户", "{n:door|doors} missing").filled(n=1).en
'1 door missing'
"""

from collections.abc import Mapping
from dataclasses import dataclass

# As the desk's pages shorten them.
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"]


class _Count(int):
    """A whole number that a sentence may have counted in words."""

    def __format__(self, spec: str) -> str:
        one, several, many = spec.partition("|")
        if not several:
            return format(int(self), spec)
        return f"{int(self)} {one if self == 1 else many}"


@dataclass(frozen=True, slots=True)
class Words:
    """The same thing said in Chinese and in English."""

    zh: str
    en: str

    def filled(self, **values: object) -> "Words":
        """Both sentences with their {placeholders} filled; raises KeyError for an unknown one.

        ``{n:door|doors}`` is a count with the word for one or for several.
        """
        counted = {
            name: _Count(value) if type(value) is int else value for name, value in values.items()
        }
        return Words(self.zh.format_map(values), self.en.format_map(counted))

    def to_json(self) -> dict[str, str]:
        """{"zh": …, "en": …}."""
        return {"zh": self.zh, "en": self.en}


def words_of(table: Mapping[str, object]) -> Words | None:
    """Words of a TOML table {zh, en}; None unless it has exactly these two texts."""
    zh, en = table.get("zh"), table.get("en")
    if set(table) == {"zh", "en"} and isinstance(zh, str) and isinstance(en, str):
        return Words(zh, en)
    return None


def day_words(day: str) -> tuple[str, str]:
    """A day as people say it, in Chinese and English, without the year.

    >>> day_words("2020-03-09")
    ('3月9日', '9 Mar')
    """
    month, number = int(day[5:7]), int(day[8:10])
    return f"{month}月{number}日", f"{number} {_MONTHS[month - 1]}"
