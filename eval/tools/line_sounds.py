"""The sounds of telephone lines, as numpy arrays at 24 kHz: ring, busy, reorder and information tones, keys, beeps, fax.

Frequencies and cadences: ITU-T E.180 and its list of national tones (United States, United Kingdom, most of Europe);
ITU-T E.180 for the special information tone; ITU-T Q.23 for keys; ITU-T T.30 and V.21 for fax.
"""
import numpy as np

from phone_line import SR, tone

# Frequencies, then one ring as times of sound and silence in turn; the last silence leads to the next ring.
RING = {"us": ([440, 480], [2.0, 4.0]), "uk": ([400, 450], [0.4, 0.2, 0.4, 2.0]), "eu": ([425], [1.0, 4.0])}
BUSY = {"us": ([480, 620], [0.5, 0.5]), "uk": ([400], [0.375, 0.375]), "eu": ([425], [0.48, 0.48])}
REORDER = {"us": ([480, 620], [0.25, 0.25]), "uk": ([400], [0.4, 0.35, 0.225, 0.525]), "eu": ([425], [0.24, 0.24])}
KEYS = {k: (row, col) for row, keys in zip((697, 770, 852, 941), ("123", "456", "789", "*0#")) for k, col in zip(keys, (1209, 1336, 1477))}


def silence(seconds):
    return np.zeros(int(SR * max(seconds, 0)), np.float32)


def cycle(tones, level):
    """One ring, or one beat of a busy tone, with its silences."""
    freqs, times = tones
    return np.concatenate([tone(freqs, s, level) if i % 2 == 0 else silence(s) for i, s in enumerate(times)])


def repeated(tones, level, seconds):
    one = cycle(tones, level)
    return np.tile(one, int(seconds * SR / len(one)) + 1)[: int(seconds * SR)]


def information_tones(rng, level):
    """The three rising tones before a network announcement; American exchanges have short and long ones."""
    seconds = [rng.choice([0.276, 0.38]) for _ in range(3)] if rng.random() < 0.6 else [0.33] * 3
    return np.concatenate([tone([f], s, level) for f, s in zip((950.0 if rng.random() < 0.4 else 913.8, 1400.0 if rng.random() < 0.4 else 1370.6, 1776.7), seconds)])


def key(digit, seconds, level):
    return tone(KEYS[digit], seconds, level)


def beep(rng, level):
    return tone([rng.choice([440, 480, 620, 750, 850, 1000, 1004, 1400])], rng.uniform(0.2, 0.9), level)


def fax_answer(rng, seconds, level):
    """The called fax machine's 2100 Hz, then its identification at 300 bit/s, again and again."""
    parts = [tone([2100], rng.uniform(2.6, 4.0), level), silence(0.075)]
    while sum(map(len, parts)) < seconds * SR:
        bits = "01111110" * 37 + "".join(rng.choice("01") for _ in range(rng.randint(150, 400)))
        hz = np.repeat([1650.0 if b == "1" else 1850.0 for b in bits], SR // 300)
        parts += [(level * np.sin(2 * np.pi * np.cumsum(hz) / SR)).astype(np.float32), silence(rng.uniform(1.0, 3.0))]
    return np.concatenate(parts)[: int(seconds * SR)]


def fax_calling(n, level):
    """The calling fax machine's half seconds of 1100 Hz, three seconds apart."""
    return np.concatenate([np.concatenate([tone([1100], 0.5, level), silence(3.0)]) for _ in range(n)])[: int((3.5 * n - 3.0) * SR)]
