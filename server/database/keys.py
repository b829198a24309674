"""Between the ids that people and phones see and the lean keys that the tables hold."""

from hashlib import sha256

from sync.ops import bytes_to_text, text_to_bytes

ID_BYTES = 16
SERVER = "server"


def op_key(op_id: str) -> bytes:
    """Return the 16 bytes of an op id; raises ValueError for any other text."""
    return text_to_bytes(op_id, ID_BYTES)


def op_id(key: bytes) -> str:
    """Return the op id of 16 bytes."""
    return bytes_to_text(key)


def record_key(record_id: str) -> bytes:
    """Return the 16-byte key of a record: its op id's bytes, or a hash of any other id.

    >>> record_key("place/c1") == record_key("place/c2"), len(record_key("place/c1"))
    (False, 16)
    """
    try:
        return op_key(record_id)
    except ValueError:
        return sha256(record_id.encode("utf-8", "replace")).digest()[:ID_BYTES]


def user_key(user_id: str) -> int | None:
    """Return the account key of ``u<key>``; None for the server and for what is no user id.

    >>> user_key("u12"), user_key("server"), user_key("u01"), user_key("u99999999999999999999")
    (12, None, None, None)
    """
    digits = user_id[1:]
    if user_id[:1] != "u" or not digits.isascii() or not digits.isdigit() or len(digits) > 9:
        return None
    return int(digits) if digits[0] != "0" else None


def user_id(key: int | None) -> str:
    """Return the user id of an account key; the server's for None."""
    return SERVER if key is None else f"u{key}"
