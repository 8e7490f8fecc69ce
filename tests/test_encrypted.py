"""Excel opens a workbook under its built-in password without asking; so do the readers. Other passwords stay closed."""

from __future__ import annotations

import encrypted
import hostile
import pytest

from emustats.errors import SubmissionError
from emustats.reading.cells import crypto, read_cells
from emustats.reading.cells.aes import decrypt_blocks, decrypt_chain, round_keys


def rows(count: int) -> str:
    return "".join(f'<row r="{n}"><c r="A{n}"><v>{n * 7}</v></c></row>' for n in range(1, count + 1))


def numbers(data: bytes) -> list[float]:
    return read_cells(data)[0].values


def refusal(data: bytes) -> str:
    with pytest.raises(SubmissionError) as caught:
        read_cells(data)
    return caught.value.code


@pytest.mark.parametrize("size", [16, 24, 32])
def test_what_another_program_encrypts_is_decrypted(size: int):
    key, content = encrypted.SECRET[:size], bytes(range(64))
    assert decrypt_blocks(encrypted.aes(content, key), round_keys(key)) == content
    assert decrypt_chain(encrypted.aes(content, key, encrypted.SALT), round_keys(key), encrypted.SALT) == content


def test_blocks_agree_with_the_published_example():
    key = bytes(range(32))
    cipher = bytes.fromhex("8ea2b7ca516745bfeafc49904b496089")  # FIPS 197, appendix C.3
    assert decrypt_blocks(cipher, round_keys(key)).hex() == "00112233445566778899aabbccddeeff"


@pytest.mark.parametrize(("bits", "hashing"), [(256, "SHA512"), (128, "SHA1"), (192, "SHA384")])
def test_a_workbook_under_the_built_in_password_is_read(bits: int, hashing: str):
    plain = hostile.xlsx(rows(300))
    assert numbers(encrypted.agile(plain, bits=bits, hashing=hashing)) == numbers(plain)


def test_a_package_of_several_segments_is_read():
    plain = hostile.xlsx(rows(1500))
    assert len(plain) > 4096 and numbers(encrypted.agile(plain)) == numbers(plain)


@pytest.mark.parametrize("bits", [128, 256])
def test_the_encryption_of_excel_2007_is_read(bits: int):
    plain = hostile.xlsx(rows(20))
    assert numbers(encrypted.standard(plain, bits=bits)) == numbers(plain)


@pytest.mark.parametrize("crypto_api", [False, True])
def test_an_old_workbook_under_the_built_in_password_is_read(crypto_api: bool):
    cells = b"".join(hostile.number_record(row, 0, row * 7.0) for row in range(200))
    assert numbers(encrypted.old_xls(hostile.biff(cells), crypto_api=crypto_api)) == numbers(hostile.xls(cells))


@pytest.mark.parametrize(
    "data",
    [
        encrypted.agile(hostile.xlsx(), "bí mật"),
        encrypted.standard(hostile.xlsx(), "bí mật"),
        encrypted.old_xls(hostile.biff(hostile.number_record(0, 0, 1.0)), "bí mật"),
        encrypted.old_xls(hostile.biff(hostile.number_record(0, 0, 1.0)), "bí mật", crypto_api=True),
    ],
    ids=["agile", "standard", "rc4", "cryptoapi"],
)
def test_any_other_password_stays_with_its_sender(data: bytes):
    assert refusal(data) == "file_encrypted"


def test_the_work_is_bounded(monkeypatch: pytest.MonkeyPatch):
    data = encrypted.agile(hostile.xlsx(), turns=1000)
    for limit, most in (("_MOST_TURNS", 999), ("_MOST_PACKAGE_BYTES", 10)):
        with monkeypatch.context() as patched:
            patched.setattr(crypto, limit, most)
            assert refusal(data) == "file_encrypted"
    assert numbers(data)


def test_damaged_descriptions_are_refused_by_name():
    whole = encrypted.agile(hostile.xlsx())
    for old, new in ((b'cipherAlgorithm="AES"', b'cipherAlgorithm="DES"'), (b'keyBits="256"', b'keyBits="999"')):
        assert refusal(whole.replace(old, new)) == "file_encrypted"
    standard = encrypted.standard(hostile.xlsx())
    assert refusal(standard.replace(b"\x0e\x66\0\0", b"\x01\x66\0\0")) == "file_encrypted"
