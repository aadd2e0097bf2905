"""Tests of what decides: words, rounds, sides, memory. Run by `make bench-peers` before it measures."""

import importlib.util
import json
import os
import sys
import unittest
from pathlib import Path
from typing import Any

import numpy as np

from peers import contenders, models, process, report, ringcheck
from peers.make_calls import mu_law
from peers.recordings import BOTH, BUSINESS, CALLER, Recording, Turn, channel_seconds, fingerprint, read_folder
from peers.words import Errors, count_errors, nearest_rank, turn_start_errors_s


class Words(unittest.TestCase):
    def test_each_kind_of_error_is_counted(self) -> None:
        self.assertEqual(count_errors("the server is down again", "the server was down"), Errors(1, 0, 1, 5))
        self.assertEqual(count_errors("hello there", "hello over there"), Errors(0, 1, 0, 2))

    def test_numbers_contractions_and_fillers_are_made_alike(self) -> None:
        said, heard = "Um, it's forty-two dollars, Doctor.", "It is $42 Dr."
        self.assertEqual(count_errors(said, heard).rate, 0)

    def test_nothing_said_or_heard(self) -> None:
        self.assertEqual(count_errors("", "thank you"), Errors(0, 2, 0, 0))
        self.assertEqual(count_errors("thank you", ""), Errors(0, 0, 2, 2))
        self.assertIsNone(Errors().rate)

    def test_a_masked_number_counts_as_missed(self) -> None:
        self.assertEqual(count_errors("my card is 4111", "my card is [card]").deleted, 1)

    def test_turn_starts_are_those_of_first_words_that_were_heard(self) -> None:
        turns = [
            Turn(BUSINESS, "Good morning, Acme.", 1.0),
            Turn(CALLER, "Hi there.", 4.0),
            Turn(BUSINESS, "Sure.", 6.0),
        ]
        words = [(1.1, "Good"), (1.4, "morning,"), (1.9, "Acme."), (4.5, "there."), (5.8, "Sure.")]
        errors = turn_start_errors_s(turns, words)
        self.assertEqual([round(error, 3) for error in errors], [0.1, -0.2])
        self.assertEqual(turn_start_errors_s(turns, []), [])

    def test_nearest_rank(self) -> None:
        values = [float(value) for value in range(1, 21)]
        self.assertEqual((nearest_rank(values, 0.5), nearest_rank(values, 0.95)), (10.0, 19.0))
        self.assertEqual(nearest_rank([7.0], 0.95), 7.0)
        self.assertIsNone(nearest_rank([], 0.5))


class Recordings(unittest.TestCase):
    def test_fixtures_have_their_sides_on_the_channels_that_the_truth_names(self) -> None:
        found = {recording.id: recording for recording in read_folder(models.ROOT / "fixtures" / "calls")}
        left, right, mono = found["D03"], found["D24"], found["D01"]
        self.assertEqual((left.part_of_channel(0), left.part_of_channel(1)), (BUSINESS, CALLER))
        self.assertEqual((right.part_of_channel(0), right.part_of_channel(1)), (CALLER, BUSINESS))
        self.assertEqual((mono.part_of_channel(0), mono.parts), (BOTH, (BOTH,)))
        self.assertEqual(len(mono.turns_of(BOTH)), len(mono.turns))
        self.assertLess(len(left.turns_of(CALLER)), len(left.turns))
        self.assertAlmostEqual(channel_seconds([left, mono]), 2 * 38.753 + 68.104)
        self.assertNotEqual(fingerprint([left, mono]), fingerprint([left]))


class Contenders(unittest.TestCase):
    def test_names_are_single_and_choices_keep_to_their_cores(self) -> None:
        names = [contender.name for contender in contenders.CONTENDERS]
        self.assertEqual(len(names), len(set(names)))
        self.assertNotIn("fw16-2w", [c.name for c in contenders.chosen("all", 1)])
        self.assertEqual([c.name for c in contenders.chosen("fw16-2w,ringcheck", 2)], ["fw16-2w", "ringcheck"])
        with self.assertRaisesRegex(ValueError, "no such contender: nobody"):
            contenders.chosen("nobody", 1)


class Processes(unittest.TestCase):
    def test_time_memory_cores_and_output_are_those_of_the_child(self) -> None:
        script = "import os, sys; print(len(os.sched_getaffinity(0)), sys.stdin.read()); x = bytearray(200_000_000)"
        took = process.run([sys.executable, "-c", script], 1, process.clean_env(1, Path("/nowhere")), "given")
        self.assertEqual(took.stdout, "1 given\n")
        self.assertGreater(took.peak_bytes, 200_000_000)
        self.assertLess(took.peak_bytes, 400_000_000)
        self.assertLessEqual(took.first_output_s or 9, took.wall_s)

    def test_a_child_that_fails_is_told_with_its_last_words(self) -> None:
        with self.assertRaisesRegex(process.ChildFailed, "ended with 3: sorry"):
            process.run(
                [sys.executable, "-c", "import sys; print('sorry', file=sys.stderr); sys.exit(3)"], 1, os.environ
            )


class Reports(unittest.TestCase):
    def setUp(self) -> None:
        turns = (Turn(BUSINESS, "Acme, good morning.", 1.0), Turn(CALLER, "My server is down.", 3.0))
        self.recordings = [Recording("X1", Path(__file__), 60.0, 0, turns)]

    def turn(self, contender: str, round_number: int, wall_s: float, business: str) -> dict[str, Any]:
        words = [[1.05, "Acme,"]] if contender != "whispercpp" else []
        heard = {BUSINESS: {"text": business, "words": words}, CALLER: {"text": "My server is down.", "words": []}}
        return {
            "run": "r",
            "round": round_number,
            "set": "s",
            "contender": contender,
            "model": "tiny.en",
            "cores": 1,
            "what": f"{contender} ran",
            "note": "",
            "wall_s": wall_s,
            "cpu_s": wall_s / 2,
            "peak_bytes": 1_000_000,
            "others_cores": 0.1,
            "machine": ["a machine"],
            "ringcheck": "ringcheck 0",
            "heard": {"X1": heard},
            "versions": {"packages": {"jiwer": "4"}, "whispercpp": "", "compute_types": ["int8"]},
        }

    def test_ratios_are_of_the_same_round_and_the_median_is_told(self) -> None:
        turns = [
            self.turn("ringcheck", 1, 2.0, "Acme, good morning."),
            self.turn("fw16", 1, 4.0, "Acme, good day."),
            self.turn("fw8", 1, 5.0, "Acme, good day."),
            self.turn("ringcheck", 2, 4.0, "Acme, good morning."),
            self.turn("fw16", 2, 8.0, "Acme, good day."),
            self.turn("fw8", 2, 6.0, "Acme, good day."),
            self.turn("whispercpp", 2, 12.0, "Acme, good morning."),
        ]  # fmt: skip
        text = "\n".join(report.report(turns, self.recordings))
        # 120 s of channels: 60 and 30 a second, against the best of each round 30 and 20.
        self.assertRegex(text, r"ringcheck +2 +45\.0 \(30\.0-60\.0\) +22\.5 +1\.75 \(1\.50-2\.00\)")
        self.assertIn("pywhispercpp on whole channels (whispercpp): 3.00 x", text)
        self.assertIn("WER 0.000 against 0.143", text)
        self.assertRegex(text, r"ringcheck .* 50 / 50 \(1\)")
        self.assertEqual([line for line in text.splitlines() if len(line) > report.WIDTH], [])

    def test_other_texts_in_another_round_are_told(self) -> None:
        turns = [self.turn("fw16", 1, 4.0, "Acme."), self.turn("fw16", 2, 4.0, "Acne.")]
        self.assertRegex("\n".join(report.report(turns, self.recordings)), r"fw16 .* no\n")

    def test_turns_of_an_older_build_are_left_out(self) -> None:
        older = self.turn("ringcheck", 1, 4.0, "Acme.") | {"ringcheck": "ringcheck older"}
        turns = [older, self.turn("ringcheck", 2, 2.0, "Acme."), self.turn("fw16", 1, 4.0, "Acme.")]
        text = "\n".join(report.report(turns, self.recordings))
        self.assertRegex(text, r"ringcheck +1 +60\.0 +30\.0 +- ")
        self.assertNotIn("older", text)

    def test_exchanged_sides_are_told_and_count(self) -> None:
        turn = self.turn("ringcheck", 1, 4.0, "My server is down.")
        turn["heard"]["X1"][CALLER]["text"] = "Acme, good morning."
        text = "\n".join(report.report([turn], self.recordings))
        self.assertIn("exchanged the sides: 1: X1", text)
        self.assertNotIn("0.000", text)


class Scripts(unittest.TestCase):
    def test_quantizing(self) -> None:
        spec = importlib.util.spec_from_file_location("quantize_ggml", models.CONVERT / "quantize_ggml.py")
        assert spec and spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        module.self_test()

    def test_what_ringcheck_says_is_put_on_sides(self) -> None:
        segments = json.loads(
            '[{"speaker":"caller","start":2,"text":" Hi."},'
            '{"speaker":"business","start":1,"text":"Acme.","words":[{"word":" Acme.","start":1.2}]},'
            '{"speaker":"unknown","start":3,"text":"Bye."}]'
        )
        self.assertEqual(ringcheck.heard_of(BUSINESS, segments), {"text": "Acme.", "words": [[1.2, "Acme."]]})
        self.assertEqual(ringcheck.heard_of(BOTH, segments)["text"], "Acme. Hi. Bye.")

    def test_documents_are_read_from_lines_and_from_one_over_many_lines(self) -> None:
        self.assertEqual(ringcheck.documents('{"a":1}\n{"a":2}\n'), [{"a": 1}, {"a": 2}])
        self.assertEqual(ringcheck.documents('{\n  "a": [\n    1\n  ]\n}\n'), [{"a": [1]}])
        self.assertEqual(ringcheck.documents("\n"), [])

    def test_mu_law_is_within_its_steps(self) -> None:
        self.assertEqual(mu_law(np.array([0.0, 1.0, -1.0])).tolist(), [0xFF, 0x80, 0x00])
        values = np.linspace(-32000, 32000, 4001)
        codes = mu_law(values / 32767).astype(int)
        exponent, mantissa = (~codes >> 4) & 7, ~codes & 15
        back = np.where(~codes & 128, -1, 1) * ((((mantissa << 3) + 132) << exponent) - 132)
        # Half a step, which is 4 in the lowest segment and doubles in each above; one more for the whole numbers.
        self.assertTrue((np.abs(back - values) <= (4 << exponent) + 1).all())


if __name__ == "__main__":
    unittest.main()
