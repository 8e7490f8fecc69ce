"""AES, decryption only, as FIPS 197 describes it: for workbooks that Excel opens without asking for a password."""

from __future__ import annotations

import struct
from collections.abc import Iterator


def _tables() -> tuple[bytes, bytes, list[tuple[int, ...]]]:
    """The substitution box, its inverse, and the inverse mix of columns by byte for each of the four places."""
    power, value = [0] * 256, 1
    logarithm = [0] * 256
    for exponent in range(255):
        power[exponent], logarithm[value] = value, exponent
        value ^= (value << 1) ^ (0x11B if value & 0x80 else 0)
        value &= 0xFF

    def times(left: int, right: int) -> int:
        return power[(logarithm[left] + logarithm[right]) % 255] if left and right else 0

    box = bytearray(256)
    for byte in range(256):
        inverse = power[(255 - logarithm[byte]) % 255] if byte else 0
        turned = inverse
        for shift in range(1, 5):
            turned ^= (inverse << shift | inverse >> (8 - shift)) & 0xFF
        box[byte] = turned ^ 0x63
    back = bytearray(256)
    for byte, substitute in enumerate(box):
        back[substitute] = byte
    first = [
        times(byte, 14) << 24 | times(byte, 9) << 16 | times(byte, 13) << 8 | times(byte, 11) for byte in range(256)
    ]
    mixes = [tuple((word >> 8 * place | word << 32 - 8 * place) & 0xFFFFFFFF for word in first) for place in range(4)]
    return bytes(box), bytes(back), mixes


_BOX, _BACK, _MIX = _tables()
# Substitution and mix in one step, by byte of the state.
_STEP = [tuple(mix[_BACK[byte]] for byte in range(256)) for mix in _MIX]


def _mixed(word: int) -> int:
    a, b, c, d = _MIX
    return a[word >> 24] ^ b[word >> 16 & 255] ^ c[word >> 8 & 255] ^ d[word & 255]


def _substituted(word: int) -> int:
    return int.from_bytes(word.to_bytes(4, "big").translate(_BOX), "big")


def round_keys(key: bytes) -> list[tuple[int, int, int, int]]:
    """The round keys of the inverse cipher, in the order in which they are used."""
    size = len(key) // 4
    if len(key) not in (16, 24, 32):
        raise ValueError("key size")
    words = list(struct.unpack(f">{size}I", key))
    constant = 1
    for place in range(size, 4 * (size + 7)):
        word = words[-1]
        if place % size == 0:
            word = _substituted((word << 8 | word >> 24) & 0xFFFFFFFF) ^ constant << 24
            constant = (constant << 1) ^ (0x11B if constant & 0x80 else 0)
        elif size > 6 and place % size == 4:
            word = _substituted(word)
        words.append(words[place - size] ^ word)
    rounds = [tuple(words[place : place + 4]) for place in range(0, len(words), 4)]
    inner = [tuple(_mixed(word) for word in words) for words in rounds[1:-1]]
    return [rounds[0], *inner, rounds[-1]][::-1]


def _blocks(content: bytes, keys: list[tuple[int, int, int, int]]) -> Iterator[tuple[int, int, int, int]]:
    """The four words of each block, decrypted."""
    (first_a, first_b, first_c, first_d), *inner, (last_a, last_b, last_c, last_d) = keys
    one, two, three, four = _STEP
    back = _BACK
    for a, b, c, d in struct.iter_unpack(">4I", content):
        a, b, c, d = a ^ first_a, b ^ first_b, c ^ first_c, d ^ first_d
        for key_a, key_b, key_c, key_d in inner:
            a, b, c, d = (
                one[a >> 24] ^ two[d >> 16 & 255] ^ three[c >> 8 & 255] ^ four[b & 255] ^ key_a,
                one[b >> 24] ^ two[a >> 16 & 255] ^ three[d >> 8 & 255] ^ four[c & 255] ^ key_b,
                one[c >> 24] ^ two[b >> 16 & 255] ^ three[a >> 8 & 255] ^ four[d & 255] ^ key_c,
                one[d >> 24] ^ two[c >> 16 & 255] ^ three[b >> 8 & 255] ^ four[a & 255] ^ key_d,
            )
        yield (
            (back[a >> 24] << 24 | back[d >> 16 & 255] << 16 | back[c >> 8 & 255] << 8 | back[b & 255]) ^ last_a,
            (back[b >> 24] << 24 | back[a >> 16 & 255] << 16 | back[d >> 8 & 255] << 8 | back[c & 255]) ^ last_b,
            (back[c >> 24] << 24 | back[b >> 16 & 255] << 16 | back[a >> 8 & 255] << 8 | back[d & 255]) ^ last_c,
            (back[d >> 24] << 24 | back[c >> 16 & 255] << 16 | back[b >> 8 & 255] << 8 | back[a & 255]) ^ last_d,
        )


def decrypt_blocks(content: bytes, keys: list[tuple[int, int, int, int]]) -> bytes:
    """Whole blocks, each on its own (ECB); a rest shorter than a block is dropped.

    >>> key = bytes.fromhex("000102030405060708090a0b0c0d0e0f")
    >>> decrypt_blocks(bytes.fromhex("69c4e0d86a7b0430d8cdb78070b4c55a"), round_keys(key)).hex()
    '00112233445566778899aabbccddeeff'
    """
    pack = struct.Struct(">4I").pack
    return b"".join([pack(*words) for words in _blocks(content[: len(content) // 16 * 16], keys)])


def decrypt_chain(content: bytes, keys: list[tuple[int, int, int, int]], start: bytes) -> bytes:
    """Whole blocks chained (CBC), from the initialisation vector ``start`` of 16 bytes."""
    content = content[: len(content) // 16 * 16]
    plain = int.from_bytes(decrypt_blocks(content, keys), "big")
    before = int.from_bytes((start + content)[: len(content)], "big")
    return (plain ^ before).to_bytes(len(content), "big")
