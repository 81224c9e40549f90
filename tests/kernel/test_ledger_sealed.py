"""Seals and vault: personal values leave only digests behind, and erasing them harms no chain."""

from __future__ import annotations

import pytest
from tests.kernel.ledger_world import chain, openings

from fazhi.kernel.errors import LedgerError
from fazhi.kernel.ledger import (
    Opening,
    canonical,
    check_openings,
    check_seal,
    mask,
    parse_body,
    seal,
    seal_fields,
    sm3_hex,
    verify_stream,
)
from fazhi.kernel.ledger.vault import Algorithm, algorithm_of, decrypt, encrypt, lock, unlock, unwrap_key, wrap_key

SALT = bytes(range(16))
PLACE = {"stream": "matter/1", "seq": 3, "path": "fields.id"}
KEYS = {Algorithm.AES_256_GCM: bytes(range(32)), Algorithm.SM4_GCM: bytes(range(16))}


def test_a_seal_is_sm3_over_salt_and_canonical_value() -> None:
    assert seal("甲", SALT) == "sm3:" + sm3_hex(SALT + '"甲"'.encode())
    assert check_seal(seal({"b": 1, "a": 2}, SALT), {"a": 2, "b": 1}, SALT)
    assert not check_seal(seal("甲", SALT), "乙", SALT)
    assert not check_seal(seal("甲", SALT), "甲", bytes(16))


def test_an_identity_number_cannot_be_guessed_from_its_digest() -> None:
    """The guesser knows all but the three serial digits and tries them all, with every salt that is not random."""
    true = "110101199003070011"
    digest = seal(true, SALT)
    guesses = [f"11010119900307{serial:03}{check}" for serial in range(1000) for check in "0123456789X"]
    assert true in guesses
    assert all(f"sm3:{sm3_hex(canonical(guess))}" != digest for guess in guesses)
    assert all(seal(guess, bytes(16)) != digest for guess in guesses)
    assert [guess for guess in guesses if seal(guess, SALT) == digest] == [true], "with the salt it would be found"


def test_equal_values_have_unequal_seals() -> None:
    values, salts = {"a": "x", "b": "x"}, {"a": bytes(16), "b": SALT}
    sealed = seal_fields(values, {"a": "name", "b": "name"}, salts)
    assert sealed["a"].digest != sealed["b"].digest
    with pytest.raises(LedgerError, match="同一个盐"):
        seal_fields(values, {"a": "name", "b": "name"}, {"a": SALT, "b": SALT})
    with pytest.raises(LedgerError, match="缺少类别或盐"):
        seal_fields(values, {"a": "name"}, salts)
    with pytest.raises(LedgerError, match="16 字节"):
        seal("x", b"short")


def test_a_masked_event_is_the_same_event_with_fewer_openings() -> None:
    event = parse_body(chain("matter/1", 1)[0])
    full = openings(1)
    assert check_openings(event.sealed, full).agreed == ("fields.applicant", "fields.applicant_id")
    public = mask(full, event.sealed, frozenset({"identity"}))
    check = check_openings(event.sealed, public)
    assert (check.agreed, check.differ, check.masked) == (("fields.applicant",), (), ("fields.applicant_id",))
    forged = {**public, "fields.applicant": Opening(value="示例乙", salt=full["fields.applicant"].salt)}
    assert check_openings(event.sealed, forged).differ == ("fields.applicant",)
    assert check_openings(event.sealed, {"fields.never": Opening(value="x", salt=SALT)}).differ == ("fields.never",)


def test_erasing_value_salt_and_key_leaves_the_chain_whole() -> None:
    bodies = chain("matter/1", 4)
    sealed = parse_body(bodies[0]).sealed
    key = KEYS[Algorithm.AES_256_GCM]
    vault = {
        path: lock(Algorithm.AES_256_GCM, key, bytes(11) + bytes([index]), item, stream="matter/1", seq=1, path=path)
        for index, (path, item) in enumerate(openings(1).items())
    }
    kept = {path: unlock(key, box, stream="matter/1", seq=1, path=path) for path, box in vault.items()}
    assert len(check_openings(sealed, kept).agreed) == 2
    vault.clear()
    assert check_openings(sealed, {}).masked == ("fields.applicant", "fields.applicant_id")
    assert verify_stream(bodies).ok
    stored = b"".join(bodies)
    for path, item in openings(1).items():
        assert str(item.value).encode() not in stored, path
        assert item.salt not in stored


def test_aes_256_gcm_gives_the_published_result() -> None:
    """Test case 16 of the GCM specification (McGrew and Viega)."""
    key = bytes.fromhex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308")
    nonce = bytes.fromhex("cafebabefacedbaddecaf888")
    plain = bytes.fromhex(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
    )
    associated = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    secret = bytes.fromhex(
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
        "76fc6ece0f4e1768cddf8853bb2d551b"
    )
    assert encrypt(Algorithm.AES_256_GCM, key, nonce, plain, associated) == secret
    assert decrypt(Algorithm.AES_256_GCM, key, nonce, secret, associated) == plain


def test_sm4_gcm_gives_the_published_result() -> None:
    """RFC 8998, appendix A.1."""
    key = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")
    nonce = bytes.fromhex("00001234567800000000ABCD")
    plain = b"".join(bytes([byte]) * 8 for byte in (0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF, 0xEE, 0xAA))
    associated = bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
    secret = bytes.fromhex(
        "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
        "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
        "83DE3541E4C2B58177E065A9BF7B62EC"
    )
    assert encrypt(Algorithm.SM4_GCM, key, nonce, plain, associated) == secret
    assert decrypt(Algorithm.SM4_GCM, key, nonce, secret, associated) == plain


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_a_box_opens_only_in_its_place_with_its_key(algorithm: Algorithm) -> None:
    key, nonce = KEYS[algorithm], bytes(12)
    opening = Opening(value={"证件": "110101199003070011"}, salt=SALT)
    box = lock(algorithm, key, nonce, opening, **PLACE)  # type: ignore[arg-type]
    assert unlock(key, box, **PLACE) == opening  # type: ignore[arg-type]
    assert algorithm_of(box) is algorithm
    assert b"1990" not in box
    assert SALT not in box
    for change in ({"stream": "matter/2"}, {"seq": 4}, {"path": "fields.name"}):
        with pytest.raises(LedgerError, match="打不开"):
            unlock(key, box, **{**PLACE, **change})  # type: ignore[arg-type]
    with pytest.raises(LedgerError, match="打不开"):
        unlock(bytes(len(key)), box, **PLACE)  # type: ignore[arg-type]
    for place in range(1, len(box)):
        broken = box[:place] + bytes([box[place] ^ 1]) + box[place + 1 :]
        with pytest.raises(LedgerError):
            unlock(key, broken, **PLACE)  # type: ignore[arg-type]
    with pytest.raises(LedgerError, match="不是保险库"):
        unlock(key, b"\x09" + box[1:], **PLACE)  # type: ignore[arg-type]
    with pytest.raises(LedgerError, match="字节"):
        unlock(key + b"x", box, **PLACE)  # type: ignore[arg-type]


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_a_key_is_wrapped_for_one_matter_and_class(algorithm: Algorithm) -> None:
    site, key = KEYS[algorithm], bytes(reversed(KEYS[algorithm]))
    box = wrap_key(algorithm, site, bytes(12), key, matter="matter/1", cls="identity")
    assert unwrap_key(site, box, matter="matter/1", cls="identity") == key
    with pytest.raises(LedgerError):
        unwrap_key(site, box, matter="matter/1", cls="name")
    with pytest.raises(LedgerError):
        unwrap_key(site, box, matter="matter/2", cls="identity")
    with pytest.raises(LedgerError, match="竖线"):
        wrap_key(algorithm, site, bytes(12), key, matter="matter/1|identity", cls="")
