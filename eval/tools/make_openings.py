#!/usr/bin/env python3
"""Make short recordings of how calls open, with the truth beside each.

usage: make_openings.py OPENINGS.toml OUT [--only ID,ID] [--list] [--apart OTHER.toml] [--kokoro DIR] [--cache DIR]

Needs ffmpeg, a Python 3.11 with kokoro-onnx, numpy and soundfile, the voices that get_voices.sh DIR fetches, and two Debian
packages: asterisk-core-sounds-en-wav (recorded prompts) and asterisk-moh-opsound-wav (hold music).

Per call: OUT/ID.<ext> in one of the formats that phone systems write, and OUT/ID.truth.json: turns with speaker, text and times,
events (each ring is one; busy, reorder, sit, fax, dtmf, beep, music; background_music behind the talk), layout, format, call_type,
and the label of live_answer alone. The first live word is the start of the first turn of an agent. A call that is there already is
left alone. The same file makes the same calls.

OPENINGS.toml has the voices, the wording and the kinds of opening. A kind has flows, taken in turn; a flow is a list of steps:
    ring A-B [cut]           A to B rings; the answer comes between rings, or with `cut` in the middle of the last one
    ring_for A-B             ringing until the caller hangs up, after that many seconds
    busy A-B, reorder A-B    the tone, for that many seconds;     sit    the three information tones
    fax A-B, cng N           a fax machine answers; a fax machine calls, with N tones
    silence A-B, music A-B   so many seconds;                     background    music behind everything from here on
    dtmf                     the caller presses a key, often before the recording has ended
    beep                     a record tone
    say WHO LIST [cut]       a recording (WHO: ivr, voicemail, hold, owner) from a list, with `cut` only its beginning
    chain WHO LIST [cut]     the same from prompts of Asterisk, one after the other
    greet LIST, caller LIST  the agent, the caller says a line of the list
    dialogue KIND [rest]     the beginning of a call of the file `dialogues`, with the cast that speak_calls.py --pool other --seed 12
                             gives it: of KIND person (an agent speaks first) or machine; with `rest` without its first turn.
                             The call's own label then stands for a machine, whatever the kind says
    talk [SET]               a conversation of that set; its steps are these too, or WHO: WORDS with WHO one of
                             a (agent), A (second agent), c (caller), b (bot), i (recording), v (voicemail)
"""
import argparse
import itertools
import json
import random
import tomllib
from pathlib import Path

from opening import Opening, Sounds
from speak_calls import cast_of
from phone_line import FORMATS, Voices, encode


class Picker:
    """Takes the entries of each list in a shuffled order, all of them before any a second time."""

    def __init__(self, rng):
        self.rng, self.waiting = rng, {}

    def take(self, name, entries):
        if not entries:
            raise SystemExit(f"nothing to choose from in `{name}`")
        waiting = self.waiting.setdefault(name, [])
        if not waiting:
            waiting.extend(range(len(entries)))
            self.rng.shuffle(waiting)
        return waiting.pop()


def plan(half, folder):
    """Every call of the half: its id, label, cast and steps with the words filled in."""
    rng = random.Random(half["seed"])
    picker, format_no, dialogues = Picker(rng), itertools.count(), read_dialogues(half, folder)
    for kind in half["kinds"]:
        for n in range(kind["count"]):
            call = {"id": f"{half['prefix']}-{kind['name']}-{n + 1:02}", "kind": kind["name"], "live_answer": kind["live_answer"],
                    "call_type": kind.get("call_type", "prospect"), "format": FORMATS[next(format_no) % len(FORMATS)], "steps": []}
            pair_no = None
            for step in kind["flows"][n % len(kind["flows"])]:
                words = step.split()
                if words[0] == "dialogue":
                    dialogue = dialogues[words[1]][picker.take(f"dialogue {words[1]}", dialogues[words[1]])]
                    take_dialogue(call, dialogue, is_rest="rest" in words)
                elif words[0] == "talk":
                    chosen = words[1] if len(words) > 1 else "plain"
                    talks = [t for t in half["talks"] if t.get("set", "plain") == chosen]
                    i = picker.take(f"talk {chosen}", talks)
                    # Each conversation has two casts, so that not everything is spoken by everybody.
                    pair_no = (i + 3 * rng.randint(0, 1)) % len(half["voices"]["pairs"])
                    call["call_type"] = talks[i]["call_type"]
                    call["steps"] += [concrete(s, half, picker) for s in talks[i]["steps"]]
                else:
                    call["steps"].append(concrete(step, half, picker))
            pairs = half["voices"]["pairs"]
            pair = pairs[rng.randrange(len(pairs)) if pair_no is None else pair_no]
            call["agent"], call["caller"] = call.pop("cast", pair)
            call["second"] = rng.choice(half["voices"]["second"])
            recorded = half["voices"]["recorded"]
            call["recorded"] = recorded[picker.take("recorded", recorded)]
            yield call


# The letter of each speaker of a dialogue in a step.
LETTERS = {"agent": "a", "caller": "c", "ivr": "i", "voicemail": "v", "hold": "hold"}
# A dialogue is broken off at the end of the turn in which it comes to this many words.
MAX_WORDS = 60


def read_dialogues(half, folder):
    """The calls of the file `dialogues`, by whether a person speaks first; without those of `leave_out`."""
    dialogues = {"person": [], "machine": []}
    for line in (folder / half["dialogues"]).read_text().splitlines() if "dialogues" in half else []:
        call = json.loads(line)
        if call["id"] not in half["leave_out"]:
            dialogues["person" if call["turns"][0]["speaker"] == "agent" else "machine"].append(call)
    return dialogues


def take_dialogue(call, dialogue, is_rest):
    """Adds the dialogue's beginning to the call's steps."""
    cast = cast_of(dialogue, random.Random(f"12-{dialogue['id']}"), is_other=True)
    turns = dialogue["turns"]
    if turns[0]["speaker"] != "agent":
        call["live_answer"] = dialogue["labels"]["live_answer"]
    call["call_type"] = dialogue["call_type"]
    call["cast"] = [cast[("agent", turns[0].get("name") or "agent")] if turns[0]["speaker"] == "agent" else None, cast[("caller", None)]]
    n_words = n_people = 0
    for turn, then in itertools.zip_longest(turns[is_rest:], turns[is_rest + 1:]):
        who, text = turn["speaker"], turn["text"].strip()
        voice = cast[(who, (turn.get("name") or "agent") if who == "agent" else None)]
        if who == "hold":
            call["steps"].append({"verb": "music", "low": 4.0, "high": 8.0})
        if any(c.isalnum() for c in text):
            call["steps"].append({"verb": "speak", "who": LETTERS[who], "text": text, "voice": voice, "cut": False})
        if who == "voicemail" and (then is None or then["speaker"] == "caller"):
            call["steps"].append({"verb": "beep"})
        n_words += len(text.split())
        n_people += who in ("agent", "caller")
        if n_words >= MAX_WORDS and n_people >= 2:
            break


def concrete(step, half, picker):
    """The step with words in place of the name of a list."""
    verb, *rest = step.split()
    if verb.endswith(":"):
        return {"verb": "speak", "who": verb[:-1], "text": step.split(":", 1)[1].strip(), "cut": False}
    is_cut = rest[-1:] == ["cut"]
    if verb in ("say", "chain"):
        source = half["lists" if verb == "say" else "chains"][rest[1]]
        entry = source[picker.take(f"{verb} {rest[1]}", source)]
        if verb == "say":
            spoken = {"verb": "speak", "who": rest[0], "text": entry, "cut": is_cut}
            if half["voices"].get("one_voice_a_line"):
                recorded = half["voices"]["recorded"]
                spoken["voice"] = recorded[source.index(entry) % len(recorded)]
            return spoken
        names = entry.split()
        return {"verb": "chain", "who": rest[0], "prompts": names, "texts": [prompt_text(half, name) for name in names], "cut": is_cut}
    if verb in ("greet", "caller"):
        source = half["lists"][rest[0]]
        return {"verb": "speak", "who": "a" if verb == "greet" else "c", "text": source[picker.take(rest[0], source)], "cut": False}
    low, _, high = (rest[0] if rest else "0").partition("-")
    return {"verb": verb, "low": float(low), "high": float(high or low), "cut": is_cut}


def prompt_text(half, name):
    digits = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    folder, _, leaf = name.rpartition("/")
    return digits[int(leaf)] if folder == "digits" else half["prompts"][name]


def shared(half, other):
    """What two halves have in common though they must not: words, voices, prompts but for digits, music."""
    def of(h):
        voices = h["voices"]
        talks = [step.split(":", 1)[1].strip() for talk in h["talks"] for step in talk["steps"] if ":" in step]
        return {text.lower() for texts in h["lists"].values() for text in texts} | {text.lower() for text in talks} | \
            {*itertools.chain(*voices["pairs"]), *voices["second"], *voices["recorded"], *h["prompts"], *h["music"]}
    return sorted(of(half) & of(other))


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("openings")
    p.add_argument("out")
    p.add_argument("--only", help="ids, by commas")
    p.add_argument("--list", action="store_true", help="print the calls and make none")
    p.add_argument("--apart", help="another half: fail if it has a sentence, voice, prompt or music of this one")
    p.add_argument("--kokoro", default="kokoro", help="folder with kokoro-v1.0.int8.onnx and voices.npz")
    p.add_argument("--cache", default=".tts-cache", help="folder for what was spoken before")
    p.add_argument("--prompts", default="/usr/share/asterisk/sounds/en_US")
    p.add_argument("--moh", default="/usr/share/asterisk/moh")
    p.add_argument("--threads", type=int, default=1, help="threads of the speech synthesis")
    a = p.parse_args()
    half = tomllib.loads(Path(a.openings).read_text())
    if a.apart and (common := shared(half, tomllib.loads(Path(a.apart).read_text()))):
        raise SystemExit(f"{a.openings} and {a.apart} share: {', '.join(common)}")
    out = Path(a.out)
    if not a.list:
        out.mkdir(parents=True, exist_ok=True)
    sounds = Sounds(Voices(a.kokoro, a.cache, a.threads), a.prompts, [Path(a.moh) / name for name in half["music"]])
    for call in plan(half, Path(a.openings).parent):
        if a.only and call["id"] not in a.only.split(","):
            continue
        if a.list:
            print(call["id"], call["live_answer"], call["call_type"], json.dumps(call["steps"]))
            continue
        truth_file = out / f"{call['id']}.truth.json"
        if truth_file.exists():
            continue
        rng = random.Random(f"{half['seed']}-{call['id']}")
        opening = Opening(sounds, call, rng)
        for step in call["steps"]:
            opening.do(step)
        audio, agent_channel = opening.mixed(is_mono=call["format"] == "gsm.wav" or rng.random() < 0.18)
        file = encode(out / call["id"], audio, call["format"])
        truth = {"id": call["id"], "kind": call["kind"], "half": half["half"], "file": file.name, "format": call["format"],
                 "layout": "mono" if audio.ndim == 1 else "stereo", "agent_channel": agent_channel, "duration_ms": opening.duration_ms(),
                 "turns": opening.turns, "events": sorted(opening.events, key=lambda e: e["start_ms"]),
                 "call_type": call["call_type"], "labels": {"live_answer": call["live_answer"]}}
        truth_file.write_text(json.dumps(truth, indent=1))
        print(call["id"], file.name, f"{truth['duration_ms'] / 1000:.0f} s", truth["layout"], flush=True)


if __name__ == "__main__":
    main()
