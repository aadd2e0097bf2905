"""What the scripts that make recordings of calls share: tones, spoken sentences, the phone line and the formats of files."""
import hashlib
import subprocess
from pathlib import Path

import numpy as np
import soundfile as sf

SR = 24000
FORMATS = ["mulaw.wav", "pcm.wav", "alaw.wav", "mp3", "ogg", "opus", "flac", "gsm.wav", "m4a", "mulaw.wav", "pcm.wav", "mp3"]


def tone(freqs, seconds, level=0.12):
    t = np.arange(int(SR * seconds)) / SR
    return (level * sum(np.sin(2 * np.pi * f * t) for f in freqs)).astype(np.float32)


class Voices:
    """Speaks sentences with Kokoro, and keeps what was spoken in a folder."""

    def __init__(self, folder, cache, threads=None):
        self.folder, self.threads, self.k = Path(folder), threads, None
        self.cache = Path(cache)
        self.cache.mkdir(parents=True, exist_ok=True)

    def say(self, text, voice, speed):
        key = hashlib.sha256(f"{voice}|{speed:.2f}|{text}".encode()).hexdigest()[:24]
        f = self.cache / f"{key}.flac"
        if f.exists():
            return sf.read(f, dtype="float32")[0]
        lang = "en-gb" if voice.startswith("b") else "en-us"
        audio, sr = self.model().create(text, voice=voice, lang=lang, speed=speed)
        assert sr == SR
        audio = audio.astype(np.float32)
        # Under its name only when it is whole: another run may read the same folder.
        part = f.with_suffix(".part")
        sf.write(part, audio, SR, format="FLAC")
        part.rename(f)
        # As it is read the next time, so that a call is the same whether its sentences were spoken before or not.
        return sf.read(f, dtype="float32")[0]

    def model(self):
        if self.k is None:
            import onnxruntime
            from kokoro_onnx import Kokoro
            options = onnxruntime.SessionOptions()
            if self.threads:
                options.intra_op_num_threads = options.inter_op_num_threads = self.threads
            session = onnxruntime.InferenceSession(str(self.folder / "kokoro-v1.0.int8.onnx"), options, providers=["CPUExecutionProvider"])
            self.k = Kokoro.from_session(session, str(self.folder / "voices.npz"))
        return self.k


def phone(x, rng, gain_db, snr_db):
    """The narrow band of a phone line (300-3400 Hz), a level and some line noise."""
    f = np.fft.rfft(x)
    hz = np.fft.rfftfreq(len(x), 1 / SR)
    shape = 1 / (1 + (250 / np.maximum(hz, 1)) ** 6) / (1 + (hz / 3500) ** 12)
    y = np.fft.irfft(f * shape, len(x)).astype(np.float32)
    loud = np.sqrt(np.mean(y[np.abs(y) > 0.01] ** 2)) if np.any(np.abs(y) > 0.01) else 0.05
    y *= 0.08 / max(loud, 1e-4) * 10 ** (gain_db / 20)
    noise = np.random.default_rng(rng.randint(0, 1 << 30)).normal(0, 0.08 * 10 ** (-snr_db / 20), len(y))
    return np.clip(y + noise.astype(np.float32), -1, 1)


def encode(path, audio, fmt):
    raw = path.with_suffix(".tmp.wav")
    sf.write(raw, audio, SR, subtype="FLOAT")
    ch = 1 if audio.ndim == 1 else audio.shape[1]
    out = {"mulaw.wav": ["-ar", "8000", "-c:a", "pcm_mulaw"], "alaw.wav": ["-ar", "8000", "-c:a", "pcm_alaw"], "pcm.wav": ["-ar", "8000", "-c:a", "pcm_s16le"],
           "mp3": ["-ar", "8000", "-c:a", "libmp3lame", "-b:a", f"{16 * ch}k"], "ogg": ["-ar", "8000", "-c:a", "libvorbis", "-q:a", "1"],
           "opus": ["-ar", "16000", "-c:a", "libopus", "-b:a", f"{16 * ch}k", "-f", "ogg"], "flac": ["-ar", "8000", "-c:a", "flac", "-sample_fmt", "s16"],
           "gsm.wav": ["-ar", "8000", "-ac", "1", "-c:a", "libgsm_ms"], "m4a": ["-ar", "16000", "-c:a", "aac", "-b:a", f"{24 * ch}k"]}[fmt]
    final = path.with_name(path.name + "." + fmt)
    subprocess.run(["ffmpeg", "-loglevel", "error", "-y", "-i", str(raw), *out, "-bitexact", str(final)], check=True)
    raw.unlink()
    return final
