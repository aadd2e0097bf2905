#!/usr/bin/env python3
"""Splice one side of calls in which voices take over from each other, and score where a change of voice was heard.

usage: splice_voices.py make CALLS CACHE OUT [--prompts FOLDER,FOLDER] [--n N] [--moh DIR]
       splice_voices.py score OUT [--least CONFIDENCE] [-v]

CALLS (folders with commas between) and CACHE are what speak_calls.py wrote with `--cache CACHE`; which voice a cached
sentence is in is found by its key. A prompt folder holds the prompts of one person, as Debian's asterisk-core-sounds-*
packages have them. `make` writes OUT/ID.s16le, OUT/ID.words.tsv and OUT/ID.json; between, for each of them
`cargo run --release -p ringcheck-timeline --example voices changes OUT/ID.s16le OUT/ID.words.tsv >OUT/ID.changes.tsv`.
Voices are split in two: `tune` decides, `heldout` only measures; those of people are in `tune_people`, `heldout_people`.

What is spliced: `two`: a voice for 5 to 25 s, then another; `return`: the first voice comes back after the second;
`one`: one voice for 15 to 60 s; `one_hold`: hold music in the middle of one voice, which then speaks 10 % faster or
slower and 8 dB louder or softer; `one_noise`: one voice, on a line that gets noisier by 8 dB. Pauses where the caller
speaks last up to 6 s. All through mu-law, GSM or MP3 at 8 kHz. Needs ffmpeg, sox and a Python with numpy, soundfile.
"""
import functools, hashlib, json, random, subprocess, sys
from pathlib import Path

SR = 24000
KINDS = ["two", "return", "one", "one_hold", "one_noise"]
CODECS = [(["-c:a", "pcm_mulaw"], "wav"), (["-c:a", "libgsm_ms"], "wav"), (["-c:a", "libmp3lame", "-b:a", "16k"], "mp3")]


def option(name, default=None):
    return sys.argv[sys.argv.index(name) + 1] if name in sys.argv else default


def synthetic(calls, cache):
    """The cached sentences by voice: (file, text)."""
    from speak_calls import GB, OTHER_F, OTHER_M, US_F, US_M
    cached = {f.stem: f for f in Path(cache).glob("*.flac")}
    found = {}
    for truth in sorted(p for folder in calls.split(",") for p in Path(folder).glob("*.truth.json")):
        for turn in json.loads(truth.read_text())["turns"]:
            for voice in GB + OTHER_F + OTHER_M + US_F + US_M:
                for speed in range(100, 123):
                    key = hashlib.sha256(f"{voice}|{speed / 100:.2f}|{turn['text']}".encode()).hexdigest()[:24]
                    if key in cached and turn["end_ms"] - turn["start_ms"] >= 600:
                        found.setdefault(voice, {})[key] = (cached.pop(key), turn["text"])
    return {voice: list(said.values()) for voice, said in sorted(found.items()) if len(said) >= 10}


def prompts(folder):
    """A person's prompts: (file, a word for each third of a second)."""
    found = []
    for path in sorted(p for p in Path(folder).iterdir() if p.suffix in (".wav", ".gsm")):
        n_bytes = path.stat().st_size
        seconds = n_bytes / (1650 if path.suffix == ".gsm" else 16000)
        if 1.6 <= seconds <= 12:
            found.append((path, " ".join(["word"] * round(3 * seconds)) + "."))
    return found


@functools.lru_cache(maxsize=None)
def sound(path, pace=1.0):
    import numpy as np
    effects = ["tempo", str(pace)] if pace != 1.0 else []
    raw = subprocess.run(["sox", "-V1", str(path), "-t", "f32", "-r", str(SR), "-c", "1", "-", *effects], check=True,
                         capture_output=True).stdout
    x = np.frombuffer(raw, np.float32)
    loud = np.where(np.abs(x) > 0.01 * np.abs(x).max())[0]
    x = x[loud[0]:loud[-1] + 1] if len(loud) else x
    return 0.08 * x / max(1e-4, np.sqrt(np.mean(x[np.abs(x) > 0.01] ** 2))) if len(x) else x


def splice(kind, cast, moh, rng):
    """Samples, words and runs (voice, start, end, seconds of speech) of one side."""
    import numpy as np
    parts, words, runs, at = [], [], [], 0

    def put(x):
        nonlocal at
        parts.append(x.astype(np.float32))
        at += len(x)

    put(np.zeros(int(rng.uniform(0.3, 2) * SR)))
    voices = {"two": [0, 1], "return": [0, 1, 0]}.get(kind, [0])
    lines = [rng.sample(said, len(said)) for said in cast]
    for k, voice in enumerate(voices):
        wanted, spoken, pace, gain, turned = rng.uniform(5, 25), 0, 1.0, 10 ** (rng.uniform(-5, 5) / 20), False
        wanted = rng.uniform(15, 60) if len(voices) == 1 else wanted
        runs.append([voice, at * 1000 // SR, 0, 0])
        while spoken < wanted and lines[voice]:
            path, text = lines[voice].pop()
            x = gain * sound(path, pace)
            n, done = sum(map(len, text.split())), 0
            for word in text.split():
                start = at + len(x) * done / n
                done += len(word)
                words.append((len(words) if not done - len(word) else words[-1][0], int(start * 1000 / SR),
                              int((at + len(x) * done / n) * 1000 / SR), word))
            put(x)
            spoken += len(x) / SR
            runs[-1][2:] = [at * 1000 // SR, spoken]
            put(np.zeros(int(rng.choice([rng.uniform(0.2, 0.9), rng.uniform(0.8, 6)]) * SR)))
            if kind == "one_hold" and not turned and spoken > wanted / 2:
                turned, pace, gain = True, rng.choice([0.9, 1.1]), gain * 10 ** (rng.choice([-8, 8]) / 20)
                tune = sound(rng.choice(moh))
                start = rng.randrange(max(1, len(tune) - 12 * SR))
                put(0.5 * tune[start:start + 12 * SR])
            if kind == "one_noise" and not turned and spoken > wanted / 2:
                turned, runs[-1][4:] = True, [at]
    x = np.concatenate(parts)
    hz = np.fft.rfftfreq(len(x), 1 / SR)
    x = np.fft.irfft(np.fft.rfft(x) / (1 + (250 / np.maximum(hz, 1)) ** 6) / (1 + (hz / 3500) ** 12), len(x))
    noise = 0.08 * 10 ** (-rng.uniform(22, 38) / 20) * np.ones(len(x))
    if kind == "one_noise" and len(runs[0]) > 4:
        noise[runs[0].pop():] *= 10 ** (8 / 20)
    x = x + noise * np.random.default_rng(rng.randrange(1 << 30)).normal(0, 1, len(x))
    return np.clip(x, -1, 1), words, runs


def make(calls, cache, out):
    import soundfile as sf
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    voices = list(synthetic(calls, cache).items())
    people = [prompts(folder) for folder in (option("--prompts") or "").split(",") if folder]
    voices = [said for _, said in voices]
    pools = {"tune_people": people[::2], "heldout_people": people[1::2], "tune": voices[::2], "heldout": voices[1::2]}
    moh = sorted(Path(option("--moh", "/usr/share/asterisk/moh")).glob("*.wav"))
    for pool, said in pools.items():
        for kind in KINDS if len(said) > 1 else []:
            for i in range(int(option("--n", "40"))):
                name = f"{pool}-{kind}-{i:03}"
                if (out / f"{name}.json").exists():
                    continue
                rng = random.Random(name)
                x, words, runs = splice(kind, rng.sample(said, 2), moh, rng)
                codec, suffix = rng.choice(CODECS)
                whole, coded = out / "whole.wav", out / f"coded.{suffix}"
                sf.write(whole, x, SR, subtype="FLOAT")
                run = lambda *args: subprocess.run(["ffmpeg", "-loglevel", "error", "-y", *map(str, args)], check=True)
                run("-i", whole, "-ar", "8000", "-ac", "1", *codec, coded)
                run("-i", coded, "-ar", "16000", "-ac", "1", "-f", "s16le", out / f"{name}.s16le")
                lines = [f"{segment}\t{start}\t{end}\t{word}\tbusiness\n" for segment, start, end, word in words]
                (out / f"{name}.words.tsv").write_text("".join(lines))
                (out / f"{name}.json").write_text(json.dumps({"runs": runs, "codec": codec[1]}))
    for left in ("whole.wav", "coded.wav", "coded.mp3"):
        (out / left).unlink(missing_ok=True)


def score(out):
    least = float(option("--least", "0"))
    table, sure = {}, []
    for path in sorted(Path(out).glob("*.json")):
        pool, kind, _ = path.stem.split("-")
        runs = json.loads(path.read_text())["runs"]
        heard = [line.split("\t") for line in path.with_suffix(".changes.tsv").read_text().splitlines()]
        heard = [(int(at), float(p), which) for _, at, p, which in heard if float(p) >= least]
        row = table.setdefault((pool, kind), {"sides": 0, "changes": 0, "found": 0, "named": 0, "off": [], "false": 0, "wrong": 0})
        row["sides"] += 1
        n_false = len(heard)
        for i, (before, after) in enumerate(zip(runs, runs[1:])):
            if min(before[3], after[3]) < 5:
                continue
            row["changes"] += 1
            near = [h for h in heard if before[2] - 1500 <= h[0] <= after[1] + 1500]
            row["found"] += bool(near)
            row["named"] += bool(near) and near[0][2] == ("return" if i else "new")
            row["off"] += [abs(near[0][0] - after[1])] if near else []
            sure += [(near[0][1], 1)] if near else []
            n_false -= bool(near)
        sure += [(p, 0) for _, p, _ in heard[:n_false]] if len(runs) == 1 else []
        row["false"] += n_false
        row["wrong"] += n_false > 0
        if "-v" in sys.argv and (n_false or len(heard) - n_false < len(runs) - 1):
            print(path.stem, runs, heard)
    print("pool           kind        sides  changes  found  new/return right  median off ms  off > 500 ms  false  sides with a false one")
    for (pool, kind), r in table.items():
        off, n = sorted(r["off"]), max(1, r["changes"])
        print(f"{pool:14} {kind:10} {r['sides']:6} {r['changes']:8} {r['found'] / n:6.2f} {r['named'] / max(1, r['found']):17.2f} "
              f"{off[len(off) // 2] if off else 0:14} {sum(o > 500 for o in off):13} {r['false']:6} {r['wrong'] / r['sides']:23.3f}")
    for low, high in [(0, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 0.97), (0.97, 1.01)]:
        found = [right for p, right in sure if low <= p < high]
        if found:
            print(f"confidence {low:.2f} to {min(high, 1):.2f}: {len(found)} changes, {sum(found) / len(found):.3f} right")


if __name__ == "__main__":
    if sys.argv[1:2] == ["make"] and len(sys.argv) >= 5:
        make(*sys.argv[2:5])
    elif sys.argv[1:2] == ["score"] and len(sys.argv) >= 3:
        score(sys.argv[2])
    else:
        sys.exit(__doc__)
