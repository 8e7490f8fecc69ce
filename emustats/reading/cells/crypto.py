"""Workbooks encrypted with the password that Excel knows by itself: it opens them without asking, and so do we.

No other password is ever tried. Layouts: [MS-OFFCRYPTO] and [MS-XLS].
"""

from __future__ import annotations

import hashlib
import struct
from base64 import b64decode
from collections.abc import Callable
from typing import NamedTuple

from emustats.errors import SubmissionError
from emustats.reading.cells.aes import decrypt_blocks, decrypt_chain, round_keys
from emustats.reading.cells.container import refuse
from emustats.reading.cells.ole import open_compound, read_stream, root_streams
from emustats.reading.cells.package import local, parse_xml, whole

_PASSWORD = "VelvetSweatshop".encode("utf-16-le")
_MOST_PACKAGE_BYTES = 4 << 20
_MOST_STREAM_BYTES = 16 << 20
_MOST_TURNS = 1_000_000
_STANDARD_TURNS = 50_000
_SEGMENT = 4096
_INPUT_KEY = bytes.fromhex("fea7d2763b4b9e79")
_HASH_KEY = bytes.fromhex("d7aa0f6d3061344e")
_VALUE_KEY = bytes.fromhex("146e0be7abacd0d6")
_HASHES = {"SHA1", "SHA-1", "SHA256", "SHA384", "SHA512"}
_AES_KEYS = {0x660E: 16, 0x660F: 24, 0x6610: 32}
_NAME = "EncryptedPackage".encode("utf-16-le")

_RECORD = struct.Struct("<2H")
_PASSWORD_RECORD, _VOID, _SHEET_ENTRY = 0x2F, 0xE2, 0x85
_NEVER_ENCRYPTED = {0x0809, 0x2F, 0x0194, 0x0195, 0xE1, 0x0196, 0x0138}
_STREAM_BLOCK = 1024


class _Key(NamedTuple):
    """What an agile key or key encryptor says about itself."""

    salt: bytes
    block: int
    key_bytes: int
    hash_name: str
    hash_bytes: int


def is_encrypted_package(data: bytes) -> bool:
    """Whether a compound file may hold an encrypted .xlsx."""
    return _NAME in data


def open_package(data: bytes) -> bytes:
    """The zip file inside an encrypted workbook; raises SubmissionError file_encrypted where only its sender can."""
    try:
        compound = open_compound(data)
        streams = root_streams(compound)
        if "encryptedpackage" not in streams or "encryptioninfo" not in streams:
            return data
        info = read_stream(compound, streams["encryptioninfo"])
        if streams["encryptedpackage"].size > _MOST_PACKAGE_BYTES:
            raise _closed("encrypted package is too large")
        package = read_stream(compound, streams["encryptedpackage"])
        major, minor = struct.unpack_from("<2H", info)
        size = struct.unpack_from("<Q", package)[0]
        if (major, minor) == (4, 4):
            plain = _open_agile(info[8:].rstrip(b"\0"), package[8:])
        elif minor == 2 and major in (2, 3, 4):
            plain = decrypt_blocks(package[8:], _standard_key(info))
        else:
            raise _closed(f"encryption {major}.{minor}")
    except (ValueError, struct.error, KeyError, SubmissionError) as error:
        # What cannot be understood of the lock is as closed as a lock without its key.
        raise _closed(f"encryption: {error}") from error
    return plain[:size]


def _closed(reason: str) -> SubmissionError:
    return refuse("file_encrypted", reason)


def _turned(start: bytes, turns: int, hash_name: str) -> bytes:
    if turns > _MOST_TURNS:
        raise _closed(f"{turns} turns of the hash")
    digest = start
    new = getattr(hashlib, hash_name)
    for turn in range(turns):
        digest = new(turn.to_bytes(4, "little") + digest).digest()
    return digest


def _fitted(digest: bytes, size: int) -> bytes:
    return digest[:size] + b"\x36" * (size - len(digest))


def _agile_key(attributes: dict[str, str]) -> _Key:
    name = attributes.get("hashAlgorithm", "")
    if attributes.get("cipherAlgorithm") != "AES" or attributes.get("cipherChaining") != "ChainingModeCBC":
        raise ValueError("cipher")
    if name not in _HASHES or attributes.get("blockSize") != "16":
        raise ValueError("hash")
    bits = whole(attributes.get("keyBits"))
    if bits not in (128, 192, 256):
        raise ValueError("key size")
    hash_bytes = whole(attributes.get("hashSize"))
    return _Key(b64decode(attributes.get("saltValue", "")), 16, bits // 8, name.replace("-", "").lower(), hash_bytes)


def _open_agile(description: bytes, package: bytes) -> bytes:
    found: dict[str, dict[str, str]] = {}
    parse_xml(description, lambda tag, attributes: found.setdefault(local(tag), attributes))
    data_key, lock = _agile_key(found["keyData"]), _agile_key(found["encryptedKey"])
    attributes = found["encryptedKey"]
    new = getattr(hashlib, lock.hash_name)
    start = new(lock.salt + _PASSWORD).digest()
    digest = _turned(start, whole(attributes.get("spinCount"), _MOST_TURNS + 1), lock.hash_name)

    def unlocked(name: str, purpose: bytes) -> bytes:
        keys = round_keys(_fitted(new(digest + purpose).digest(), lock.key_bytes))
        return decrypt_chain(b64decode(attributes[name]), keys, _fitted(lock.salt, lock.block))

    proof = new(unlocked("encryptedVerifierHashInput", _INPUT_KEY)[: len(lock.salt)]).digest()
    if not proof or unlocked("encryptedVerifierHashValue", _HASH_KEY)[: len(proof)] != proof:
        raise _closed("a password of its sender")
    keys = round_keys(unlocked("encryptedKeyValue", _VALUE_KEY)[: data_key.key_bytes])
    new_data = getattr(hashlib, data_key.hash_name)
    pieces = []
    for number, place in enumerate(range(0, len(package), _SEGMENT)):
        vector = _fitted(new_data(data_key.salt + number.to_bytes(4, "little")).digest(), data_key.block)
        pieces.append(decrypt_chain(package[place : place + _SEGMENT], keys, vector))
    return b"".join(pieces)


def _standard_key(info: bytes) -> list[tuple[int, int, int, int]]:
    header_size = struct.unpack_from("<I", info, 8)[0]
    algorithm, hashing = struct.unpack_from("<2I", info, 12 + 8)
    if algorithm not in _AES_KEYS or hashing not in (0, 0x8004):
        raise ValueError("cipher")
    place = 12 + header_size
    salt, verifier = info[place + 4 : place + 20], info[place + 20 : place + 36]
    verifier_hash = info[place + 40 : place + 72]
    digest = _turned(hashlib.sha1(salt + _PASSWORD).digest(), _STANDARD_TURNS, "sha1")
    digest = hashlib.sha1(digest + bytes(4)).digest()
    halves = [
        hashlib.sha1(bytes(pad ^ byte for byte in digest) + bytes([pad]) * (64 - len(digest))).digest()
        for pad in (0x36, 0x5C)
    ]
    keys = round_keys(b"".join(halves)[: _AES_KEYS[algorithm]])
    proof = hashlib.sha1(decrypt_blocks(verifier, keys)).digest()
    if decrypt_blocks(verifier_hash, keys)[:20] != proof:
        raise _closed("a password of its sender")
    return keys


def open_records(stream: bytes) -> bytes:
    """The records of an .xls in the clear; raises SubmissionError file_encrypted where only its sender can.

    An ordinary stream comes back as it is.
    """
    place = 0
    for _ in range(4):  # the record of the password stands right behind the beginning
        if place + _RECORD.size > len(stream):
            return stream
        number, length = _RECORD.unpack_from(stream, place)
        if number == _PASSWORD_RECORD:
            break
        place += _RECORD.size + length
    else:
        return stream
    try:
        key_of_block = _stream_keys(stream[place + 4 : place + 4 + length])
    except (ValueError, struct.error) as error:
        raise _closed(f"encryption: {error}") from error
    if len(stream) > _MOST_STREAM_BYTES:
        raise _closed("encrypted stream is too large")
    return _decrypted(stream, key_of_block, place)


def _stream_keys(body: bytes) -> Callable[[int], bytes]:
    """The key of each block of 1,024 bytes, as a function of its number."""
    kind, major, minor = struct.unpack_from("<3H", body)
    if kind == 1 and (major, minor) == (1, 1):
        salt, proof = body[6:22], body[22:54]
        short = hashlib.md5(_PASSWORD, usedforsecurity=False).digest()[:5]
        short = hashlib.md5((short + salt) * 16, usedforsecurity=False).digest()[:5]

        def key(block: int) -> bytes:
            return hashlib.md5(short + block.to_bytes(4, "little"), usedforsecurity=False).digest()

        check = "md5"
    elif kind == 1 and minor == 2 and major in (2, 3, 4):
        header_size = struct.unpack_from("<I", body, 10)[0]
        algorithm, _, bits = struct.unpack_from("<3I", body, 14 + 8)
        place = 14 + header_size
        if algorithm not in (0, 0x6801) or bits not in (0, *range(40, 129, 8)):
            raise ValueError("cipher")
        salt, proof = body[place + 4 : place + 20], body[place + 20 : place + 36] + body[place + 40 : place + 60]
        digest = hashlib.sha1(salt + _PASSWORD).digest()
        size = (bits or 40) // 8

        def key(block: int) -> bytes:
            short = hashlib.sha1(digest + block.to_bytes(4, "little")).digest()[:size]
            return short + bytes(11) if size == 5 else short

        check = "sha1"
    else:
        raise ValueError(f"kind {kind}, {major}.{minor}")
    plain = _xor(proof, _keystream(key(0), len(proof)))
    if not salt or hashlib.new(check, plain[:16]).digest() != plain[16:]:
        raise _closed("a password of its sender")
    return key


def _keystream(key: bytes, size: int) -> bytes:
    """The first bytes of RC4."""
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) & 255
        state[i], state[j] = state[j], state[i]
    out = bytearray(size)
    i = j = 0
    for place in range(size):
        i = (i + 1) & 255
        held = state[i]
        j = (j + held) & 255
        other = state[i] = state[j]
        state[j] = held
        out[place] = state[(held + other) & 255]
    return bytes(out)


def _xor(left: bytes, right: bytes) -> bytes:
    size = min(len(left), len(right))
    return (int.from_bytes(left[:size], "big") ^ int.from_bytes(right[:size], "big")).to_bytes(size, "big")


def _decrypted(stream: bytes, key_of_block: Callable[[int], bytes], password_at: int) -> bytes:
    blocks = range(0, len(stream), _STREAM_BLOCK)
    plain = bytearray(
        b"".join(
            _xor(
                stream[start : start + _STREAM_BLOCK],
                _keystream(key_of_block(number), _STREAM_BLOCK)[: len(stream) - start],
            )
            for number, start in enumerate(blocks)
        )
    )
    place = 0
    while place + _RECORD.size <= len(stream):
        # Heads of records, and some records as a whole, are never encrypted, though the key runs on below them.
        number, length = _RECORD.unpack_from(stream, place)
        clear = length if number in _NEVER_ENCRYPTED else 4 if number == _SHEET_ENTRY else 0
        end = place + _RECORD.size + min(clear, length)
        plain[place:end] = stream[place:end]
        place += _RECORD.size + length
    _RECORD.pack_into(plain, password_at, _VOID, _RECORD.unpack_from(stream, password_at)[1])
    return bytes(plain)
