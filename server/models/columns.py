"""Column types that the tables share: lean ids, ms times, short codes."""

from typing import Annotated

from sqlalchemy import BigInteger, Integer, LargeBinary, Text
from sqlalchemy.orm import mapped_column

# SQLite numbers rows by itself only for INTEGER, not for BIGINT.
_big_key = BigInteger().with_variant(Integer, "sqlite")

# As large as a phone's numbers get; SQLite's INTEGER holds them already.
Said = Annotated[int, mapped_column(_big_key)]
IntKey = Annotated[int, mapped_column(Integer, primary_key=True)]
BigKey = Annotated[int, mapped_column(_big_key, primary_key=True)]
Ms = Annotated[int, mapped_column(BigInteger)]  # ms UTC
Bytes16 = Annotated[bytes, mapped_column(LargeBinary(16))]
Bytes32 = Annotated[bytes, mapped_column(LargeBinary(32))]
Words = Annotated[str, mapped_column(Text)]
