"""Texts that have broken other systems, ops made of them, and bodies that are no ops."""

from __future__ import annotations

from dataclasses import replace

from sync.ops import OpParts, Value, seal, text_to_bytes

REPLICA = text_to_bytes("ABEiM0RVZneImaq7zN3u_w", 16)
T0 = 1583800000000

# The body of the design; its kind's name is an old one, and hashing does not care.
DESIGN_BODY = (
    '{"v":1,"k":"round.log","kv":1,"x":"AAECAwQFBgc","pl":"c1","by":"u5",'
    '"at":[1583798400000,1583799900000],"tz":480,"rec":1583800000000,"anc":1583797000000,'
    '"slot":"disinfect/c1/2020-03-10/am","set":{"areas":["lobby","lift"],"agent":"84",'
    '"ppm":500,"note":"单元楼道已消毒"}}'
)

HOSTILE: dict[str, str] = {
    "plain": "单元楼道已消毒",
    "NUL and other controls": "a\x00b\x01\x07\x08\t\n\x0b\x0c\r\x1b\x1f\x7f",
    "a lone high surrogate": "half \ud83d of a face",
    "a lone low surrogate": "\ude37 at the start",
    "surrogates the wrong way round": "\ude37\ud83d",
    "a pair": "😷 and 𠮷野家",
    "line separators of JavaScript": "one\u2028two\u2029three",
    "quotes and slashes": "\"\\/ </script> <!-- '",
    "a byte order mark and bidi marks": "\ufeff\u202eabc\u202c\u200b",
    "not normalised": "e\u0301 \u00e9 Å \u212b",
    "outside and private": "\ue000 \ufffd \uffff",
}


def parts_of(note: str, number: int) -> OpParts:
    return OpParts(
        kind="screening",
        version=1,
        nonce=f"AAECAwQF{number:02d}c",
        place="420103009001.1.3.1.201",
        by="u5",
        at=(T0 - 60_000, T0) if number % 2 else T0,
        tz=480,
        rec=T0 + number,
        slot="2020-03-10/am" if number % 3 else None,
        root="tTUrielNwx7BkeyeADprAw" if number % 4 == 1 else None,
        parents=("tTUrielNwx7BkeyeADprAw", "N1m2sbR4EZmNJCGI3GFSxQ") if number % 4 == 1 else (),
        subject="u7" if number % 5 == 2 else None,
        clk=(-1200, 35) if number % 2 else None,
        anc=T0 - 90_000 if number % 3 == 1 else None,
        fields=fields_of(note, number),
    )


def fields_of(note: str, number: int) -> dict[str, Value]:
    plain: dict[str, Value] = {"outcome": "normal", "method": "door", "note": note}
    if number % 2:
        plain |= {"temperature": 366, "terminal": True, "symptoms": ["fever", note]}
        plain |= {"readings": [{"who": note, "tenths": 366}], "cleared": None, "big": 2**53 - 1}
    return plain


MALFORMED: tuple[tuple[str, str], ...] = (
    ("", "json"),
    ("[", "json"),
    ("[" * 9000, "json"),
    ("[]", "json"),
    ('"text"', "json"),
    ("{}", "v"),
    ('{"v":2}', "v"),
    ('{"v":1}', "at"),
)
FLAWS: tuple[tuple[str, str, str], ...] = (
    ('"v":1', '"v":true', "v"),
    ('"k":"screening"', '"k":""', "k"),
    ('"k":"screening"', '"k":7', "k"),
    ('"k":"screening"', '"k":"two words"', "k"),
    ('"kv":1', '"kv":"1"', "kv"),
    ('"kv":1', '"kv":1.0', "float"),
    ('"kv":1', '"kv":NaN', "float"),
    ('"kv":1', '"kv":9007199254740992', "kv"),
    ('"kv":1', '"kv":true', "kv"),
    ('"kv":1', '"kv":1,"kv":1', "twice"),
    ('"x":"AAECAwQF00c"', '"x":"short"', "x"),
    ('"x":"AAECAwQF00c"', '"x":5', "x"),
    ('"pl":"420103009001.1.3.1.201"', '"pl":"\\ud800"', "pl"),
    ('"pl":"420103009001.1.3.1.201"', '"pl":"a\\u0000b"', "pl"),
    ('"pl":"420103009001.1.3.1.201"', '"pl":null', "pl"),
    ('"by":"u5"', '"by":"u5","parents":"x"', "parents"),
    ('"by":"u5"', '"by":"u5","parents":[7]', "parents"),
    ('"by":"u5"', '"by":"u5","root":""', "root"),
    ('"by":"u5"', '"by":"u5","clk":[1]', "clk"),
    ('"by":"u5"', '"by":"u5","anc":"1"', "anc"),
    ('"at":1583800000000', '"at":[2,1]', "at"),
    ('"at":1583800000000', '"at":[1,2,3]', "at"),
    ('"outcome":"normal"', '"outcome":36.6', "float"),
    ('"outcome":"normal"', '"Out come":"normal"', "set"),
    ('"outcome":"normal"', '"outcome":9007199254740992', "set"),
    ('"outcome":"normal"', '"outcome":[[[[[1]]]]]', "set"),
    ('"outcome":"normal"', '"outcome":{"a":{"a":{"a":{"a":{"a":1}}}}}', "set"),
    ('"set":{', '"set":[],"was":{', "set"),
    ('"outcome":"normal"', '"outcome":"' + "x" * 16384 + '"', "too_large"),
    ('"outcome":"normal"', '"outcome":"' + "消" * 6000 + '"', "too_large"),
)


def flawed() -> list[dict[str, str]]:
    plain = seal(replace(parts_of("x", 0), slot=None))
    cases = [{"body": body, "why": why} for body, why in MALFORMED]
    for before, after, why in FLAWS:
        assert before in plain, before
        cases.append({"body": plain.replace(before, after, 1), "why": why})
    return cases
