#!/bin/sh
# Makes more than two hours of what is on telephone lines while nobody speaks, to count the words that are invented in it.
#
#   scripts/make-non-speech.sh FOLDER
#
# Needed: ffmpeg with libgsm and libopus, python3; hold music of Debian's asterisk-moh-opsound-wav in
# /usr/share/asterisk/moh, or in the folder that MOH names (without it the kind `moh` is left out, and it is said).
# A file is called KIND-WHAT.CODING.EXT and is made once. Where KIND starts with `one_sided` the first channel is real
# speech, and words count on the second alone; `queue_message` is hold music with a spoken message of known words, and
# queue_message-words.txt says which.
set -eu

[ $# -eq 1 ] || { echo "usage: $0 FOLDER" >&2; exit 2; }
root=$(cd "$(dirname "$0")/.." && pwd)
moh=${MOH:-/usr/share/asterisk/moh}
mkdir -p "$1"
cd "$1"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

ff() { ffmpeg -nostdin -hide_banner -v error -y "$@"; }

# coded NAME CODING INPUT…: the sound, mono, as recorders write it.
coded() {
  name=$1 coding=$2
  shift 2
  case $coding in
    mulaw) file=$name.mulaw.wav how="-ar 8000 -ac 1 -c:a pcm_mulaw" ;;
    wide) file=$name.wide.wav how="-ar 16000 -ac 1 -c:a pcm_s16le" ;;
    gsm) file=$name.gsm.wav how="-ar 8000 -ac 1 -c:a libgsm_ms" ;;
    opus) file=$name.opus how="-ar 16000 -ac 1 -c:a libopus -b:a 12k" ;;
  esac
  [ -e "$file" ] && return
  # shellcheck disable=SC2086 # Options in words.
  ff "$@" $how "$work/$file" && mv "$work/$file" "$file"
}

# sound NAME CODING SECONDS EXPRESSION: by a formula of the time t.
sound() { coded "$1" "$2" -f lavfi -i "aevalsrc=exprs='$4':s=16000:d=$3"; }

# synthesized KIND SECONDS: $work/KIND.wav, by non_speech_sounds.py.
synthesized() {
  [ -e "$work/$1.wav" ] || python3 "$root/scripts/non_speech_sounds.py" "$1" "$2" "$work/$1.wav"
}

# all_made FILE…: whether all of these are there already.
all_made() {
  for file in "$@"; do [ -e "$file" ] || return 1; done
}

sound silence-digital mulaw 300 0

# Noise in steps from hardly audible to loud.
for color in white pink brown; do
  case $color in white) coding=mulaw ;; pink) coding=wide ;; *) coding=gsm ;; esac
  coded "noise-$color" $coding -f lavfi -i "anoisesrc=color=$color:r=16000:seed=4:d=300" \
    -af "volume='0.0005*pow(10,floor(t/60)/1.8)':eval=frame"
done
hum='sin(2*PI*F*t)+0.4*sin(6*PI*F*t)+0.2*sin(10*PI*F*t)+0.1*sin(14*PI*F*t)'
sound hum-50hz mulaw 150 "0.003*pow(4,floor(t/40))*($(echo "$hum" | sed 's/F/50/g'))"
sound hum-60hz wide 150 "0.003*pow(4,floor(t/40))*($(echo "$hum" | sed 's/F/60/g'))"

sound ring-us mulaw 300 '0.09*(sin(2*PI*440*t)+sin(2*PI*480*t))*lt(mod(t,6),2)+0.001*(random(0)-0.5)'
sound ring-uk wide 180 '0.09*(sin(2*PI*400*t)+sin(2*PI*450*t))*(lt(mod(t,3),0.4)+between(mod(t,3),0.6,1))+0.001*(random(0)-0.5)'
sound ring-eu gsm 180 '0.15*sin(2*PI*425*t)*lt(mod(t,5),1)+0.002*(random(0)-0.5)'
sound tones-busy_us mulaw 90 '0.1*(sin(2*PI*480*t)+sin(2*PI*620*t))*lt(mod(t,1),0.5)'
sound tones-busy_eu gsm 90 '0.15*sin(2*PI*425*t)*lt(mod(t,0.96),0.48)'
sound tones-reorder wide 90 '0.1*(sin(2*PI*480*t)+sin(2*PI*620*t))*lt(mod(t,0.5),0.25)'
sound tones-sit mulaw 90 '0.2*(sin(2*PI*950*t)*lt(mod(t,4),0.33)+sin(2*PI*1400*t)*between(mod(t,4),0.33,0.66)+sin(2*PI*1800*t)*between(mod(t,4),0.66,1))'
sound tones-dial opus 90 '0.1*(sin(2*PI*350*t)+sin(2*PI*440*t))'
sound beeps-voicemail mulaw 180 '0.3*sin(2*PI*(800+200*mod(floor(t/7),5))*t)*lt(mod(t,7),0.2+0.2*mod(floor(t/7),4))+0.002*(random(0)-0.5)'

set -- dtmf 180 mulaw fax 240 mulaw crackle 240 wide keyboard 240 opus breath 300 gsm rustle 300 wide comfort 240 mulaw
while [ $# -gt 0 ]; do
  case $3 in opus) ext=opus ;; *) ext=$3.wav ;; esac
  all_made "sounds-$1.$ext" || { synthesized "$1" "$2" && coded "sounds-$1" "$3" -i "$work/$1.wav"; }
  shift 3
done

for style in pad arpeggio melody band drums organ strings bells; do
  all_made "music-$style.gsm.wav" "music-$style.wide.wav" && continue
  synthesized "$style" 150
  coded "music-$style" wide -i "$work/$style.wav"
  coded "music-$style" gsm -i "$work/$style.wav" -af volume=0.4
done

n_tracks=0
for track in "$moh"/*.wav; do
  [ -e "$track" ] || continue
  n_tracks=$((n_tracks + 1))
  name=moh-$(basename "$track" .wav | tr -c 'A-Za-z0-9_\n' '_')
  coded "$name" mulaw -i "$track"
  coded "$name" opus -i "$track"
  [ $((n_tracks % 2)) -eq 0 ] || coded "$name" gsm -i "$track"
done
[ $n_tracks -gt 0 ] || echo "make-non-speech: no hold music in $moh, so there is none of it in the figures" >&2

# The calls of the fixtures with the party that a channel holds; the other channel has no voice.
calls=$root/fixtures/calls
one_sided() {
  what=$1 call=$2 other=$3
  [ -e "one_sided_$what.wav" ] && return
  ff -stream_loop -1 -i "$calls/$call" -stream_loop -1 -i "$other" -filter_complex \
    "[0:a]aresample=8000,pan=mono|c0=c0,atrim=0:300[a];[1:a]aresample=8000,pan=mono|c0=c0,atrim=0:300[b];[a][b]join=inputs=2:channel_layout=stereo" \
    -t 300 -c:a pcm_mulaw "$work/one_sided.wav" && mv "$work/one_sided.wav" "one_sided_$what.wav"
}
ff -f lavfi -i anullsrc=r=8000:cl=mono -t 300 "$work/silence.wav"
ff -f lavfi -i "anoisesrc=color=pink:r=8000:seed=7:a=0.02:d=300" "$work/hiss.wav"
one_sided silence D03.alaw.wav "$work/silence.wav"
one_sided noise D07.flac "$work/hiss.wav"
one_sided ringing D11.pcm.wav ring-us.mulaw.wav
one_sided music D29.ogg music-strings.wide.wav
one_sided typing D16.mp3 sounds-keyboard.opus

# Hold music with a message in it, as queues play it: every 25 s, ten times.
if [ ! -e queue_message.wav ]; then
  music=$(find . -name 'moh-*.mulaw.wav' | sort | head -n 1)
  [ -n "$music" ] || music=music-band.wide.wav
  python3 - "$calls/D01.truth.json" >"$work/cut" <<'PY'
import json, sys
turn = next(t for t in json.load(open(sys.argv[1]))["turns"] if len(t["text"].split()) >= 12)
print(turn["start_ms"] / 1000 - 0.1, turn["end_ms"] / 1000 + 0.2)
print(turn["text"])
PY
  read -r from to <"$work/cut"
  sed 1d "$work/cut" >queue_message-words.txt
  ff -i "$calls/D01.mulaw.wav" -af "atrim=$from:$to,asetpts=N/SR/TB" "$work/message.wav"
  # The music stops for the message.
  : >"$work/list"
  for part in 0 1 2 3 4 5 6 7 8 9; do
    ff -ss $((part * 17)) -i "$music" -t 17 -ar 8000 -ac 1 -c:a pcm_s16le "$work/part$part.wav"
    printf "file '%s'\nfile '%s'\n" "$work/part$part.wav" "$work/message8.wav" >>"$work/list"
  done
  ff -i "$work/message.wav" -ar 8000 -ac 1 -c:a pcm_s16le "$work/message8.wav"
  ff -f concat -safe 0 -i "$work/list" -c:a pcm_mulaw "$work/queue_message.wav"
  mv "$work/queue_message.wav" queue_message.wav
fi
