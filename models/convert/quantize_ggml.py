#!/usr/bin/env python3
"""Store the matrices of a Whisper ggml file in 8 bits (q8_0), byte for byte as whisper.cpp's `whisper-quantize` does.

usage: quantize_ggml.py IN.bin OUT.bin        (needs numpy)
       quantize_ggml.py --self-test           (checks the rounding against values worked out by hand)

As in whisper-quantize: two-dimensional tensors but the position tables and the biases of the convolutions are
quantized; everything else is copied. 32 weights in a row share one half-precision scale, amax / 127, and each weight is
rounded half away from zero (ggml's `quantize_row_q8_0_ref`).
"""

import io
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np

MAGIC = 0x67676D6C
F32, F16, Q8_0 = 0, 1, 8  # ggml_type
# ggml's GGML_FTYPE_MOSTLY_Q8_0, with the version of its quantized formats (2) in the thousands.
FTYPE_Q8_0 = 2 * 1000 + 7
BLOCK = 32
KEPT = {"encoder.conv1.bias", "encoder.conv2.bias", "encoder.positional_embedding", "decoder.positional_embedding"}


def quantize_file(source: Path, target: Path) -> None:
    """Write `source` (full or half precision) to `target` with its matrices in q8_0.

    Raises ValueError for a file that is no Whisper ggml file, or is quantized already.
    """
    with source.open("rb") as read, target.open("wb") as write:
        quantize(read, write)


def quantize(read: BinaryIO, write: BinaryIO) -> None:
    """As quantize_file, from stream to stream."""
    header = list(struct.unpack("<12i", read.read(48)))
    if header[0] != MAGIC:
        raise ValueError("not a Whisper ggml file")
    header[11] = FTYPE_Q8_0
    write.write(struct.pack("<12i", *header))
    _copy_filters_and_vocabulary(read, write)
    for name, shape, kind, data in _tensors(read):
        if len(shape) == 2 and name not in KEPT:
            rows = np.frombuffer(data, np.float32 if kind == F32 else np.float16).reshape(-1, shape[0])
            kind, data = Q8_0, q8_0(rows)
        raw = name.encode()
        write.write(struct.pack("<3i", len(shape), len(raw), kind))
        write.write(struct.pack(f"<{len(shape)}i", *shape) + raw + data)


def q8_0(rows: np.ndarray) -> bytes:
    """The q8_0 blocks of a matrix, row by row; the length of a row is a multiple of 32."""
    if rows.shape[1] % BLOCK:
        raise ValueError(f"rows of {rows.shape[1]} weights cannot be cut into blocks of {BLOCK}")
    x = np.ascontiguousarray(rows, np.float32).reshape(-1, BLOCK)
    scale = np.abs(x).max(axis=1) / np.float32(127)
    with np.errstate(divide="ignore"):
        inverse = np.where(scale == 0, np.float32(0), np.float32(1) / scale)
    product = (x * inverse[:, None]).astype(np.float64)
    blocks = np.empty(len(x), np.dtype([("scale", "<f2"), ("weights", "i1", (BLOCK,))]))
    blocks["scale"] = scale
    # np.rint rounds half to even; C's roundf, half away from zero.
    blocks["weights"] = np.copysign(np.floor(np.abs(product) + 0.5), product)
    return blocks.tobytes()


def _copy_filters_and_vocabulary(read: BinaryIO, write: BinaryIO) -> None:
    def copy(size: int) -> bytes:
        data = read.read(size)
        if len(data) != size:
            raise ValueError("the file ends early")
        write.write(data)
        return data

    mels, bins = struct.unpack("<2i", copy(8))
    copy(4 * mels * bins)
    (tokens,) = struct.unpack("<i", copy(4))
    for _ in range(tokens):
        copy(*struct.unpack("<i", copy(4)))


def _tensors(read: BinaryIO) -> Iterator[tuple[str, tuple[int, ...], int, bytes]]:
    """Name, shape (innermost first), ggml type and bytes of each tensor."""
    while head := read.read(12):
        rank, name_length, kind = struct.unpack("<3i", head)
        if kind not in (F32, F16):
            raise ValueError(f"tensor of ggml type {kind}: the file is quantized already")
        shape = struct.unpack(f"<{rank}i", read.read(4 * rank))
        name = read.read(name_length).decode()
        size = int(np.prod(shape)) * (4 if kind == F32 else 2)
        data = read.read(size)
        if len(data) != size:
            raise ValueError(f"{name}: the file ends early")
        yield name, shape, kind, data


def self_test() -> None:
    """Check rounding, scales and the copying of what is not quantized. Raises AssertionError."""
    row = np.zeros((1, BLOCK), np.float16)
    # amax 127 makes the scale 1, so that halves stay halves: they go away from zero.
    row[0, :6] = [127, 0.5, -0.5, 1.5, -2.5, 0.4998]
    block = q8_0(row)
    assert len(block) == 34 and block[:2] == np.float16(1).tobytes(), block[:2]
    assert np.frombuffer(block[2:8], np.int8).tolist() == [127, 1, -1, 2, -3, 0], block[2:8]
    assert q8_0(np.zeros((2, BLOCK), np.float32)) == bytes(68)

    def file(kind: int, tensors: list[tuple[str, np.ndarray]]) -> bytes:
        out = struct.pack("<12i", MAGIC, *[0] * 10, kind) + struct.pack("<2i", 1, 2) + bytes(8)
        out += struct.pack("<i", 1) + struct.pack("<i", 3) + b"abc"
        for name, array in tensors:
            out += struct.pack("<3i", array.ndim, len(name), F32 if array.dtype == np.float32 else F16)
            out += struct.pack(f"<{array.ndim}i", *reversed(array.shape)) + name.encode() + array.tobytes()
        return out

    kept = [("decoder.positional_embedding", np.ones((1, BLOCK), np.float32)), ("ln.bias", np.ones(3, np.float32))]
    source, target = io.BytesIO(file(1, [*kept, ("mlp.0.weight", row)])), io.BytesIO()
    quantize(source, target)
    expected = file(FTYPE_Q8_0, kept) + struct.pack("<5i", 2, 12, Q8_0, BLOCK, 1) + b"mlp.0.weight" + block
    assert target.getvalue() == expected
    try:
        quantize(io.BytesIO(target.getvalue()), io.BytesIO())
    except ValueError as error:
        assert "quantized already" in str(error)
    else:
        raise AssertionError("a quantized file was quantized again")


if __name__ == "__main__":
    if sys.argv[1:] == ["--self-test"]:
        self_test()
        print("quantize_ggml: all is well")
    elif len(sys.argv) == 3:
        quantize_file(Path(sys.argv[1]), Path(sys.argv[2]))
    else:
        sys.exit(__doc__)
