#!/bin/sh
# Makes recordings as phone systems, downloads and accidents leave them, and a list of what should become of each.
#
#   scripts/make-awkward-recordings.sh FOLDER
#
# Needed: ffmpeg with its usual encoders, sox with libsox-fmt-all (for AMR). What the installed ones cannot encode is left
# out and named at the end. FOLDER/manifest.tsv has a line for each file:
#
#   name, what it is, expectation, reference
#
# The expectation is `ok` (decoded, nothing to complain about), `warned` (decoded, with a warning), `cut` (decoded, and
# said to be cut off), or `refused: WORDS` (not decoded, and the reason has these words). The reference of what is
# decoded is `ffmpeg OPTIONS…` (as long as ffmpeg's decoding, with these options before its input) or `seconds N`.
set -eu

[ $# -eq 1 ] || { echo "usage: $0 FOLDER" >&2; exit 2; }
root=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$1"
cd "$1"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
manifest="manifest.tsv"
: >"$manifest"
left_out=""

ff() { ffmpeg -nostdin -hide_banner -v error -y "$@"; }

# row NAME WHAT EXPECTATION REFERENCE: a line of the manifest for a file that is there, and a note for one that is not.
row() {
  if [ -e "$1" ]; then
    printf '%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "$4" >>"$manifest"
  else
    left_out="$left_out $1"
  fi
}

# made NAME WHAT OPTIONS…: the mono speech, encoded by ffmpeg, that should be decoded without complaint.
made() {
  name=$1 what=$2
  shift 2
  ff -i "$work/mono.wav" "$@" "$name" 2>/dev/null || rm -f "$name"
  row "$name" "$what" ok ffmpeg
}

# made2: the same of the stereo speech.
made2() {
  name=$1 what=$2
  shift 2
  ff -i "$work/stereo.wav" "$@" "$name" 2>/dev/null || rm -f "$name"
  row "$name" "$what" ok ffmpeg
}

# by_sox NAME WHAT OPTIONS…: the mono speech, encoded by sox.
by_sox() {
  name=$1 what=$2
  shift 2
  sox -V1 "$work/mono.wav" "$@" "$name" 2>/dev/null || rm -f "$name"
  row "$name" "$what" ok ffmpeg
}

# Eight seconds of a call that comes with the repository.
ff -i "$root/fixtures/calls/D11.pcm.wav" -t 8 -ac 1 -ar 8000 -c:a pcm_s16le "$work/mono.wav"
ff -i "$root/fixtures/calls/D11.pcm.wav" -t 8 -ac 2 -ar 8000 -c:a pcm_s16le "$work/stereo.wav"
cp "$work/mono.wav" reference.wav
row reference.wav "16-bit PCM, 8 kHz, what all others are compared with" ok ffmpeg

# WAV in all its codecs
made pcm-u8.wav "8-bit unsigned PCM" -c:a pcm_u8
made pcm-s24.wav "24-bit PCM" -c:a pcm_s24le
made pcm-s32.wav "32-bit PCM" -c:a pcm_s32le
made pcm-f32.wav "32-bit floating point" -c:a pcm_f32le
made pcm-f64.wav "64-bit floating point" -c:a pcm_f64le
made mulaw.wav "G.711 mu-law" -c:a pcm_mulaw
made alaw.wav "G.711 A-law" -c:a pcm_alaw
made2 mulaw-stereo.wav "G.711 mu-law, stereo" -c:a pcm_mulaw
made ima.wav "IMA ADPCM" -c:a adpcm_ima_wav
made ms-adpcm.wav "Microsoft ADPCM" -c:a adpcm_ms
made2 ima-stereo.wav "IMA ADPCM, stereo" -c:a adpcm_ima_wav
made wav49.WAV "GSM 06.10 in WAV, Asterisk's wav49" -c:a libgsm_ms -f wav
made mp3-in.wav "MP3 in WAV" -c:a libmp3lame -b:a 16k -f wav
made g726.wav "G.726 in WAV" -c:a g726 -b:a 32k -f wav
made g723.wav "G.723.1 in WAV" -c:a g723_1 -b:a 6300 -f wav
made g722-in.wav "G.722 in WAV" -ar 16000 -c:a g722 -f wav
made rf64.wav "RF64" -rf64 always -c:a pcm_s16le
by_sox rifx.wav "RIFX, a big-endian WAV" -B
made wave64.w64 "Sony Wave64" -c:a pcm_s16le
made rate-44100.wav "44.1 kHz" -ar 44100
made rate-96000.wav "96 kHz" -ar 96000
made rate-11025.wav "11.025 kHz" -ar 11025
made2 extensible.wav "WAVE_FORMAT_EXTENSIBLE, stereo, 24 bits" -c:a pcm_s24le

# Headerless, by Asterisk's endings
made raw.ulaw "headerless mu-law" -c:a pcm_mulaw -f mulaw
made raw.alaw "headerless A-law" -c:a pcm_alaw -f alaw
made raw.sln "headerless 16-bit PCM, 8 kHz" -c:a pcm_s16le -f s16le
made raw.sln16 "headerless 16-bit PCM, 16 kHz" -ar 16000 -c:a pcm_s16le -f s16le
made raw.g722 "headerless G.722" -ar 16000 -c:a g722 -f g722
made raw.gsm "headerless GSM 06.10" -c:a libgsm -f gsm
sed -i -e '/^raw\.ulaw\t/s/ffmpeg$/ffmpeg -f mulaw -ar 8000/' -e '/^raw\.alaw\t/s/ffmpeg$/ffmpeg -f alaw -ar 8000/' \
  -e '/^raw\.sln\t/s/ffmpeg$/ffmpeg -f s16le -ar 8000/' -e '/^raw\.sln16\t/s/ffmpeg$/ffmpeg -f s16le -ar 16000/' "$manifest"

# Compressed streams and containers. ffmpeg leaves the padding at the end of AAC in MP4, of which the index tells.
exactly() { sed -i -e "/^$1\t/s/ffmpeg\$/seconds $2/" "$manifest"; }
made mono.mp3 "MP3, 16 kbit/s" -c:a libmp3lame -b:a 16k
made2 joint.mp3 "MP3, joint stereo" -c:a libmp3lame -b:a 32k -joint_stereo 1
made vbr.mp3 "MP3 with a variable bit rate" -c:a libmp3lame -q:a 6
made mpeg1.mp3 "MP3 at 44.1 kHz" -ar 44100 -c:a libmp3lame -b:a 64k
made untagged.mp3 "MP3 without any tag" -c:a libmp3lame -b:a 16k -write_xing 0 -id3v2_version 0
made layer2.mp2 "MPEG layer 2" -ar 16000 -c:a mp2 -b:a 32k
made vorbis.ogg "Ogg Vorbis" -c:a libvorbis -q:a 2
made opus.opus "Ogg Opus" -c:a libopus -b:a 16k
made2 opus-stereo.ogg "Ogg Opus, stereo" -c:a libopus -b:a 32k
made opus-60ms.opus "Ogg Opus, packets of 60 ms" -c:a libopus -b:a 12k -frame_duration 60
made opus.webm "WebM with Opus, as browsers record" -c:a libopus -b:a 16k
made vorbis.webm "WebM with Vorbis" -c:a libvorbis
made opus.mkv "Matroska with Opus" -c:a libopus -b:a 16k
made pcm.mkv "Matroska with PCM" -c:a pcm_s16le
made opus.mp4 "MP4 with Opus" -c:a libopus -b:a 16k
made speex.ogg "Ogg Speex" -c:a libspeex
made flac.flac "FLAC" -c:a flac
made flac.ogg "FLAC in Ogg" -c:a flac
made aac.m4a "M4A with AAC-LC" -c:a aac -b:a 24k
made fragmented.mp4 "fragmented MP4" -c:a aac -b:a 24k -movflags frag_keyframe+empty_moov
made alac.m4a "M4A with Apple Lossless" -c:a alac
made aac.aac "AAC in ADTS" -c:a aac -b:a 24k
made aac.3gp "3GP with AAC" -c:a aac -b:a 24k
exactly 'aac\.m4a' 8
exactly 'aac\.3gp' 8
# ffmpeg by itself drops the pauses that AMR does not transmit, and with them the time that they take.
by_sox amr-nb.amr "AMR-NB with untransmitted pauses" -t amr-nb
exactly 'amr-nb\.amr' 8
by_sox amr-122.amr "AMR-NB at 12.2 kbit/s with untransmitted pauses" -t amr-nb -C 7
exactly 'amr-122\.amr' 8
sox -V1 "$work/mono.wav" -r 16000 -t amr-wb amr-wb.awb 2>/dev/null || rm -f amr-wb.awb
row amr-wb.awb "AMR-WB" ok ffmpeg
if [ -e amr-nb.amr ]; then
  ff -i amr-nb.amr -c copy amr.3gp
  row amr.3gp "3GP with AMR-NB, as telephones record" ok "seconds 8"
fi
if [ -e amr-wb.awb ]; then
  ff -i amr-wb.awb -c copy amr-wb.3gp
fi
row amr-wb.3gp "3GP with AMR-WB" ok ffmpeg
made aiff.aiff "AIFF" -c:a pcm_s16be
made aiff-ulaw.aifc "AIFF-C with mu-law" -c:a pcm_mulaw -f aiff
made caf.caf "CAF with PCM" -c:a pcm_s16le
made caf-alac.caf "CAF with Apple Lossless" -c:a alac
made au.au "Sun AU, mu-law" -c:a pcm_mulaw
made wma.wma "Windows Media Audio" -c:a wmav2 -b:a 32k -ar 16000
made mka-ac3.mka "Matroska with Dolby Digital" -ar 48000 -c:a ac3 -b:a 64k
made wavpack.wv "WavPack" -c:a wavpack
made voc.voc "Creative Voice" -c:a pcm_s16le
ff -f lavfi -i testsrc=s=64x48:r=5:d=8 -i "$work/mono.wav" -c:v mpeg4 -b:v 20k -c:a aac -b:a 24k video.mp4
row video.mp4 "a video with sound" ok "seconds 8"
ff -f lavfi -i testsrc=s=64x48:r=5:d=3 -c:v mpeg4 -b:v 20k silent-video.mp4
row silent-video.mp4 "a video without sound" "refused: video without sound" -
ff -f lavfi -i testsrc=s=64x48:r=5:d=3 -c:v libvpx -b:v 20k silent-video.webm 2>/dev/null || rm -f silent-video.webm
row silent-video.webm "a WebM video without sound" "refused: video without sound" -

# Under a wrong name
cp aac.m4a named-m4a.wav && row named-m4a.wav "an M4A named .wav" ok "seconds 8"
cp mono.mp3 named-mp3.wav && row named-mp3.wav "an MP3 named .wav" ok ffmpeg
cp mulaw.wav named-wav.mp3 && row named-wav.mp3 "a WAV named .mp3" ok ffmpeg
cp mulaw.wav named-wav.ulaw && row named-wav.ulaw "a WAV named .ulaw" ok ffmpeg
cp opus.opus named-opus.wav && row named-opus.wav "an Opus named .wav" ok ffmpeg
cp raw.gsm named-gsm.wav && row named-gsm.wav "headerless GSM named .wav" ok "ffmpeg -f gsm"
cp mulaw.wav noending && row noending "a WAV whose name has no ending" ok ffmpeg
cp mulaw.wav "name with spaces, 'quotes' & ünïcode.wav"
row "name with spaces, 'quotes' & ünïcode.wav" "a WAV with an odd name" ok ffmpeg
[ ! -e amr-nb.amr ] || cp amr-nb.amr -- "-dash: colon.amr"
row "-dash: colon.amr" "an AMR whose name looks like an option and a protocol" ok "seconds 8"

# Headers that lie
# le32 NUMBER: four bytes, the lowest first.
le32() { printf "$(printf '\\%03o\\%03o\\%03o\\%03o' $(($1 & 255)) $(($1 >> 8 & 255)) $(($1 >> 16 & 255)) $(($1 >> 24 & 255)))"; }
# header RIFF_LEN FORMAT CHANNELS RATE BITS DATA_LEN: of a WAV.
header() {
  block=$(($3 * $5 / 8))
  printf RIFF; le32 "$1"; printf 'WAVEfmt '; le32 16
  le32 $(($2 + $3 * 65536)); le32 "$4"; le32 $(($4 * block)); le32 $((block + $5 * 65536)); printf data; le32 "$6"
}
ff -i "$work/mono.wav" -f s16le "$work/pcm"
size=$(wc -c <"$work/pcm")
{ header 0 1 1 8000 16 0; cat "$work/pcm"; } >size-zero.wav
row size-zero.wav "lengths of zero: the recorder crashed" warned "seconds 8"
{ header 4294967295 1 1 8000 16 4294967295; cat "$work/pcm"; } >size-max.wav
row size-max.wav "lengths of 0xffffffff: streamed" ok "seconds 8"
{ header 2147479588 1 1 8000 16 2147479552; cat "$work/pcm"; } >size-sox.wav
row size-sox.wav "SoX's lengths for a stream" ok "seconds 8"
{ header 1036 1 1 8000 16 1000; cat "$work/pcm"; } >size-small.wav
row size-small.wav "a length that is too small by far" warned "seconds 8"
{ header $((size + 36)) 1 1 8000 16 "$size"; head -c 100001 "$work/pcm"; } >cut-mid-sample.wav
row cut-mid-sample.wav "a WAV cut in the middle of a sample" cut "seconds 6.25"
{ printf RIFF; le32 $((size + 62)); printf WAVE; printf 'LIST'; le32 17; printf 'INFOISFT\005\0\0\0odd\0\0\0'
  header 0 1 1 8000 16 "$size" | tail -c +13; cat "$work/pcm"; } >chunk-order.wav
row chunk-order.wav "a chunk of odd length before the format" ok "seconds 8"
{ header 100 1 0 8000 16 64; head -c 64 "$work/pcm"; } >channels-0.wav
row channels-0.wav "0 channels" "refused: 0 channels" -
{ header 1000036 1 1 1 16 1000; head -c 1000 "$work/pcm"; } >rate-1.wav
row rate-1.wav "a sample rate of 1 Hz" "refused: sample rate of 1 Hz" -
{ header 1036 1 1 2000000000 16 1000; head -c 1000 "$work/pcm"; } >rate-huge.wav
row rate-huge.wav "a sample rate of 2 GHz" "refused: sample rate" -
{ header 1036 4660 1 8000 16 1000; head -c 1000 "$work/pcm"; } >codec-unknown.wav
row codec-unknown.wav "a WAV codec that does not exist" "refused: WAV format 0x1234" -
{ header 1036 1 1 8000 16 1000; } >header-only.wav
row header-only.wav "a WAV header alone" "refused: nothing behind it" -
ff -i "$work/mono.wav" -af "pan=3.0|c0=c0|c1=c0|c2=c0" three-channels.wav
row three-channels.wav "3 channels" "refused: 3 channels" -
ff -i "$work/mono.wav" -ar 48000 -af "pan=5.1|c0=c0|c1=c0|c2=c0|c3=c0|c4=c0|c5=c0" -c:a ac3 six-channels.ac3
row six-channels.ac3 "Dolby Digital with 6 channels" "refused: 6 channels" -

# Cut short and damaged
cut() { head -c $(($(wc -c <"$2") * 3 / 5)) "$2" >"$1"; }
cut cut.wav reference.wav && row cut.wav "a WAV cut off" cut ffmpeg
cut cut.mp3 mono.mp3 && row cut.mp3 "an MP3 cut off" cut "seconds 4.75 0.1"
cut cut.flac flac.flac && row cut.flac "a FLAC cut off" cut "seconds 4.8 2"
cut cut.ogg vorbis.ogg && row cut.ogg "an Ogg Vorbis cut off" cut "seconds 4.8 2"
cut cut.opus opus.opus && row cut.opus "an Ogg Opus cut off" cut "seconds 4.8 2"
cut cut.webm opus.webm && row cut.webm "a WebM cut off" cut "seconds 4.8 2"
cut cut.m4a aac.m4a && row cut.m4a "an M4A cut off before its index" "refused: ends before its index" -
ff -i aac.m4a -c copy -movflags +faststart "$work/front.m4a"
cut cut-front.m4a "$work/front.m4a" && row cut-front.m4a "an M4A cut off, index in front" cut "seconds 4.8 2"
cut cut.gsm raw.gsm && row cut.gsm "headerless GSM cut off: nothing can tell" ok "ffmpeg -f gsm"
cut cut.aiff aiff.aiff && row cut.aiff "an AIFF cut off" cut "seconds 4.8 1"
if [ -e amr.3gp ]; then
  ff -i amr.3gp -c copy -movflags +faststart "$work/front.3gp"
  cut cut.3gp "$work/front.3gp" && row cut.3gp "a 3GP with AMR cut off, index in front" cut "seconds 2.2 1.2"
fi
# hole FROM TO AT LEN: a copy with bytes overwritten by others.
hole() {
  cp "$1" "$2"
  head -c "$4" "$work/pcm" | tr '\000-\377' '\377\000-\376' | dd of="$2" bs=1 seek="$3" conv=notrunc 2>/dev/null
}
hole mono.mp3 hole.mp3 8000 700 && row hole.mp3 "an MP3 with garbage in the middle" warned "seconds 8 0.3"
hole flac.flac hole.flac 30000 900 && row hole.flac "a FLAC with garbage in the middle" warned "seconds 8 0.6"
hole vorbis.ogg hole.ogg 12000 900 && row hole.ogg "an Ogg Vorbis with garbage in the middle" warned "seconds 8 1"
hole opus.opus hole.opus 8000 900 && row hole.opus "an Ogg Opus with garbage in the middle" warned "seconds 8 1"
cat vorbis.ogg vorbis.ogg >chained.ogg && row chained.ogg "two Ogg Vorbis, one after the other" ok "seconds 16"
cat opus.opus opus.opus >chained.opus && row chained.opus "two Ogg Opus, one after the other" ok "seconds 16"
cat mono.mp3 mono.mp3 >joined.mp3 && row joined.mp3 "two MP3 files, one after the other" warned "seconds 16 0.3"
{ head -c 100 "$work/pcm"; cat untagged.mp3; } >leading-garbage.mp3
row leading-garbage.mp3 "an MP3 with garbage in front" ok "seconds 8 0.3"
ff -f lavfi -i testsrc=s=1024x768:d=1:r=1 -frames:v 1 "$work/art.png"
ff -f lavfi -i nullsrc=s=1024x768:d=1:r=1 -vf "geq=random(1)*255:128:128" -frames:v 1 "$work/noise.png"
ff -i mono.mp3 -i "$work/noise.png" -map 0:a -map 1:v -c copy -id3v2_version 3 -disposition:v attached_pic art.mp3
row art.mp3 "an MP3 with a huge picture in its tag" ok ffmpeg
ff -i flac.flac -i "$work/noise.png" -map 0:a -map 1:v -c copy -disposition:v attached_pic art.flac
row art.flac "a FLAC with a huge picture" ok ffmpeg
ff -i aac.m4a -i "$work/art.png" -map 0:a -map 1:v -c copy -disposition:v attached_pic art.m4a
row art.m4a "an M4A with a picture" ok "seconds 8"

# No audio at all
: >empty.wav && row empty.wav "an empty file" "refused: empty" -
head -c 20000 /dev/zero >zeros.wav && row zeros.wav "nothing but zeros" "refused: zeros" -
head -c 20000 /dev/zero >zeros.ulaw && row zeros.ulaw "nothing but zeros, named .ulaw" "refused: zeros" -
printf '<!DOCTYPE html>\n<html><body>Sign in to your account</body></html>\n' >html.wav
row html.wav "an HTML page named .wav" "refused: an HTML page" -
cp html.wav html.ulaw && row html.ulaw "an HTML page named .ulaw" "refused: an HTML page" -
printf 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n' >lfs.mp3
row lfs.mp3 "a Git LFS pointer named .mp3" "refused: Git LFS pointer" -
printf '{"error": "token expired"}' >json.mp3 && row json.mp3 "an error message in JSON" "refused: JSON" -
printf 'PK\003\004\024\000\000\000' >zip.wav && row zip.wav "a ZIP archive named .wav" "refused: ZIP" -
cp "$work/art.png" picture.mp3 && row picture.mp3 "a picture named .mp3" "refused: PNG image" -
printf 'please call back' >text.gsm && row text.gsm "a note named .gsm" "refused: text file" -
head -c 20000 "$work/pcm" >not.gsm && row not.gsm "PCM named .gsm" "refused: no GSM" -
head -c 30000 "$work/noise.png" | tail -c 20000 >garbage.wav && row garbage.wav "garbage" "refused: no audio format" -
head -c 400 reference.wav >blip.wav && row blip.wav "22 ms of audio" "refused: only" -
head -c 4000 "$work/pcm" >dialogic.vox && row dialogic.vox "Dialogic ADPCM" "refused: Dialogic ADPCM" -

printf '%s files in %s\n' "$(wc -l <"$manifest")" "$PWD" >&2
[ -z "$left_out" ] || printf 'left out, as nothing here can encode them:%s\n' "$left_out" >&2
