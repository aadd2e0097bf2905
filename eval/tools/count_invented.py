#!/usr/bin/env python3
"""Counts the words that were heard in recordings of scripts/make-non-speech.sh.

usage: count_invented.py DATABASE FOLDER

DATABASE is what `ringcheck score FOLDER --agent-channel 0` wrote. Of `one_sided` the second channel alone counts; of
`queue_message` the words of its message are told apart from those around them. Exits with 1 if too many were invented.
"""
import collections
import difflib
import json
import re
import sqlite3
import sys
from pathlib import Path

MESSAGES = 10

# The aim for at least two hours; with more the exit code is 1.
MAX_INVENTED = 4


def plain(text):
    return [w for w in (re.sub(r"[^\w']", "", w) for w in text.lower().replace("-", " ").split()) if w]


def main():
    db, folder = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True), Path(sys.argv[2])
    minutes, counts, left_out, said = collections.Counter(), collections.Counter(), collections.Counter(), []
    message = None
    for name, ms, notes, transcript in db.execute(
        "SELECT r.file_name, r.duration_ms, r.notes, max(t.id) FROM recordings r"
        " JOIN transcripts t ON t.source_sha256 = r.id GROUP BY r.id ORDER BY r.file_name"
    ):
        kind = re.split(r"[-.]", name)[0]
        channel = 1 if kind.startswith("one_sided") else 0
        kind = "one_sided" if channel else kind
        rows = db.execute(
            "SELECT w.text, w.start_ms, w.probability, s.marks FROM words w JOIN segments s"
            " ON s.transcript_id = w.transcript_id AND s.number = w.segment"
            " WHERE w.transcript_id = ? AND s.channel = ? ORDER BY w.start_ms",
            (transcript, channel),
        ).fetchall()
        words = [(w, at, p, marks) for text, at, p, marks in rows for w in plain(text)]
        if kind == "queue_message":
            true = plain((folder / "queue_message-words.txt").read_text()) * MESSAGES
            same = difflib.SequenceMatcher(a=true, b=[w for w, *_ in words], autojunk=False).get_matching_blocks()
            kept = {m.b + i for m in same for i in range(m.size)}
            # A word that is misheard in the message stands for one of its own.
            message = (len(kept), len(true), max(0, len(words) - len(true)))
            minutes[kind] += ms / 60000
            continue
        minutes[kind] += ms / 60000
        counts[kind] += len(words)
        for note in json.loads(notes):
            if m := re.match(r"(\d+) words? (?:was|were) left out", note):
                left_out[kind] += int(m[1])
        if words:
            at = f"{words[0][1] // 60000}:{words[0][1] // 1000 % 60:02}"
            marked = sum("low_confidence" in marks for *_, marks in words)
            said.append(f"  {name} from {at}, {marked} of {len(words)} marked: " + " ".join(f"{w} {p:.2f}" for w, _, p, _ in words)[:300])
    print(f"{'kind':16}{'minutes':>8}{'words':>7}{'left out':>10}")
    for kind in sorted(counts):
        print(f"{kind:16}{minutes[kind]:8.1f}{counts[kind]:7}{left_out[kind]:10}")
    print(f"{'all':16}{sum(minutes[k] for k in counts):8.1f}{sum(counts.values()):7}{sum(left_out.values()):10}")
    print("  words: those in the transcript; left out: made by Whisper, and dropped for lack of a voice.")
    if message:
        print(f"\nqueue_message, {minutes['queue_message']:.1f} minutes: {message[0]} of {message[1]} words of its message were heard, {message[2]} words too many.")
    if said:
        print("\nInvented, each word with its probability:", *said, sep="\n")
    sys.exit(1 if sum(counts.values()) > MAX_INVENTED else 0)


if __name__ == "__main__":
    main()
