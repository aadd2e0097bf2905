#!/usr/bin/env python3
"""Speak labelled dialogues as phone recordings, with the truth beside each.

usage: speak_calls.py DIALOGUES.jsonl OUT [--layout mono] [--pool other] [--only ID,ID] [--seed N] [--kokoro DIR] [--moh DIR]

Needs ffmpeg and a Python with kokoro-onnx, numpy and soundfile; get_voices.sh DIR fetches the voices for --kokoro DIR. --moh
is a folder of WAV music for the time on hold, as Debian's asterisk-moh-opsound-wav has it.

Per call: OUT/ID.<ext> in one of the formats that phone systems write (8 kHz mu-law, A-law and PCM WAV, GSM WAV, MP3, Vorbis,
Opus, FLAC, AAC; stereo with one party a side, or mono) and OUT/ID.truth.json: every turn's speaker, text, start and end in
milliseconds, events (ring, beep, music), layout, format and the labels of the dialogue. A call that is there already is left
alone. The same seed speaks the same call.

The 60 mono calls of eval/results/voices.txt:
    speak_calls.py eval/calls/unseen.jsonl OUT --seed 12 --layout mono --pool other --kokoro DIR
"""
import argparse
import json
import random
from pathlib import Path

import numpy as np
import soundfile as sf

from phone_line import FORMATS, SR, Voices, encode, phone, tone

OTHER_F = ["af_sky", "af_heart", "af_nicole", "ef_dora", "ff_siwis", "hf_alpha", "hf_beta", "if_sara", "jf_alpha", "jf_gongitsune", "jf_nezumi", "jf_tebukuro", "pf_dora", "zf_xiaobei", "zf_xiaoni", "zf_xiaoxiao", "zf_xiaoyi"]
OTHER_M = ["am_santa", "em_alex", "em_santa", "hm_omega", "hm_psi", "im_nicola", "jm_kumo", "pm_alex", "pm_santa", "zm_yunjian", "zm_yunxi", "zm_yunxia", "zm_yunyang"]
US_F = ["af_bella", "af_sarah", "af_nova", "af_jessica", "af_kore", "af_aoede", "af_alloy", "af_river"]
US_M = ["am_adam", "am_michael", "am_eric", "am_liam", "am_onyx", "am_puck", "am_echo", "am_fenrir"]
GB = ["bf_emma", "bf_alice", "bf_lily", "bf_isabella", "bm_george", "bm_daniel", "bm_lewis", "bm_fable"]


def cast_of(call, rng, is_other):
    """The voice and the pace of each speaker, by speaker and an agent's name."""
    agents = sorted({t.get("name") or "agent" for t in call["turns"] if t["speaker"] == "agent"})
    pool = OTHER_F + OTHER_M if is_other else US_F + US_M + GB
    rng.shuffle(pool)
    cast = {("caller", None): (pool.pop(), rng.uniform(1.0, 1.2))}
    for a in agents:
        cast[("agent", a)] = (pool.pop(), rng.uniform(1.0, 1.22))
    cast[("ivr", None)] = (pool.pop() if is_other else rng.choice(["af_heart", "af_nicole", "am_santa", "bf_emma"]), 1.0)
    cast[("voicemail", None)] = (pool.pop(), 1.0) if not agents or rng.random() < .5 else (cast[("agent", agents[0])][0], 1.0)
    cast[("hold", None)] = cast[("ivr", None)]
    return cast


def render(call, voices, moh, rng, is_other):
    cast = cast_of(call, rng, is_other)
    near, far, truth, events, at = [], [], [], [], 0.0   # near = the business's side, far = the caller's

    def put(side, audio, start):
        (near if side == "near" else far).append((int(start * SR), audio))

    if rng.random() < 0.35:
        for _ in range(rng.randint(1, 4)):
            put("near", tone([440, 480], 2.0, 0.09), at)
            events.append({"kind": "ring", "start_ms": int(at * 1000), "end_ms": int(at * 1000) + 2000})
            at += 6.0
        at -= rng.uniform(1.0, 3.5)
    else:
        at += rng.uniform(0.1, 1.2)
    last = None
    for t in call["turns"]:
        who = t["speaker"]
        key = (who, (t.get("name") or "agent") if who == "agent" else None)
        voice, speed = cast[key]
        if last is not None:
            if who != last:
                at += rng.choice([rng.uniform(0.12, 0.6)] * 5 + [rng.uniform(-0.25, 0.05), rng.uniform(0.8, 1.8)])
            else:
                at += rng.uniform(0.2, 0.9)
        if who == "hold":
            tune, sr = sf.read(rng.choice(moh), dtype="float32")
            secs = rng.uniform(5, 12)
            o = rng.randint(0, max(1, len(tune) - int(secs * sr) - 1))
            clip = tune[o:o + int(secs * sr)]
            clip = np.interp(np.arange(int(len(clip) * SR / sr)) * sr / SR, np.arange(len(clip)), clip).astype(np.float32)
            put("near", 0.5 * clip, at)
            events.append({"kind": "music", "start_ms": int(at * 1000), "end_ms": int((at + secs) * 1000)})
            at += secs
        text = t["text"].strip()
        if any(c.isalnum() for c in text):
            audio = voices.say(text, voice, round(speed, 2))
            put("far" if who == "caller" else "near", audio, at)
            truth.append({"speaker": who, "name": t.get("name"), "text": text, "start_ms": int(at * 1000), "end_ms": int((at + len(audio) / SR) * 1000)})
            at += len(audio) / SR
        if who == "voicemail":
            at += 0.3
            put("near", tone([1000], 0.4, 0.25), at)
            events.append({"kind": "beep", "start_ms": int(at * 1000), "end_ms": int(at * 1000) + 400})
            at += 0.5
        last = who
    n = int((at + rng.uniform(0.3, 1.5)) * SR)
    sides = []
    for parts in (near, far):
        x = np.zeros(n, np.float32)
        for o, a in parts:
            a = a[: max(0, n - o)]
            x[o:o + len(a)] += a
        sides.append(x)
    return sides, truth, events


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("dialogues")
    p.add_argument("out")
    p.add_argument("--only", help="ids, by commas")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--kokoro", default="kokoro", help="folder with kokoro-v1.0.int8.onnx and voices.npz")
    p.add_argument("--moh", default="/usr/share/asterisk/moh")
    p.add_argument("--cache", default=".tts-cache", help="folder for what was spoken before")
    p.add_argument("--layout", choices=["mono", "any"], default="any", help="mono: every call on one channel")
    p.add_argument("--pool", choices=["usual", "other"], default="usual", help="other: 30 voices that the usual pool lacks")
    a = p.parse_args()
    out = Path(a.out)
    out.mkdir(parents=True, exist_ok=True)
    moh = sorted(str(x) for x in Path(a.moh).glob("*.wav"))
    voices = Voices(a.kokoro, a.cache)
    for i, line in enumerate(open(a.dialogues)):
        call = json.loads(line)
        if a.only and call["id"] not in a.only.split(","):
            continue
        if list(out.glob(f"{call['id']}.truth.json")):
            continue
        rng = random.Random(f"{a.seed}-{call['id']}")
        (near, far), truth, events = render(call, voices, moh, rng, a.pool == "other")
        near = phone(near, rng, rng.uniform(-5, 3), rng.uniform(22, 40))
        far = phone(far, rng, rng.uniform(-6, 3), rng.uniform(20, 38))
        fmt = FORMATS[i % len(FORMATS)]
        mono = fmt == "gsm.wav" or rng.random() < 0.4 or a.layout == "mono"
        agent_channel = rng.choice([0, 1])
        audio = np.clip(near + far, -1, 1) if mono else np.stack([near, far] if agent_channel == 0 else [far, near], axis=1)
        f = encode(out / call["id"], audio, fmt)
        meta = {"id": call["id"], "file": f.name, "format": fmt, "layout": "mono" if mono else "stereo", "agent_channel": None if mono else agent_channel,
                "duration_ms": int(len(near) / SR * 1000), "turns": truth, "events": events,
                **{k: call[k] for k in ("industry", "call_type", "difficulty", "labels", "qualifying_topics", "evidence", "notes") if k in call}}
        # A shop call's labels, too.
        meta.update({k: call[k] for k in ("scenario", "branch", "facts", "must", "must_not") if k in call})
        (out / f"{call['id']}.truth.json").write_text(json.dumps(meta, indent=1))
        print(call["id"], f.name, f"{meta['duration_ms'] / 1000:.0f} s", meta["layout"], flush=True)


if __name__ == "__main__":
    main()
