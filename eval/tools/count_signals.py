#!/usr/bin/env python3
"""Counts the tones and the music that are heard where there are none, and what is found of those that there are.

usage: count_signals.py SIGNALS WORK FOLDER...

SIGNALS is the example `signals` of crates/timeline. A FOLDER holds recordings: with a truth file beside one, its events
say what sounds; a name that begins with `moh` or `music` is music throughout; names of tones, noise and other sounds
that are made to be tones are left out; anything else is speech. Every channel is heard by itself. WORK keeps decoded
audio. Needs ffmpeg. Prints false tones an hour on speech and on music, and how fast it was.
"""
import collections
import json
import re
import subprocess
import sys
from pathlib import Path

TONES = {"ring", "busy", "reorder", "sit", "fax", "dtmf", "beep"}
AUDIO = {".wav", ".mp3", ".ogg", ".opus", ".flac", ".m4a"}
# Recordings that are tones or noise by design.
MADE = re.compile(r"^(beeps|hum|noise|one_sided|ring|silence|sounds|tones|queue_message|beep|beeperr|ascending|descending|tt-|dictate)")


def truth_of(path):
    for stem in (path.name, path.name.split(".")[0]):
        found = path.with_name(stem.split(".")[0] + ".truth.json")
        if found.exists():
            return json.loads(found.read_text()).get("events", [])
    return None


def decode(path, work):
    channels = int(subprocess.run(
        ["ffprobe", "-v", "error", "-select_streams", "a:0", "-show_entries", "stream=channels", "-of", "csv=p=0", path],
        capture_output=True, text=True, check=True).stdout.strip() or 1)
    for channel in range(channels):
        out = work / f"{path.parent.name}-{path.name}.{channel}.s16le"
        if not out.exists():
            subprocess.run(["ffmpeg", "-v", "error", "-y", "-i", path, "-af", f"pan=mono|c0=c{channel}", "-ar", "16000", "-f", "s16le", out], check=True)
        yield out


def main():
    signals, work = sys.argv[1], Path(sys.argv[2])
    work.mkdir(parents=True, exist_ok=True)
    hours, false_tones, misnamed, false_music = (collections.Counter() for _ in range(4))
    heard_music, true_music, heard, total = 0.0, 0.0, collections.Counter(), collections.Counter()
    audio = took = 0.0
    for folder in map(Path, sys.argv[3:]):
        for path in sorted(p for p in folder.rglob("*") if p.suffix in AUDIO and not MADE.match(p.name)):
            kind = "music" if re.match(r"^(moh|music)", path.name) or "moh" in path.parts else "speech"
            truth = truth_of(path)
            found_in_call = collections.defaultdict(list)
            for decoded in decode(path, work):
                seconds = decoded.stat().st_size / 32000
                run = subprocess.run([signals, decoded], capture_output=True, text=True, check=True)
                length, time = re.match(r"([\d.]+) s of sound in ([\d.]+) s", run.stderr).groups()
                audio, took = audio + float(length), took + float(time)
                hours[kind] += seconds / 3600
                true_music += seconds if kind == "music" else 0
                for line in run.stdout.splitlines():
                    name, start, end = line.split("\t")[:3]
                    start, end = int(start), int(end)
                    found_in_call[name].append((start, end))
                    same = [e for e in truth or [] if e["kind"].removeprefix("background_") == name]
                    is_true = any(e["start_ms"] < end + 100 and start < e["end_ms"] + 100 for e in same)
                    if name == "music" and kind == "music":
                        heard_music += (end - start) / 1000
                    elif name == "music" and not is_true:
                        false_music[kind] += (end - start) / 1000
                    elif name in TONES and not is_true:
                        others = [e for e in truth or [] if e["kind"] in TONES]
                        is_misnamed = any(e["start_ms"] < end and start < e["end_ms"] for e in others)
                        (misnamed if is_misnamed else false_tones)[kind] += 1
            for event in truth or []:
                name = event["kind"].removeprefix("background_")
                total[name] += 1
                heard[name] += any(s < event["end_ms"] and event["start_ms"] < e for s, e in found_in_call[name])
    for kind in ("speech", "music"):
        print(f"{kind:<7} {hours[kind]:5.2f} hours of channels   false tones {false_tones[kind]:3} ({false_tones[kind] / max(hours[kind], 1e-9):.2f} an hour)   tones that are another {misnamed[kind]:3}   false music {false_music[kind]:6.1f} s")
    print(f"music recordings: {heard_music / max(true_music, 1e-9):.1%} of their seconds are music")
    print("of the events in truth files, found: " + ", ".join(f"{k} {heard[k]} of {total[k]}" for k in sorted(total)))
    print(f"{audio / max(took, 1e-9):.0f} times real time on one core, tones and music together")


if __name__ == "__main__":
    main()
