"""Calls of any number and length, cut from spoken ones: stereo mu-law WAV of 8 kHz, the business on the left.

usage: python -m peers.make_calls  <JOB.json, with

  recordings   [file, channel of the business] of each stereo recording to cut from; they are put one behind the other
  length_s     of each call
  count        of calls
  folder       where they are written, as call-0001.wav and so on

Calls repeat after `DIFFERENT`: ten times as many calls are ten times the same work. No two files have the same bytes,
as Ringcheck would take them for one recording: each repetition begins with one sample of silence more.
"""

import json
import struct
import sys
from pathlib import Path
from typing import Any

import numpy as np

RATE_HZ = 8000
DIFFERENT = 100


def make(job: dict[str, Any]) -> None:
    """Write the calls of a job."""
    speech = np.concatenate([read(*recording) for recording in job["recordings"]])
    length = round(float(job["length_s"]) * RATE_HZ)
    for number in range(int(job["count"])):
        start = len(speech) * (number % DIFFERENT) // DIFFERENT
        cut = np.resize(np.roll(speech, -start, axis=0), (length, 2))
        silence = np.full((number // DIFFERENT, 2), SILENCE, np.uint8)
        samples = np.concatenate([silence, cut])[:length]
        write_wav(Path(job["folder"]) / f"call-{number + 1:04}.wav", samples)


def read(file: str, business: int) -> np.ndarray:
    """The mu-law samples of a recording, one row each, the business first."""
    from faster_whisper.audio import decode_audio

    channels = decode_audio(file, sampling_rate=RATE_HZ, split_stereo=True)
    return np.stack([mu_law(channels[business]), mu_law(channels[1 - business])], axis=1)


def mu_law(samples: np.ndarray) -> np.ndarray:
    """G.711 mu-law of samples from -1 to 1."""
    value = np.clip(np.rint(samples * 32767), -32635, 32635).astype(np.int32)
    magnitude = np.abs(value) + 132
    exponent = np.floor(np.log2(magnitude)).astype(np.int32) - 7
    mantissa = (magnitude >> (exponent + 3)) & 15
    return (~((np.where(value < 0, 128, 0)) | (exponent << 4) | mantissa) & 255).astype(np.uint8)


SILENCE = int(mu_law(np.zeros(1))[0])


def write_wav(path: Path, samples: np.ndarray) -> None:
    """Write mu-law samples (frames by channels) as WAV."""
    data, channels = samples.tobytes(), samples.shape[1]
    form = struct.pack("<HHIIHHH", 7, channels, RATE_HZ, RATE_HZ * channels, channels, 8, 0)
    fact = struct.pack("<4sII", b"fact", 4, len(samples))
    body = (
        b"WAVE" + struct.pack("<4sI", b"fmt ", len(form)) + form + fact + struct.pack("<4sI", b"data", len(data)) + data
    )
    path.write_bytes(struct.pack("<4sI", b"RIFF", len(body)) + body)


if __name__ == "__main__":
    make(json.load(sys.stdin))
