"""Workbooks encrypted in memory after the published descriptions alone: nothing here is shared with the readers."""

from __future__ import annotations

import base64
import hashlib
import struct

import hostile

EXCEL_KNOWS = "VelvetSweatshop"
SALT = bytes(range(16))
SECRET = bytes(range(100, 132))


def _doubled(byte: int) -> int:
    return (byte << 1 ^ 0x1B) & 0xFF if byte & 0x80 else byte << 1


def _product(left: int, right: int) -> int:
    result = 0
    while right:
        if right & 1:
            result ^= left
        left, right = _doubled(left), right >> 1
    return result


def _substitute(byte: int) -> int:
    inverse = next((other for other in range(256) if _product(byte, other) == 1), 0)
    bits = [(inverse >> place) & 1 for place in range(8)]
    return sum(
        (bits[p] ^ bits[(p + 4) % 8] ^ bits[(p + 5) % 8] ^ bits[(p + 6) % 8] ^ bits[(p + 7) % 8] ^ (0x63 >> p & 1)) << p
        for p in range(8)
    )


BOX = [_substitute(byte) for byte in range(256)]


def _schedule(key: bytes) -> list[list[int]]:
    size = len(key) // 4
    words = [list(key[place : place + 4]) for place in range(0, len(key), 4)]
    constant = 1
    for place in range(size, 4 * (size + 7)):
        word = list(words[-1])
        if place % size == 0:
            word = [BOX[byte] for byte in word[1:] + word[:1]]
            word[0] ^= constant
            constant = _doubled(constant)
        elif size > 6 and place % size == 4:
            word = [BOX[byte] for byte in word]
        words.append([a ^ b for a, b in zip(words[place - size], word, strict=True)])
    return [sum(words[place : place + 4], []) for place in range(0, len(words), 4)]


def aes_block(block: bytes, schedule: list[list[int]]) -> bytes:
    """One block encrypted, byte by byte as FIPS 197 tells it."""
    state = [a ^ b for a, b in zip(block, schedule[0], strict=True)]
    for number, key in enumerate(schedule[1:], start=1):
        state = [BOX[state[(place + 4 * (place % 4)) % 16]] for place in range(16)]
        if number < len(schedule) - 1:
            mixed = []
            for column in range(0, 16, 4):
                a, b, c, d = state[column : column + 4]
                for w, x, y, z in ((a, b, c, d), (b, c, d, a), (c, d, a, b), (d, a, b, c)):
                    mixed.append(_doubled(w) ^ _doubled(x) ^ x ^ y ^ z)
            state = mixed
        state = [a ^ b for a, b in zip(state, key, strict=True)]
    return bytes(state)


def aes(content: bytes, key: bytes, vector: bytes | None = None) -> bytes:
    """Content padded with zeros to whole blocks and encrypted: each on its own, or chained from a vector."""
    content += bytes(-len(content) % 16)
    schedule, out = _schedule(key), []
    for place in range(0, len(content), 16):
        block = content[place : place + 16]
        if vector is not None:
            block = bytes(a ^ b for a, b in zip(block, vector, strict=True))
        out.append(aes_block(block, schedule))
        vector = out[-1] if vector is not None else None
    return b"".join(out)


def agile(
    package: bytes, password: str = EXCEL_KNOWS, *, bits: int = 256, turns: int = 1000, hashing: str = "SHA512"
) -> bytes:
    """A compound file as Excel 2010 and later encrypt a workbook."""
    new = getattr(hashlib, hashing.lower())

    def fit(digest: bytes, size: int) -> bytes:
        return (digest + b"\x36" * size)[:size]

    digest = new(SALT + password.encode("utf-16-le")).digest()
    for turn in range(turns):
        digest = new(struct.pack("<I", turn) + digest).digest()

    def locked(content: bytes, purpose: str) -> str:
        key = fit(new(digest + bytes.fromhex(purpose)).digest(), bits // 8)
        return base64.b64encode(aes(content, key, SALT)).decode()

    secret = SECRET[: bits // 8]
    pieces = [
        aes(package[place : place + 4096], secret, fit(new(SALT + struct.pack("<I", number)).digest(), 16))
        for number, place in enumerate(range(0, len(package), 4096))
    ]
    size, salt = len(digest), base64.b64encode(SALT).decode()
    about = (
        f'saltSize="16" blockSize="16" keyBits="{bits}" hashSize="{size}" cipherAlgorithm="AES" '
        f'cipherChaining="ChainingModeCBC" hashAlgorithm="{hashing}" saltValue="{salt}"'
    )
    xml = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<encryption xmlns="http://schemas.microsoft.com/office/2006/encryption" '
        'xmlns:p="http://schemas.microsoft.com/office/2006/keyEncryptor/password">'
        f"<keyData {about}/>"
        f'<dataIntegrity encryptedHmacKey="{salt}" encryptedHmacValue="{salt}"/><keyEncryptors>'
        '<keyEncryptor uri="http://schemas.microsoft.com/office/2006/keyEncryptor/password">'
        f'<p:encryptedKey spinCount="{turns}" {about} '
        f'encryptedVerifierHashInput="{locked(SALT, "fea7d2763b4b9e79")}" '
        f'encryptedVerifierHashValue="{locked(new(SALT).digest(), "d7aa0f6d3061344e")}" '
        f'encryptedKeyValue="{locked(secret, "146e0be7abacd0d6")}"/></keyEncryptor></keyEncryptors></encryption>'
    )
    info = struct.pack("<2HI", 4, 4, 0x40) + xml.encode()
    return hostile.ole({"EncryptionInfo": info, "EncryptedPackage": struct.pack("<Q", len(package)) + b"".join(pieces)})


def standard(package: bytes, password: str = EXCEL_KNOWS, *, bits: int = 128) -> bytes:
    """A compound file as Excel 2007 encrypts a workbook."""
    digest = hashlib.sha1(SALT + password.encode("utf-16-le")).digest()
    for turn in range(50_000):
        digest = hashlib.sha1(struct.pack("<I", turn) + digest).digest()
    digest = hashlib.sha1(digest + bytes(4)).digest()
    key = b"".join(
        hashlib.sha1(bytes(pad ^ byte for byte in digest.ljust(64, b"\0"))).digest() for pad in (0x36, 0x5C)
    )[: bits // 8]
    provider = "Microsoft Enhanced RSA and AES Cryptographic Provider\0".encode("utf-16-le")
    algorithm = {128: 0x660E, 192: 0x660F, 256: 0x6610}[bits]
    header = struct.pack("<8I", 0x24, 0, algorithm, 0x8004, bits, 24, 0, 0) + provider
    proof = (
        struct.pack("<I", 16) + SALT + aes(SALT, key) + struct.pack("<I", 20) + aes(hashlib.sha1(SALT).digest(), key)
    )
    info = struct.pack("<2HII", 4, 2, 0x24, len(header)) + header + proof
    return hostile.ole(
        {"EncryptionInfo": info, "EncryptedPackage": struct.pack("<Q", len(package)) + aes(package, key)}
    )


def rc4(key: bytes, content: bytes) -> bytes:
    """RC4, which encrypts as it decrypts."""
    box, j = list(range(256)), 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    i = j = 0
    out = []
    for byte in content:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(out)


def old_xls(stream: bytes, password: str = EXCEL_KNOWS, *, crypto_api: bool = False) -> bytes:
    """The records of an .xls encrypted with RC4, as Excel 97 or (``crypto_api``) Excel 2003 do it, in their container."""
    word = password.encode("utf-16-le")
    if crypto_api:
        digest = hashlib.sha1(SALT + word).digest()

        def key(block: int) -> bytes:
            return hashlib.sha1(digest + struct.pack("<I", block)).digest()[:16]

        header = struct.pack("<8I", 4, 0, 0x6801, 0x8004, 128, 1, 0, 0) + "RC4\0".encode("utf-16-le")
        proof = rc4(key(0), SALT + hashlib.sha1(SALT).digest())
        body = struct.pack("<3HII", 1, 2, 2, 4, len(header)) + header + struct.pack("<I", 16) + SALT + proof[:16]
        body += struct.pack("<I", 20) + proof[16:]
    else:
        short = hashlib.md5(word).digest()[:5]
        short = hashlib.md5((short + SALT) * 16).digest()[:5]

        def key(block: int) -> bytes:
            return hashlib.md5(short + struct.pack("<I", block)).digest()

        body = struct.pack("<3H", 1, 1, 1) + SALT + rc4(key(0), SALT + hashlib.md5(SALT).digest())
    first = 4 + struct.unpack_from("<H", stream, 2)[0]
    added = struct.pack("<2H", 0x2F, len(body)) + body
    plain = bytearray(stream[:first] + added + stream[first:])
    _move_sheets(plain, len(added))
    coded = b"".join(
        rc4(key(number), bytes(plain[place : place + 1024])) for number, place in enumerate(range(0, len(plain), 1024))
    )
    out, place = bytearray(coded), 0
    while place + 4 <= len(plain):
        number, length = struct.unpack_from("<2H", plain, place)
        clear = 4 + (length if number in (0x809, 0x2F, 0xE1) else 4 if number == 0x85 else 0)
        out[place : place + clear] = plain[place : place + clear]
        place += 4 + length
    return hostile.ole({"Workbook": bytes(out)})


def _move_sheets(stream: bytearray, by: int) -> None:
    """The list of sheets tells where each begins."""
    place = 0
    while place + 4 <= len(stream):
        number, length = struct.unpack_from("<2H", stream, place)
        if number == 0x85:
            struct.pack_into("<I", stream, place + 4, struct.unpack_from("<I", stream, place + 4)[0] + by)
        place += 4 + length
