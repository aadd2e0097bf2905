#!/usr/bin/env python3
"""Makes sounds of a telephone line in which nobody speaks, and that sox and ffmpeg have no generator for.

usage: non_speech_sounds.py KIND SECONDS FILE.wav

16 kHz, 16 bits, mono. The same kind gives the same samples. Kinds: dtmf, fax, crackle, keyboard, breath, rustle, comfort,
and music: pad, arpeggio, melody, band, drums, organ, strings, bells.
"""
import array
import math
import random
import sys
import wave

RATE = 16000
TAU = 2 * math.pi
DTMF = {d: (row, col) for row, digits in zip((697, 770, 852, 941), ("123A", "456B", "789C", "*0#D")) for d, col in zip(digits, (1209, 1336, 1477, 1633))}
# Chord progressions in semitones above A2 (110 Hz).
CHORDS = [(3, 7, 10), (8, 12, 15), (10, 14, 17), (5, 8, 12), (0, 3, 7), (5, 9, 12), (7, 11, 14), (3, 7, 10)]


def main():
    kind, seconds, path = sys.argv[1], float(sys.argv[2]), sys.argv[3]
    line = [0.0] * int(RATE * seconds)
    KINDS[kind](line, random.Random(kind))
    peak = max(1e-9, max(abs(x) for x in line))
    level = 0.5 if kind in MUSIC else 0.3
    samples = array.array("h", (int(32767 * level * x / peak) for x in line))
    with wave.open(path, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(samples.tobytes())


def add(line, at, sound, gain=1.0):
    start = int(at * RATE)
    for i, x in enumerate(sound[:max(0, len(line) - start)], start):
        line[i] += gain * x


def tone(freqs, seconds):
    n = int(RATE * seconds)
    return [sum(math.sin(TAU * f * i / RATE) for f in freqs) * min(1, i / 80, (n - i) / 80) for i in range(n)]


def note(hz, seconds, partials, attack, decay, vibrato=0.0, glide=0.0):
    """Partials as (multiple, strength); decay is the time to 1/e, or 0 for a held note; vibrato and glide in semitones."""
    n, out, phase = int(RATE * seconds), [], 0.0
    partials = [(m, s) for m, s in partials if m * hz < 7000]
    for i in range(n):
        t = i / RATE
        bend = vibrato * math.sin(TAU * 5.5 * t) * min(1, t / 0.3) - glide * max(0, 1 - t / 0.12)
        phase += TAU * hz * 2 ** (bend / 12) / RATE
        envelope = min(1, t / attack, (seconds - t) / 0.04) * (math.exp(-t / decay) if decay else 1)
        out.append(envelope * sum(s * math.sin(m * phase) for m, s in partials))
    return out


def pitch(semitones):
    return 110 * 2 ** (semitones / 12)


def noise(rng, n, low_pass=1.0, high_pass=0.0):
    out, low, slow = [], 0.0, 0.0
    for _ in range(n):
        low += low_pass * (rng.uniform(-1, 1) - low)
        slow += high_pass * (low - slow)
        out.append(low - slow)
    return out


def dtmf(line, rng):
    at = 1.0
    while at < len(line) / RATE:
        for _ in range(rng.choice((1, 4, 7, 10, 11))):
            add(line, at, tone(DTMF[rng.choice("0123456789*#")], rng.uniform(0.06, 0.25)))
            at += rng.uniform(0.3, 0.6)
        at += rng.uniform(1, 5)


def fax(line, rng):
    """The calling tone of 1100 Hz, the answer of 2100 Hz, then the V.21 preamble and a page of modulated carrier."""
    at = 0.0
    while at < len(line) / RATE:
        for _ in range(4):
            add(line, at, tone((1100,), 0.5))
            at += 3.5
        add(line, at, tone((2100,), 3.0))
        at += 3.1
        for hz, symbols, rate in ((1750, None, 300), (1800, 4, 2400)):
            n = int(RATE * 4)
            out, phase, shift = [], 0.0, 0.0
            for i in range(n):
                if i % (RATE // rate) == 0:
                    shift = rng.choice((-100, 100)) if symbols is None else rng.randrange(4) * TAU / 4
                phase += TAU * (hz + (shift if symbols is None else 0)) / RATE
                out.append(math.sin(phase + (shift if symbols else 0)))
            add(line, at, out)
            at += 4.3


def crackle(line, rng):
    for _ in range(int(len(line) / RATE * 12)):
        add(line, rng.uniform(0, len(line) / RATE), [rng.uniform(-1, 1) * math.exp(-i / 12) for i in range(60)], rng.random() ** 3)
    add(line, 0, noise(rng, len(line)), 0.01)


def keyboard(line, rng):
    at = 0.5
    while at < len(line) / RATE:
        for _ in range(rng.randrange(3, 60)):
            for delay, strength in ((0, 1.0), (rng.uniform(0.05, 0.09), 0.5)):
                hz = rng.uniform(1500, 3500)
                click = [math.exp(-i / 50) * (math.sin(TAU * hz * i / RATE) + rng.uniform(-1, 1)) for i in range(300)]
                add(line, at + delay, click, strength * rng.uniform(0.4, 1))
            at += rng.uniform(0.09, 0.3)
        at += rng.uniform(0.5, 4)
    add(line, 0, noise(rng, len(line), 0.4), 0.004)


def breath(line, rng):
    at = 0.5
    while at < len(line) / RATE:
        for seconds, color in ((rng.uniform(0.7, 1.3), 0.6), (rng.uniform(1.0, 2.0), 0.3)):
            sound = noise(rng, int(RATE * seconds), color, 0.05)
            add(line, at, [x * math.sin(math.pi * i / len(sound)) ** 2 for i, x in enumerate(sound)], rng.uniform(0.3, 1))
            at += seconds + rng.uniform(0.1, 0.5)
        at += rng.uniform(0, 2)
    add(line, 0, noise(rng, len(line), 0.4), 0.003)


def rustle(line, rng):
    at = 0.2
    while at < len(line) / RATE:
        seconds = rng.uniform(0.1, 1.2)
        sound = noise(rng, int(RATE * seconds), rng.uniform(0.1, 0.9), 0.05)
        rate = rng.uniform(3, 15)
        add(line, at, [x * abs(math.sin(math.pi * rate * i / RATE)) * math.sin(math.pi * i / len(sound)) for i, x in enumerate(sound)], rng.uniform(0.2, 1))
        at += seconds + rng.expovariate(1.2)
    add(line, 0, noise(rng, len(line), 0.4), 0.003)


def comfort(line, rng):
    sound, gain = noise(rng, len(line), 0.35, 0.03), 1.0
    for i, x in enumerate(sound):
        if i % 3200 == 0:
            gain = max(0.1, min(1, gain * rng.choice((0.7, 0.85, 1, 1.2, 1.4))))
        line[i] = x * gain * 0.1
    # Scaled down: `main` raises the loudest sample of every kind to the same level.
    line[0] = 5.0


def pad(line, rng):
    partials = [(1, 1), (1.003, 0.8), (2, 0.5), (3, 0.3), (4.01, 0.15)]
    for bar in range(int(len(line) / RATE / 3) + 1):
        for semitone in CHORDS[bar % len(CHORDS)]:
            add(line, bar * 3, note(pitch(semitone), 3.2, partials, 0.5, 0))


def arpeggio(line, rng):
    partials = [(1, 1), (2, 0.4), (3, 0.2), (5, 0.1)]
    for step in range(int(len(line) / RATE / 0.22) + 1):
        chord = CHORDS[(step // 8) % len(CHORDS)]
        semitone = chord[step % 3] + 12 * (1 + (step // 3) % 2)
        add(line, step * 0.22, note(pitch(semitone), 0.5, partials, 0.005, 0.25))


def lead(line, rng, partials, vibrato, glide, gain=1.0):
    scale, at, place = (0, 2, 3, 5, 7, 8, 10, 12, 14, 15, 17, 19), 0.0, 5
    while at < len(line) / RATE:
        place = max(0, min(len(scale) - 1, place + rng.randrange(-2, 3)))
        seconds = rng.choice((0.2, 0.2, 0.4, 0.4, 0.8, 1.2))
        add(line, at, note(pitch(scale[place] + 12), seconds, partials, 0.03, 0, vibrato, glide), gain)
        at += seconds + (rng.random() < 0.15) * rng.uniform(0.2, 0.8)


def melody(line, rng):
    lead(line, rng, [(1, 1), (2, 0.6), (3, 0.5), (4, 0.3), (5, 0.2)], 0.4, 1.0)


def strings(line, rng):
    saw = [(m, 1 / m) for m in range(1, 9)]
    lead(line, rng, saw, 0.3, 0.3)
    pad(line, rng)


def organ(line, rng):
    partials = [(1, 1), (2, 0.8), (3, 0.6), (4, 0.5), (6, 0.3), (8, 0.3)]
    for bar in range(int(len(line) / RATE / 1.5) + 1):
        for semitone in CHORDS[bar % len(CHORDS)]:
            add(line, bar * 1.5, note(pitch(semitone + 12), 1.4, partials, 0.02, 0))


def bells(line, rng):
    at = 0.0
    while at < len(line) / RATE:
        hz = pitch(rng.choice((12, 15, 17, 19, 22, 24, 27)))
        add(line, at, note(hz, 2.5, [(1, 1), (2.76, 0.6), (5.4, 0.3)], 0.002, 0.6), rng.uniform(0.4, 1))
        at += rng.choice((0.3, 0.6, 0.6, 1.2))


def drums(line, rng):
    for step in range(int(len(line) / RATE / 0.125) + 1):
        at = step * 0.125
        if step % 8 in (0, 3):
            add(line, at, [math.exp(-i / 1600) * math.sin(TAU * (50 + 80 * math.exp(-i / 500)) * i / RATE) for i in range(4000)])
        if step % 8 == 4 or rng.random() < 0.06:
            add(line, at, [x * math.exp(-i / 1100) for i, x in enumerate(noise(rng, 4000, 0.8))], 0.8)
        if step % 2 == 0:
            add(line, at, [x * math.exp(-i / 350) for i, x in enumerate(noise(rng, 1500, 1, 0.5))], 0.3)


def band(line, rng):
    drums(line, rng)
    bass = [(1, 1), (2, 0.5), (3, 0.25)]
    for step in range(int(len(line) / RATE / 0.25) + 1):
        add(line, step * 0.25, note(pitch(CHORDS[(step // 8) % len(CHORDS)][0] - 12), 0.24, bass, 0.01, 0.3), 0.9)
    for bar in range(int(len(line) / RATE / 0.5) + 1):
        for semitone in CHORDS[(bar // 4) % len(CHORDS)]:
            add(line, bar * 0.5, note(pitch(semitone + 12), 0.3, [(1, 1), (2, 0.7), (3, 0.5), (4, 0.4)], 0.005, 0.15), 0.35)
    lead(line, rng, [(1, 1), (2, 0.7), (3, 0.6), (4, 0.4), (5, 0.3)], 0.25, 0.7, 0.7)


MUSIC = {"pad": pad, "arpeggio": arpeggio, "melody": melody, "band": band, "drums": drums, "organ": organ, "strings": strings, "bells": bells}
KINDS = {"dtmf": dtmf, "fax": fax, "crackle": crackle, "keyboard": keyboard, "breath": breath, "rustle": rustle, "comfort": comfort, **MUSIC}

if __name__ == "__main__":
    main()
