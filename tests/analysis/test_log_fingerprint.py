"""The same error has the same fingerprint whatever ids, numbers, addresses and lines it comes with."""

import json
import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.log_samples import ID, JAVA_UNHANDLED, NODE_STACK, PYTHON_TRACE, PYTHON_UNHANDLED
from webapp.analysis.log_records.fingerprint import fingerprint, template
from webapp.analysis.log_records.parse import parse


def key(message):
    return fingerprint(parse(message)).key


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("coupon 4b825dc6 has no field 'discount' (schema v2)", "coupon * has no field * (schema *)"),
        ("order 17 not found", "order * not found"),
        (f"request {ID} failed after 3003.16 ms", "request * failed after * ms"),
        ("read ETIMEDOUT 10.20.7.17:6379", "read ETIMEDOUT *"),
        ("connect to fe80:0:0:1::2 refused", "connect to * refused"),
        ("<customer-12@example.com>: rejected", "<*>: rejected"),
        ("at 2026-11-01T12:00:00.123Z line 12 column 3 (char 99)", "at * line * column * (char *)"),
        ("arn:aws:lambda:eu-west-1:111122223333:function:pay", "arn:aws:lambda:*:function:pay"),
        ("values [1, 2, 3] and [4, 5]", "values [*] and [*]"),
        ("at 0x7f3a2b4c5d6e", "at *"),
        ("the user's cart isn't there", "the user's cart isn't there"),
        ("first line 1\nsecond line", "first line *"),
        ("\n\n  padded   text ", "padded text"),
        ("-5 is less than 0", "* is less than *"),
        ("message AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a+/x= expired", "message * expired"),
        ("", ""),
    ],
)
def test_what_changes_is_masked(message, expected):
    assert template(message) == expected


IDS = (
    st.integers(0).map(str)
    | st.uuids().map(str)
    | st.uuids().map(lambda u: u.hex)
    | st.uuids().map(lambda u: u.hex[:8])
    | st.ip_addresses(v=4).map(str)
    | st.floats(0, 1e6).map(lambda f: f"{f:.2f}")
    | st.tuples(st.text(string.ascii_letters, min_size=1, max_size=9), st.integers(0)).map(lambda t: f"{t[0]}-{t[1]}")
    | st.text(string.ascii_letters + " ", max_size=9).map(lambda t: f"'{t}'")
)
SHAPES = {
    "json": lambda text, line: json.dumps(
        {"level": "ERROR", "message": text, "exception": PYTHON_TRACE.replace("88", str(line)), "exception_name": "E"}
    ),
    "python": lambda text, line: f"[ERROR]\t2026-11-01T12:00:00.123Z\t{ID}\t{text}",
    "unhandled": lambda text, line: PYTHON_UNHANDLED.replace("nothing left of a-1", text).replace("15", str(line)),
    "node": lambda text, line: (
        f"2026-11-01T12:00:00.123Z\t{ID}\tERROR\tInvoke Error \t"
        + json.dumps(
            {
                "errorType": "E",
                "errorMessage": text,
                "stack": [f"E: {text}", *NODE_STACK[1:2], f"    at f (/var/task/x.js:{line}:1)"],
            }
        )
    ),
    "java": lambda text, line: JAVA_UNHANDLED.replace("Read timed out", text).replace("143", str(line)),
}


@pytest.mark.parametrize("shape", SHAPES)
@given(one=IDS, other=IDS, line=st.integers(1, 99_999), other_line=st.integers(1, 99_999))
def test_another_id_and_another_line_are_the_same_error(shape, one, other, line, other_line):
    write = SHAPES[shape]
    assert key(write(f"cannot pay order {one} now", line)) == key(write(f"cannot pay order {other} now", other_line))


@pytest.mark.parametrize("shape", SHAPES)
def test_another_text_is_another_error(shape):
    write = SHAPES[shape]
    assert key(write("cannot pay order 1 now", 1)) != key(write("cannot ship order 1 now", 1))


def test_another_type_and_another_place_are_other_errors():
    moved = PYTHON_UNHANDLED.replace("in level", "in levels")
    renamed = PYTHON_UNHANDLED.replace("OutOfStock", "SoldOut")
    assert len({key(PYTHON_UNHANDLED), key(moved), key(renamed)}) == 3


def test_the_frame_is_the_applications_own_and_not_the_librarys():
    assert fingerprint(parse(PYTHON_TRACE)).frame == "shop/cart.py total"
    assert fingerprint(parse(JAVA_UNHANDLED)).frame == "AcquirerClient.java shop.pay.AcquirerClient.authorize"


def test_a_type_with_and_without_its_module_is_the_same_error():
    bare = re.sub(r"requests\.exceptions\.", "", PYTHON_TRACE)
    assert key(PYTHON_TRACE) == key(bare)


def test_the_hash_in_a_bundles_name_does_not_count():
    stack = f"2026-11-01T12:00:00.123Z\t{ID}\tERROR\tError: boom\n    at f (/var/task/index-HASH.js:1:2)"
    assert key(stack.replace("HASH", "3f9a2b1c")) == key(stack.replace("HASH", "0011aabb"))


def test_the_key_is_the_same_in_every_process():
    assert key("[ERROR] boom 1") == "e5128cd1a5a27523"
