"""One recorded opening of a call, built up step by step."""
import hashlib
from pathlib import Path

import numpy as np
import soundfile as sf

import line_sounds
from phone_line import SR, phone

SPEAKERS = {"a": "agent", "A": "agent", "c": "caller", "b": "ivr", "i": "ivr", "v": "voicemail", "ivr": "ivr", "voicemail": "voicemail", "owner": "voicemail", "hold": "hold"}
# How loud speech is before the line, as a root mean square.
SPEECH_RMS = 0.08


class Sounds:
    """Where sentences, prompts and music come from."""

    def __init__(self, voices, prompts, music):
        self.voices, self.prompts, self.music = voices, Path(prompts), music

    def sentence(self, text, voice, pace=None):
        # Each voice has its own pace, so that a sentence is spoken once per voice.
        own_pace = 1.0 + int(hashlib.sha256(voice.encode()).hexdigest()[:4], 16) / 0xFFFF * 0.16
        return level_to(trimmed(self.voices.say(text, voice, round(pace or own_pace, 2))), SPEECH_RMS)

    def prompt(self, name):
        return level_to(trimmed(read_at_rate(self.prompts / f"{name}.wav")), SPEECH_RMS)

    def tune(self, rng, seconds):
        """A piece of music of that length."""
        path = rng.choice(self.music)
        info = sf.info(path)
        start = rng.randint(0, max(0, info.frames - int((seconds + 1) * info.samplerate)))
        clip = read_at_rate(path, start, int((seconds + 0.5) * info.samplerate))
        return level_to(clip[: int(seconds * SR)], SPEECH_RMS)


class Opening:
    """Two sides of a line, and the truth about them."""

    def __init__(self, sounds, call, rng):
        self.sounds, self.call, self.rng = sounds, call, rng
        self.sides = {"near": [], "far": []}  # near: the business's
        self.turns, self.events = [], []
        self.at = 0.0
        self.region = rng.choice(["us"] * 5 + ["uk"] * 3 + ["eu"] * 2)
        self.tone_level = rng.uniform(0.02, 0.11)
        # What spoke or sounded last: a key of SPEAKERS, "cut" after a ring that the answer cuts, "tone" or None.
        self.last = None
        self.last_recording = None
        self.live_from = self.background_from = None
        self.hangs_up_at = None
        # A bot takes the same time to answer whatever it was told.
        self.bot_delay = rng.uniform(0.7, 1.7)
        self.room = room_response(rng)
        self.has_room = rng.random() < 0.85

    def do(self, step):
        getattr(self, f"_{step['verb']}")(step)

    def duration_ms(self):
        return int(self.hangs_up_at * 1000)

    # Steps.

    def _ring(self, step):
        n = self.rng.randint(int(step["low"]), int(step["high"]))
        freqs, times = line_sounds.RING[self.region]
        sound = sum(times[:-1])
        for i in range(n):
            one = line_sounds.cycle((freqs, times), self.tone_level)[: int(sound * SR)]
            # Some recordings begin in the middle of a ring.
            if i == 0 and self.at == 0.0 and self.region != "uk" and self.rng.random() < 0.15:
                one = one[int(self.rng.uniform(0.1, 0.5) * len(one)):]
            elif i == 0 and self.at == 0.0:
                self.at += self.rng.uniform(0.0, 1.0)
            if i == n - 1 and step["cut"]:
                one = one[: int(max(0.5, self.rng.uniform(0.35, 0.95) * len(one) / SR) * SR)]
            self._event("ring", one)
            if i < n - 1:
                self.at += times[-1]
        if step["cut"]:
            self.last = "cut"
        else:
            self.at += self.rng.uniform(0.15, times[-1] - 0.3)
            self.last = "tone"

    def _ring_for(self, step):
        lead = self.rng.uniform(0.0, 0.8)
        end = lead + self.rng.uniform(step["low"], step["high"])
        freqs, times = line_sounds.RING[self.region]
        self.at = lead
        while end - self.at > 0.5:
            one = line_sounds.cycle((freqs, times), self.tone_level)[: int(sum(times[:-1]) * SR)]
            self._event("ring", one[: int((end - self.at) * SR)])
            self.at += times[-1]
        self.hangs_up_at = end

    def _busy(self, step):
        self._event("busy", line_sounds.repeated(line_sounds.BUSY[self.region], self.tone_level, self._between(step)))

    def _reorder(self, step):
        self._event("reorder", line_sounds.repeated(line_sounds.REORDER[self.region], self.tone_level, self._between(step)))

    def _sit(self, _step):
        self._event("sit", line_sounds.information_tones(self.rng, self.tone_level * 1.3))
        self.at += self.rng.uniform(0.05, 0.5)

    def _fax(self, step):
        self._event("fax", line_sounds.fax_answer(self.rng, self._between(step), self.tone_level * 1.5))

    def _cng(self, step):
        self._event("fax", line_sounds.fax_calling(int(step["low"]), self.tone_level * 1.3), side="far")
        self.at += self.rng.uniform(0.3, 1.0)

    def _beep(self, _step):
        self.at += self.rng.uniform(0.1, 0.7)
        self._event("beep", line_sounds.beep(self.rng, self.rng.uniform(0.05, 0.2)))
        self.at += self.rng.uniform(0.1, 0.4)

    def _dtmf(self, _step):
        rng = self.rng
        turn = self.last_recording
        # Who knows the menu does not wait for its end; the machine stops at the key.
        if turn is not None and rng.random() < 0.4:
            self._cut_recording(turn, rng.uniform(0.45, 0.9))
            self.at = turn["turn"]["end_ms"] / 1000 - 0.05
        else:
            self.at += rng.uniform(0.3, 2.0)
        self.last_recording = None
        self._event("dtmf", line_sounds.key(rng.choice("1230"), rng.uniform(0.08, 0.3), rng.uniform(0.05, 0.15)), side="far")
        self.at += rng.uniform(0.4, 1.5)

    def _silence(self, step):
        self.at += self._between(step)
        self.last = "silence"

    def _music(self, step):
        seconds = self._between(step)
        if self.last is not None:
            self.at += self.rng.uniform(0.1, 0.6)
        self._event("music", self.rng.uniform(0.35, 0.9) * self.sounds.tune(self.rng, seconds))

    def _background(self, _step):
        self.background_from = self.at

    def _chain(self, step):
        parts = []
        for name in step["prompts"]:
            parts += [self.sounds.prompt(name), line_sounds.silence(self.rng.uniform(0.05, 0.25))]
        self._recording(step["who"], " ".join(step["texts"]), np.concatenate(parts[:-1]), step["cut"])

    def _speak(self, step):
        who = step["who"]
        role = {"a": "agent", "A": "second", "c": "caller"}.get(who, "recorded")
        voice = step.get("voice") or self.call[role]
        audio = self.sounds.sentence(step["text"], *([voice] if isinstance(voice, str) else voice))
        if who in ("a", "A", "c"):
            self.at = max(0.0, self.at + self._gap(who))
            if who != "c" and self.live_from is None:
                self.live_from = self.at
            if who != "c" and self.has_room:
                audio = in_room(audio, self.room)
            self._turn(who, step["text"], audio)
        else:
            # The owner of a small firm records the greeting where they stand; a bot and a studio have no room.
            self._recording(who, step["text"], in_room(audio, self.room) if who == "owner" else audio, step["cut"])

    # What steps are made of.

    def _between(self, step):
        return self.rng.uniform(step["low"], step["high"])

    def _put(self, side, audio):
        self.sides[side].append((int(self.at * SR), audio))
        self.at += len(audio) / SR

    def _event(self, kind, audio, side="near"):
        start = self.at
        self._put(side, audio)
        self.events.append({"kind": kind, "start_ms": int(start * 1000), "end_ms": int(self.at * 1000)})
        self.last = "tone"

    def _turn(self, who, text, audio):
        start = self.at
        self._put("far" if who == "c" else "near", audio)
        turn = {"speaker": SPEAKERS[who], "text": text, "start_ms": int(start * 1000), "end_ms": int(self.at * 1000)}
        self.turns.append(turn)
        self.last = who
        return turn

    def _recording(self, who, text, audio, is_cut):
        self.at = max(0.0, self.at + self._gap(who))
        turn = self._turn(who, text, audio)
        self.last_recording = {"turn": turn, "side": "near", "part": len(self.sides["near"]) - 1}
        if is_cut:
            self._cut_recording(self.last_recording, self.rng.uniform(0.35, 0.8))
            self.at = turn["end_ms"] / 1000

    def _cut_recording(self, recording, share):
        """Keeps the first part of a recording, in sound and, by count of words, in text."""
        start, audio = self.sides["near"][recording["part"]]
        kept = audio[: int(share * len(audio))]
        self.sides["near"][recording["part"]] = (start, kept)
        turn = recording["turn"]
        words = turn["text"].split()
        turn["text"] = " ".join(words[: max(1, round(share * len(words)))])
        turn["end_ms"] = turn["start_ms"] + int(len(kept) / SR * 1000)

    def _gap(self, who):
        """Seconds before the next to speak does."""
        rng, last = self.rng, self.last
        if last is None:
            return rng.uniform(0.1, 1.4)
        if last == "cut":
            return rng.uniform(0.1, 0.9)
        if last in ("tone", "silence"):
            return rng.uniform(0.1, 0.8)
        if last == who:
            return rng.uniform(0.25, 0.9)
        if who == "b":
            return self.bot_delay
        if who in ("a", "A", "c") and last in ("a", "A", "c"):
            # People answer soon, sometimes too soon, and now and then after a thought.
            return rng.choice([rng.uniform(0.12, 0.7)] * 5 + [rng.uniform(-0.25, 0.05), rng.uniform(0.8, 1.8)])
        if who in ("a", "A"):
            return rng.uniform(0.1, 2.0)
        return rng.uniform(0.3, 1.3)

    def mixed(self, is_mono):
        """The recording, and the business's channel where there are two."""
        rng = self.rng
        if self.hangs_up_at is None:
            self.hangs_up_at = self.at + rng.uniform(0.3, 1.8)
        n = int(self.hangs_up_at * SR)
        near, far = (laid_out(self.sides[side], n) for side in ("near", "far"))
        if self.live_from is not None and self.has_room:
            start = int(max(0.0, self.live_from - rng.uniform(0.05, 0.3)) * SR)
            near[start:] += room_noise(rng, n - start, SPEECH_RMS * 10 ** (-rng.uniform(28, 45) / 20))
        if self.background_from is not None:
            start = int(self.background_from * SR)
            music = self.sounds.tune(rng, (n - start) / SR + 0.1)[: n - start]
            near[start:start + len(music)] += music * 10 ** (-rng.uniform(14, 22) / 20)
            self.events.append({"kind": "background_music", "start_ms": int(self.background_from * 1000), "end_ms": self.duration_ms()})
        far += room_noise(rng, n, SPEECH_RMS * 10 ** (-rng.uniform(30, 48) / 20))
        near = phone(near, rng, rng.uniform(-6, 3), rng.uniform(24, 42))
        far = phone(far, rng, rng.uniform(-7, 3), rng.uniform(24, 40)) if self.sides["far"] else far * rng.uniform(0.3, 1.0)
        if is_mono:
            return np.clip(near + far, -1, 1), None
        channel = rng.choice([0, 1])
        return np.stack([near, far] if channel == 0 else [far, near], axis=1), channel


def laid_out(parts, n):
    x = np.zeros(n, np.float32)
    for start, audio in parts:
        audio = audio[: max(0, n - start)]
        x[start:start + len(audio)] += audio
    return x


def read_at_rate(path, start=0, frames=-1):
    audio, rate = sf.read(path, frames=frames, start=start, dtype="float32")
    at = np.arange(int(len(audio) * SR / rate)) * rate / SR
    return np.interp(at, np.arange(len(audio)), audio).astype(np.float32)


def trimmed(audio):
    """Without the silence at both ends, so that the times of the truth are those of the sound."""
    loud = np.flatnonzero(np.abs(audio) > 0.02 * np.abs(audio).max())
    return audio[max(0, loud[0] - SR // 200): loud[-1] + SR // 50] if len(loud) else audio


def level_to(audio, rms):
    heard = audio[np.abs(audio) > 0.01]
    return audio * (rms / max(float(np.sqrt(np.mean(heard ** 2))), 1e-4)) if len(heard) else audio


def room_response(rng):
    """The tail that a small room adds to a voice: noise that dies away within a fifth of a second or two."""
    seconds = rng.uniform(0.08, 0.3)
    noise = np.random.default_rng(rng.randint(0, 1 << 30)).normal(0, 1, int(seconds * SR))
    tail = noise * np.exp(-6.9 * np.arange(len(noise)) / len(noise))
    tail *= 10 ** (-rng.uniform(9, 18) / 20) / np.sqrt(np.sum(tail ** 2))
    tail[0] = 1.0
    return tail.astype(np.float32)


def in_room(audio, response):
    n = len(audio) + len(response)
    size = 1 << n.bit_length()
    return np.fft.irfft(np.fft.rfft(audio, size) * np.fft.rfft(response, size), size)[: len(audio)].astype(np.float32)


def room_noise(rng, n, rms):
    """The hum and murmur of a room: noise that falls with frequency."""
    if n <= 0:
        return np.zeros(0, np.float32)
    white = np.fft.rfft(np.random.default_rng(rng.randint(0, 1 << 30)).normal(0, 1, n))
    white /= np.sqrt(np.maximum(np.fft.rfftfreq(n, 1 / SR), 60.0))
    noise = np.fft.irfft(white, n)
    return (noise * rms / max(float(np.sqrt(np.mean(noise ** 2))), 1e-9)).astype(np.float32)
