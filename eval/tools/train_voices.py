#!/usr/bin/env python3
"""Train and measure how the voices of recordings with one channel are told apart.

usage: train_voices.py prepare CALLS WORK DB   labelled recordings, transcribed by `ringcheck score CALLS --db DB`: for each
                                               WORK/ID.s16le, WORK/ID.words.tsv (the truth in the last columns), made mono
       train_voices.py words DIALOGUES.jsonl   prints crates/timeline/src/voices/weights/wording.tsv
       train_voices.py encoder PRETRAINED.pt   writes crates/timeline/src/voices/weights/encoder.f16 to standard output, from the
                                               resemblyzer/pretrained.pt that the package Resemblyzer 0.1.4 holds
       train_voices.py space WORK...           prints crates/timeline/src/voices/weights/space.tsv, from WORK/ID.units.tsv
       train_voices.py score WORK...           share of words on the right side, from WORK/ID.sides.tsv

Between, `cargo run --release -p ringcheck-timeline --example voices units|sides WORK/ID.s16le WORK/ID.words.tsv` makes
ID.units.tsv and ID.sides.tsv. Needs ffmpeg and a Python with numpy and scikit-learn.

The truth of a word that was heard: the side of the word that was said and that it aligns with, in a turn at most 1.5 s away;
else the side that alone speaks at the word's middle; else none, and it is not counted.
"""
import difflib, json, pickle, re, sqlite3, subprocess, sys
from collections import Counter, OrderedDict
from pathlib import Path

N_CEPSTRA = 16
ENDINGS = [("n't", "not"), ("'m", "am"), ("'re", "are"), ("'ve", "have"), ("'ll", "will"), ("'d", "would")]
WHOLE = {"can't": ["cannot"], "won't": ["will", "not"], "let's": ["let", "us"], "gonna": ["going", "to"],
         "wanna": ["want", "to"], "y'all": ["you", "all"]}
BEFORE_IS = {"it", "that", "this", "there", "here", "who", "what", "where", "how", "name", "nobody", "he", "she"}


def side_of(turn):
    return "caller" if turn["speaker"] == "caller" else "business"


def tokens(text):
    """As crates/timeline/src/voices/wording.rs."""
    found = []
    for raw in re.findall(r"[a-z0-9']+|\?", re.sub(r"[0-9]+", "0", text.lower().replace("’", "'"))):
        word = raw.strip("'")
        if not word:
            continue
        if word in WHOLE:
            found += WHOLE[word]
            continue
        for ending, long in ENDINGS:
            if word.endswith(ending) and len(word) > len(ending):
                found += [word[: -len(ending)], long]
                break
        else:
            if word.endswith("'s") and word[:-2] in BEFORE_IS:
                found += [word[:-2], "is"]
            else:
                found.append(word)
    return found


def runs(text):
    words = tokens(text)
    framed = ["^", *words, "$"]
    pairs = [" ".join(p) for p in zip(framed, framed[1:])]
    return set(words) | set(pairs) | {" ".join(p) for p in zip(framed, framed[1:], framed[2:])}


def sentences(dialogues):
    for line in open(dialogues):
        call = json.loads(line)
        for turn in call["turns"]:
            for sentence in re.split(r"(?<=[.?!])\s+", turn["text"]):
                if re.search(r"\w", sentence):
                    yield call["id"], sentence, side_of(turn) == "business"


def words(dialogues):
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression
    _, said, is_business = zip(*sentences(dialogues))
    found = [runs(sentence) for sentence in said]
    count = Counter(run for f in found for run in f)
    vectors = DictVectorizer()
    x = vectors.fit_transform([{run: 1 for run in sorted(f) if count[run] >= 2} for f in found])
    model = LogisticRegression(C=0.3, max_iter=500).fit(x, is_business)
    for run, weight in sorted(zip(vectors.feature_names_, model.coef_[0])):
        if round(100 * abs(weight)) >= 4:
            print(f"{round(100 * weight)}\t{run}")


def prepare(calls, work, db):
    work = Path(work)
    work.mkdir(parents=True, exist_ok=True)
    store = sqlite3.connect(db)
    plain = lambda word: re.sub(r"[^a-z0-9']", "", word.lower().replace("’", "'")).strip("'")
    latest = "select r.file_name, max(t.id) from recordings r join transcripts t on t.call_id = r.id group by r.id"
    for name, transcript in store.execute(latest).fetchall():
        call_id = name.split(".")[0]
        truth = json.loads((Path(calls) / f"{call_id}.truth.json").read_text())
        raw = work / f"{call_id}.s16le"
        if not raw.exists():
            source = str(Path(calls) / truth["file"])
            subprocess.run(["ffmpeg", "-loglevel", "error", "-y", "-i", source, "-ac", "1", "-ar", "16000", "-f", "s16le", str(raw)],
                           check=True)
        heard = store.execute("select segment, start_ms, end_ms, text from words where transcript_id = ? order by segment, number",
                              (transcript,)).fetchall()
        in_time = sorted(range(len(heard)), key=lambda i: heard[i][1])
        turns = truth["turns"]
        said = [(plain(word), k) for k, turn in enumerate(turns) for word in turn["text"].split() if plain(word)]
        turn_of = {}
        matcher = difflib.SequenceMatcher(None, [plain(heard[i][3]) for i in in_time], [word for word, _ in said], autojunk=False)
        for a, b, n in matcher.get_matching_blocks():
            for k in range(n):
                i, turn = in_time[a + k], turns[said[b + k][1]]
                if turn["start_ms"] - 1500 <= heard[i][2] and heard[i][1] <= turn["end_ms"] + 1500:
                    turn_of[i] = said[b + k][1]
        for i, (_, start, end, _) in enumerate(heard):
            inside = [k for k, turn in enumerate(turns) if turn["start_ms"] <= (start + end) / 2 < turn["end_ms"]]
            if i not in turn_of and len({side_of(turns[k]) for k in inside}) == 1:
                turn_of[i] = inside[0]
        with open(work / f"{call_id}.words.tsv", "w") as out:
            for i, (segment, start, end, text) in enumerate(heard):
                turn = turns[turn_of[i]] if i in turn_of else None
                speaker = f"{turn['speaker']}:{turn.get('name') or ''}" if turn else "-"
                print(segment, start, end, text, side_of(turn) if turn else "-", speaker, sep="\t", file=out)


def encoder(path):
    """Reads the older format of PyTorch's files (pickles, then the storages) without PyTorch."""
    import numpy as np

    class Storages(pickle.Unpickler):
        def find_class(self, module, name):
            if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
                return lambda storage, offset, size, stride, *_: (storage, offset, size, stride)
            if (module, name) == ("collections", "OrderedDict"):
                return OrderedDict
            if module == "torch" and name.endswith("Storage"):
                return name
            raise pickle.UnpicklingError(f"{module}.{name}")

        def persistent_load(self, described):
            return described[2]

    with open(path, "rb") as file:
        for _ in range(3):
            Storages(file).load()
        state, keys, numbers = Storages(file).load()["model_state"], Storages(file).load(), {}
        for key in keys:
            n = int.from_bytes(file.read(8), "little")
            numbers[key] = np.frombuffer(file.read(4 * n), "<f4")

    def flat(name):
        storage, offset, size, _ = state[name]
        return numbers[storage][offset:offset + int(np.prod(size))]

    for layer in range(3):
        for parts in (["weight_ih"], ["weight_hh"], ["bias_ih", "bias_hh"]):
            sys.stdout.buffer.write(sum(flat(f"lstm.{part}_l{layer}") for part in parts).astype("<f2").tobytes())
    for part in ("weight", "bias"):
        sys.stdout.buffer.write(flat(f"linear.{part}").astype("<f2").tobytes())


def space(folders, n_directions=16, ridge=0.6):
    import numpy as np
    within, total, means = 0, 0, []
    for path in sorted(p for folder in folders for p in Path(folder).glob("*.units.tsv")):
        by_segment = {}
        for line in open(str(path).replace(".units.", ".words.")):
            columns = line.rstrip("\n").split("\t")
            by_segment.setdefault(columns[0], []).append(columns[5])
        by_segment = list(by_segment.values())
        units = {}
        for line in open(path):
            segment, first, end, n_frames, *sound = line.split("\t")
            speaker = Counter(by_segment[int(segment)][int(first):int(end)]).most_common(1)[0][0]
            if speaker != "-" and float(n_frames) >= 10:
                units.setdefault(speaker, []).append((float(n_frames), np.array(sound, float)))
        for unit in units.values():
            n = np.array([u[0] for u in unit])
            if n.sum() < 200:
                continue
            x, weight = np.stack([u[1] for u in unit]), n / (n + 38)
            mean = weight @ x / weight.sum()
            means.append(mean)
            within = within + np.einsum("i,ij,ik->jk", weight, x - mean, x - mean)
            total += weight.sum() - weight.max()
    within, between = within / total, np.cov(np.array(means).T)
    # Few voices, many numbers: what is known is mostly that no number is worth more than another.
    level = lambda matrix: np.trace(matrix) / len(matrix) * np.eye(len(matrix))
    within = (1 - ridge) * within + ridge * level(within)
    between = 0.9 * between + 0.1 * level(between)
    inverse = np.linalg.inv(np.linalg.cholesky(within))
    spread, directions = np.linalg.eigh(inverse @ between @ inverse.T)
    order = np.argsort(-spread)[:n_directions]
    for b, row in zip(spread[order], (directions.T @ inverse)[order]):
        row = row * np.sign(row[np.argmax(np.abs(row))])
        print("\t".join(f"{v:.4f}" for v in [b, *row]))
    print(f"{len(means)} voices", file=sys.stderr)


def score(folders):
    calls = []
    for path in sorted(p for folder in folders for p in Path(folder).glob("*.sides.tsv")):
        truth = {}
        for line in open(str(path).replace(".sides.", ".words.")):
            segment, start, end, text, side, speaker = line.rstrip("\n").split("\t")
            truth.setdefault((start, end, text), []).append(side)
        count = Counter()
        for line in open(path):
            start, end, side, text = line.rstrip("\n").split("\t")
            said = truth[start, end, text].pop(0)
            if said != "-":
                count["unknown" if side == "unknown" else "right" if side == said else "wrong"] += 1
        calls.append((path.parent.name, path.name.split(".")[0], count))
    total = sum((c for _, _, c in calls), Counter())
    n = sum(total.values())
    shares = sorted(c["right"] / max(1, sum(c.values())) for _, _, c in calls)
    worst = shares[: max(1, len(shares) // 10)]
    print(f"{len(calls)} calls, {n} words: right {total['right'] / n:.4f}, wrong {total['wrong'] / n:.4f}, unknown {total['unknown'] / n:.4f}; "
          f"of those told {total['right'] / max(1, n - total['unknown']):.4f} right")
    print(f"by call, right: lowest {shares[0]:.2f}, mean of the worst tenth {sum(worst) / len(worst):.2f}, "
          f"median {shares[len(shares) // 2]:.2f}, calls under 0.90: {sum(s < 0.9 for s in shares)}")
    if "-v" in sys.argv:
        for folder, name, c in sorted(calls, key=lambda c: c[2]["right"] / max(1, sum(c[2].values())))[:8]:
            print(f"  {folder} {name} {dict(c)}")


if __name__ == "__main__":
    command, *args = [a for a in sys.argv[1:] if a != "-v"] or [""]
    if command == "prepare" and len(args) == 3:
        prepare(*args)
    elif command == "words" and len(args) == 1:
        words(*args)
    elif command == "encoder" and len(args) == 1:
        encoder(*args)
    elif command == "space" and args:
        space(args)
    elif command == "score" and args:
        score(args)
    else:
        sys.exit(__doc__)
