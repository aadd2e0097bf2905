//! A sentence for each table, view and column: the words of `docs/schema.md`.

/// A table or view with its sentence and those of its columns, in order.
pub(crate) struct TableWords {
    pub(crate) name: &'static str,
    pub(crate) sentence: &'static str,
    pub(crate) columns: &'static [(&'static str, &'static str)],
}

pub(crate) const INTRODUCTION: &str = "\
# The database

<!-- Generated from a migrated database: UPDATE_DOCS=1 cargo test -p ringcheck-store. Edit crates/store/tests/it/schema_words.rs instead. -->

Ringcheck keeps everything in one SQLite file; `ringcheck db path` says where.
It can be opened with `sqlite3`, Datasette or any other SQLite tool, also while Ringcheck is running.
Open it to read: what is written by hand is no longer what was scored.

```sh
sqlite3 \"$(ringcheck db path)\" \"SELECT file_name, percent, passed FROM v_calls ORDER BY percent\"
sqlite3 \"$(ringcheck db path)\" \"SELECT file_name, quote FROM v_criteria WHERE criterion_id = 'close_attempt' AND verdict = 'fail'\"
```

- Scorecards are appended and never changed: scoring a call again adds another one with the next number.
- Times ending in `_ms` are milliseconds on the call's own clock, which starts with the first sample.
- Times ending in `_utc` are ISO 8601 in UTC with milliseconds, so their order as text is their order in time.
- Confidences and probabilities are numbers from 0 to 1; truths are 0 or 1.
- Card numbers and social security numbers were masked before anything was stored.
- Ringcheck makes the file for its owner alone to read, and what it deletes is overwritten in the file.
";

const TRANSCRIPT_ID: (&str, &str) = ("transcript_id", "The transcript.");
const SCORECARD_ID: (&str, &str) = ("scorecard_id", "The scorecard's row id.");
const START_MS: (&str, &str) = ("start_ms", "When it starts; null where the transcript has no times.");
const END_MS: (&str, &str) = ("end_ms", "When it ends; null where the transcript has no times.");
const EVENT_KIND: (&str, &str) = ("kind", "What happened, such as `ring`, `silence`, `menu` or `first_live_word`.");
const EVENT_SIDE: (&str, &str) = ("side", "Which end of the line it came from: `business`, `caller` or `unknown`.");
const EVENT_LABEL: (&str, &str) = (
    "label",
    "Which one of its kind: the digit that was pressed, unless it is of a number, which is never stored; the name of the firm's own prompt; else null.",
);
const EVENT_CONFIDENCE: (&str, &str) = ("confidence", "How sure the finding is.");

pub(crate) const TABLES: &[TableWords] = &[
    TableWords {
        name: "migrations",
        sentence: "The changes of the schema that were applied to this file.",
        columns: &[
            ("number", "The migration's number, counted from 1."),
            ("name", "Its name, as in the file `crates/store/migrations/NUMBER_NAME.sql`."),
            ("checksum", "The SHA-256 of its text, by which an edited migration is noticed."),
            ("applied_at_utc", "When it was applied."),
        ],
    },
    TableWords {
        name: "recordings",
        sentence: "Audio files, as they were last seen.",
        columns: &[
            ("id", "The SHA-256 of the file's bytes."),
            ("path", "Where it was read from."),
            ("file_name", "The last part of the path."),
            ("duration_ms", "How much audio was decoded."),
            ("codec", "The codec's short name, such as `pcm_mulaw`."),
            ("sample_rate_hz", "Samples a second in the file."),
            ("channels", "Channels in the file."),
            (
                "layout",
                "`stereo`, `mono`, `dual_mono` (two channels that are alike) or `one_sided` (one of two is silent).",
            ),
            ("decoder", "What decoded it."),
            ("warnings", "What was wrong with it: a JSON array of sentences."),
            ("is_cut_off", "Whether audio is missing at its end."),
            ("notes", "What else is to be known of it, which no person needs to look into: a JSON array of sentences."),
        ],
    },
    TableWords {
        name: "calls",
        sentence: "What was last known of each call apart from what was said; null is unknown.",
        columns: &[
            (
                "id",
                "The call's id: of its only recording, of all its recordings, or of the phone system's id; or a transcript's own.",
            ),
            ("direction", "`inbound`, `outbound` or `internal`."),
            ("started_at", "When it started, as it was given."),
            ("started_at_utc", "The same instant in UTC; null where the start names no instant."),
            ("started_at_source", "Where the start is from: `cdr`, `sidecar`, `file_name` or `file_time`."),
            ("agent_name", "The agent as the phone system names them."),
            ("caller_number", "The number that the caller called from."),
            ("called_number", "The number that was called."),
            ("extension", "The business's extension that the call reached."),
            ("phone_system_id", "The phone system's own id of the call."),
            ("duration_ms", "How long it lasted by the phone system's clock, ringing included."),
            ("connected_ms", "How long of that something had picked up: a person, a menu or a voicemail."),
            (
                "disposition",
                "What became of it by the phone system's account: `answered`, `no_answer`, `busy` or `failed`.",
            ),
        ],
    },
    TableWords {
        name: "call_recordings",
        sentence: "Which recordings a call has, in order.",
        columns: &[
            ("call_id", "The call."),
            ("number", "The recording's place among those of the call, counted from 0."),
            ("recording_id", "The recording."),
            ("offset_ms", "Where it starts on the call's clock."),
        ],
    },
    TableWords {
        name: "transcripts",
        sentence: "What was said in a call, once for each recording, model and settings that it was made with.",
        columns: &[
            ("id", "The row's number."),
            ("call_id", "The call."),
            (
                "source",
                "`recognized` (made here from audio), `imported` (made elsewhere) or `unrecorded` (there was no audio).",
            ),
            (
                "source_sha256",
                "The SHA-256 of the recording's bytes or of the imported transcript; else the call's id.",
            ),
            ("model", "The speech model's name; null if imported."),
            ("model_sha256", "The SHA-256 of the model's file; null if imported."),
            ("settings_sha256", "The SHA-256 of the decoding, side and masking settings and the engine's version."),
            ("engine_version", "The version of the engine that made it."),
            ("masking", "The version of the masking of card and social security numbers."),
            ("agent_channel", "The channel of the business, counted from 0; null where sides are unknown."),
            ("sides_method", "How that was decided: `option`, `auto`, `transcript` or `none`."),
            ("sides_confidence", "How sure that is."),
            ("sides_reason", "Why, in words for a person."),
            ("created_at_utc", "When it was stored."),
            ("recordings", "The recordings as they were decoded for this transcript: a JSON array."),
        ],
    },
    TableWords {
        name: "segments",
        sentence: "Stretches of one channel's speech, as the recognizer gave them.",
        columns: &[
            TRANSCRIPT_ID,
            ("number", "The segment's place in the transcript, counted from 0."),
            ("channel", "The recording's channel, counted from 0."),
            ("side", "Which side that channel is: `business`, `caller` or `unknown`."),
            START_MS,
            END_MS,
            ("text", "What was said."),
            ("confidence", "The recognizer's mean probability; null if imported."),
            ("marks", "What is peculiar about it, such as `low_confidence`: a JSON array."),
        ],
    },
    TableWords {
        name: "words",
        sentence: "The words of recognized segments.",
        columns: &[
            TRANSCRIPT_ID,
            ("segment", "The segment's number."),
            ("number", "The word's place in the segment, counted from 0."),
            ("start_ms", "When it starts."),
            ("end_ms", "When it ends."),
            ("text", "The word with its punctuation."),
            ("probability", "The recognizer's probability for it."),
        ],
    },
    TableWords {
        name: "sound_events",
        sentence: "What was heard in the audio besides words, kept so that scoring again needs no audio. A `transfer` here is only another voice; whether it is one, `timeline_events` says.",
        columns: &[
            TRANSCRIPT_ID,
            ("number", "The event's place in the transcript, counted from 0."),
            EVENT_KIND,
            EVENT_SIDE,
            START_MS,
            END_MS,
            ("turn", "The turn that carries it, counted from 0; null for sounds that are not words."),
            EVENT_CONFIDENCE,
            EVENT_LABEL,
        ],
    },
    TableWords {
        name: "fingerprints",
        sentence: "How the first two minutes of each channel sound, so that recorded prompts are found without audio.",
        columns: &[
            TRANSCRIPT_ID,
            ("channel", "The channel, counted from 0."),
            ("version", "The version of its maker; those of different versions cannot be compared."),
            ("bytes", "Four bytes for each 64 ms; of a call of several recordings, those of the first."),
        ],
    },
    TableWords {
        name: "second_opinions",
        sentence: "What other models answered when they were asked about a doubtful verdict; never changed once stored.",
        columns: &[
            ("key", "The SHA-256 of the model's name, the call's id and the prompt, which holds the transcript."),
            CALL_ID,
            ("criterion_id", "The criterion that was asked about."),
            ("model", "The model's name, as it was asked for."),
            ("answer", "The answer as it came, whether it was of use or not."),
            ("created_at_utc", "When it was stored."),
        ],
    },
    TableWords {
        name: "rubrics",
        sentence: "The rubrics that calls were scored by, each with its whole text.",
        columns: &[
            ("sha256", "The SHA-256 of the text."),
            ("id", "The rubric's id, such as `msp-inbound`."),
            ("version", "The rubric's version."),
            ("text", "The rubric itself, as TOML."),
        ],
    },
    TableWords {
        name: "scorecards",
        sentence: "The verdicts on a call by one rubric and one version of the scorer; never changed once stored.",
        columns: &[
            ("id", "The row's number: the later it was stored, the greater."),
            ("call_id", "The call."),
            (
                "number",
                "The scorecard's number among those of its call, counted from 1: the `N` of `ringcheck show ID@N`.",
            ),
            ("key", "The SHA-256 of everything that went into it."),
            ("transcript_id", "The transcript that was scored."),
            ("rubric_sha256", "The rubric that it was scored by."),
            (
                "call_type",
                "Who the caller is to the business: `prospect`, `customer`, `vendor`, `wrong_number` or `other`.",
            ),
            ("call_type_confidence", "How sure that is."),
            ("points", "Points earned."),
            ("possible", "Points possible, over the criteria that passed or failed."),
            ("percent", "100 times points by possible, with one decimal; null when nothing was possible."),
            ("passed", "Whether the pass mark was met with no critical fail; null when nothing was possible."),
            ("needs_review", "Whether a person should look."),
            ("review_reasons", "Why a person should look: a JSON array of sentences."),
            ("version", "Ringcheck's version."),
            ("scorer_version", "The scorer's version, raised whenever the same input may give another scorecard."),
            ("created_at_utc", "When it was stored."),
            ("json", "The whole scorecard (`ringcheck.scorecard/1`), from which it is read back; all else repeats it."),
        ],
    },
    TableWords {
        name: "turns",
        sentence: "What was said, by whom, as it was scored: consecutive speech of one side.",
        columns: &[
            SCORECARD_ID,
            ("number", "The turn's place in the call, counted from 0."),
            ("side", "Which end of the line spoke: `business`, `caller` or `unknown`."),
            ("speaker", "What kind of voice: `agent`, `caller`, `recorded_voice` or `unknown`."),
            START_MS,
            END_MS,
            ("text", "What was said."),
            ("confidence", "The mean probability of its words; null if imported."),
        ],
    },
    TableWords {
        name: "timeline_events",
        sentence: "What happened on the line, as it was scored; events may overlap.",
        columns: &[
            SCORECARD_ID,
            ("number", "The event's place on the timeline, counted from 0."),
            EVENT_KIND,
            EVENT_SIDE,
            START_MS,
            END_MS,
            ("turn", "The turn that carries it, for events heard in words."),
            EVENT_CONFIDENCE,
            EVENT_LABEL,
        ],
    },
    TableWords {
        name: "timeline_figures",
        sentence: "What the timeline of a scorecard adds up to (docs/timeline.md); null where it cannot be known.",
        columns: &[
            SCORECARD_ID,
            ("ring_count", "How many times the phone rang before anything answered."),
            ("ring_ms", "From the start of the first ring to the end of the last."),
            (
                "first_live_word_ms",
                "From the start of the call to the first live word of the business; null also where there is none.",
            ),
            ("hold_count", "How many times the caller was kept on hold after a person had answered."),
            ("hold_ms", "How long all holds lasted together."),
            ("longest_hold_ms", "How long the longest hold lasted."),
            ("transfer_count", "How many times another person of the business took over."),
            (
                "longest_silence_ms",
                "The longest stretch in which no side spoke, from the first word of the business to the last word; holds, music and ringing excepted.",
            ),
            ("overlap_count", "How many times both sides spoke at the same time."),
            ("overlap_ms", "For how long both sides spoke at the same time."),
            ("recorded_voice_ms", "How long recorded voices spoke."),
            ("business_talk_ms", "How long live people of the business spoke."),
            ("business_talk_percent", "Their share of the talk of both sides."),
            (
                "business_longest_monologue_ms",
                "Their longest speech that the caller did not interrupt with words of its own.",
            ),
            ("business_words_per_minute", "Words spoken in a minute of their talk."),
            ("caller_talk_ms", "How long the caller spoke."),
            ("caller_talk_percent", "The caller's share of the talk of both sides."),
            ("caller_longest_monologue_ms", "The caller's longest speech that nobody of the business interrupted."),
            ("caller_words_per_minute", "Words spoken in a minute of the caller's talk."),
        ],
    },
    TableWords {
        name: "criteria",
        sentence: "The verdict on each criterion of a scorecard.",
        columns: &[
            SCORECARD_ID,
            ("number", "The criterion's place in the rubric, counted from 0."),
            ("criterion_id", "The criterion's id in the rubric, such as `close_attempt`."),
            ("verdict", "`pass`, `fail`, `na` (does not apply) or `undetermined` (a person must decide)."),
            ("points", "Points earned."),
            ("possible", "Points that could be earned: 0 unless it passed or failed."),
            ("confidence", "How sure the verdict is."),
            ("is_critical_fail", "Whether it failed and is critical, so that the call does not pass."),
            ("rationale", "Why, in one sentence that can be read to the agent."),
            ("searched_first_turn", "The first turn that was searched in vain; null where nothing was."),
            ("searched_last_turn", "The last turn that was searched in vain."),
            ("searched_start_ms", "When the searched turns start, if known."),
            ("searched_end_ms", "When the searched turns end, if known."),
        ],
    },
    TableWords {
        name: "evidence",
        sentence: "The words that verdicts rest on, each within a turn.",
        columns: &[
            ("id", "The row's number."),
            SCORECARD_ID,
            ("criterion_id", "The criterion; null for evidence of the call type."),
            ("kind", "`evidence`, `nearest_miss` (what came closest to a criterion that failed) or `call_type`."),
            ("number", "Its place among those of its criterion and kind, counted from 0, the most telling first."),
            ("turn", "The turn that holds the quote."),
            ("side", "Who said it: `business`, `caller` or `unknown`."),
            START_MS,
            END_MS,
            ("quote", "The words, exactly as in the turn's text."),
            ("why", "Why a nearest miss does not count; null for the other kinds."),
        ],
    },
    TableWords {
        name: "qualifying_topics",
        sentence: "The topics that agents asked about.",
        columns: &[
            SCORECARD_ID,
            ("number", "The topic's place in the scorecard, counted from 0."),
            ("topic", "The topic, such as `problem`, `size` or `current_provider`."),
        ],
    },
    TableWords {
        name: "leads",
        sentence: "What a prospect's call leaves to act on, one row for each scorecard that has any; never changed once stored.",
        columns: &[
            SCORECARD_ID,
            (
                "said_number",
                "The number to call back as the caller said it, in digits; null where none was said, or it was masked.",
            ),
            ("said_number_turn", "The turn in which it was said."),
            ("said_number_side", "Who said it."),
            ("said_number_start_ms", "When that starts, if known."),
            ("said_number_end_ms", "When that ends, if known."),
            ("said_number_quote", "The words."),
            ("wanted_turn", "The turn in which the caller said what they wanted; null where nothing was found."),
            ("wanted_side", "Who said it."),
            ("wanted_start_ms", "When that starts, if known."),
            ("wanted_end_ms", "When that ends, if known."),
            ("wanted_quote", "What the caller wanted, in the caller's own words."),
        ],
    },
    TableWords {
        name: "newest_scorecards",
        sentence: "The newest scorecard of each call in one row, from which lists and reports are quickly read; all of it repeats other tables, and null is unknown.",
        columns: &[
            SCORECARD_ID,
            CALL_ID,
            ("number", "The scorecard's number among those of the call."),
            (
                "is_listed",
                "0 where another call stands for this one: a longer one with its recording, or the one whose recording was missing.",
            ),
            FILE_NAME,
            ("path", "Where the first recording was last seen; null for an imported transcript."),
            STARTED_AT,
            ("started_at_utc", "The same instant in UTC."),
            ("started_at_source", "Where the start is from: `cdr`, `sidecar`, `file_name` or `file_time`."),
            ("direction", "`inbound`, `outbound` or `internal`."),
            AGENT_NAME,
            ("caller_number", "The number that the caller called from."),
            ("called_number", "The number that was called."),
            ("extension", "The business's extension that the call reached."),
            ("disposition", "`answered`, `no_answer`, `busy` or `failed`, by the phone system's account."),
            (
                "duration_ms",
                "How long the call's recordings are; without one, how long it lasted by the phone system's clock.",
            ),
            (
                "first_live_word_ms",
                "From the start of the call to the first live word of the business; null also where there is none.",
            ),
            CALL_TYPE,
            ("call_type_confidence", "How sure that is."),
            ("percent", "The score in percent; null when nothing was possible."),
            ("points", "Points earned."),
            ("possible", "Points possible."),
            ("passed", "Whether the call passed; null when nothing was possible."),
            ("needs_review", "Whether a person should look."),
            ("verdicts", "The verdict on each criterion in the order of the rubric: a JSON object."),
            ("rubric", "The rubric's id."),
            ("rubric_version", "The rubric's version."),
            ("model", "The speech model's name; null for an imported transcript."),
        ],
    },
    TableWords {
        name: "said_index",
        sentence: "A full-text index (FTS5) of what was said in the newest scorecards, which `ringcheck search` asks; it holds no text. Its row ids are `(scorecard_id << 24) + (number << 2) + side` of the rows of `turns`, where side is 1 for the business, 2 for the caller and else 0.",
        columns: &[("text", "Always null: what matches is looked up in `turns`.")],
    },
    TableWords {
        name: "purges",
        sentence: "The log of what `ringcheck purge` removed; never changed, and each row holds the hash of the row before.",
        columns: &[
            ("id", "The row's number, counted from 1."),
            ("purged_at_utc", "When it was done."),
            ("cutoff_utc", "Calls that started before this went."),
            ("counts", "How many rows of each table went, and how many audio files: a JSON object."),
            (
                "ids_sha256",
                "The SHA-256 over the sorted ids of the calls and recordings that went, each with a line feed.",
            ),
            ("previous_sha256", "The hash of the row before; of the first row, 64 zeros."),
            ("sha256", "The SHA-256 over this row's values but this one, each with a line feed."),
        ],
    },
    TableWords {
        name: "packs",
        sentence: "Coaching packs that `ringcheck coach --out` made.",
        columns: &[("id", "The pack's id, as in its `pack.json`."), ("made_at_utc", "When it was made.")],
    },
    TableWords {
        name: "pack_subjects",
        sentence: "Who is to practise what with a coaching pack.",
        columns: &[
            ("pack_id", "The pack."),
            ("number", "The row's number within the pack, counted from 0."),
            ("agent_name", "The agent's name; null where only the extension is known, or nothing."),
            ("extension", "The extension of an agent whose name is not known."),
            ("criterion_id", "The criterion to practise."),
        ],
    },
    TableWords {
        name: "practised",
        sentence: "What was practised, as `ringcheck coach done` was told; rows are never changed.",
        columns: &[
            ("id", "The row's number."),
            ("pack_id", "The pack that was used."),
            ("day", "The day, as YYYY-MM-DD."),
            ("agent_name", "The agent's name; null where only the extension is known, or nothing."),
            ("extension", "The extension of an agent whose name is not known."),
            ("criterion_id", "The criterion that was practised."),
            ("note", "What whoever wrote it down had to say about it."),
            ("recorded_at_utc", "When it was written down."),
        ],
    },
    TableWords {
        name: "attempts",
        sentence: "Recordings that are listened to at this moment, or in which a process died; each row goes when its recording was listened to.",
        columns: &[
            ("id", "The row's number."),
            ("recording_id", "The SHA-256 of the recording's bytes, which no other table may know yet."),
            ("began_at_utc", "When it was begun."),
        ],
    },
];

const CALL_ID: (&str, &str) = ("call_id", "The call's id: what `ringcheck show` takes.");
const SCORECARD: (&str, &str) = ("scorecard", "The scorecard's number among those of the call.");
const FILE_NAME: (&str, &str) = ("file_name", "The file name of the first recording; null for an imported transcript.");
const STARTED_AT: (&str, &str) = ("started_at", "When the call started, as it was given.");
const AGENT_NAME: (&str, &str) = ("agent_name", "The agent as the phone system names them.");
const CALL_TYPE: (&str, &str) = ("call_type", "Who the caller is to the business.");

pub(crate) const VIEWS: &[TableWords] = &[
    TableWords {
        name: "v_calls",
        sentence: "One row for each call that was scored.",
        columns: &[
            CALL_ID,
            SCORECARD,
            FILE_NAME,
            ("path", "Where the first recording was last seen; null for an imported transcript."),
            STARTED_AT,
            ("started_at_utc", "The same instant in UTC."),
            ("direction", "`inbound`, `outbound` or `internal`."),
            AGENT_NAME,
            ("caller_number", "The number that the caller called from."),
            ("called_number", "The number that was called."),
            ("extension", "The business's extension that the call reached."),
            ("disposition", "`answered`, `no_answer`, `busy` or `failed`, by the phone system's account."),
            CALL_TYPE,
            ("percent", "The score in percent; null when nothing was possible."),
            ("points", "Points earned."),
            ("possible", "Points possible."),
            ("passed", "Whether the call passed; null when nothing was possible."),
            ("needs_review", "Whether a person should look."),
            (
                "duration_ms",
                "How long the call's recordings are; without one, how long it lasted by the phone system's clock.",
            ),
            ("rubric", "The rubric's id."),
            ("rubric_version", "The rubric's version."),
            ("model", "The speech model's name; null for an imported transcript."),
            ("scorecard_id", "The row in `scorecards`, to join other tables on."),
        ],
    },
    TableWords {
        name: "v_criteria",
        sentence: "One row for each criterion of each call that was scored, with its first quote.",
        columns: &[
            CALL_ID,
            SCORECARD,
            FILE_NAME,
            STARTED_AT,
            AGENT_NAME,
            CALL_TYPE,
            ("number", "The criterion's place in the rubric, counted from 0."),
            ("criterion_id", "The criterion's id in the rubric."),
            ("verdict", "`pass`, `fail`, `na` or `undetermined`."),
            ("points", "Points earned."),
            ("possible", "Points that could be earned."),
            ("confidence", "How sure the verdict is."),
            ("is_critical_fail", "Whether it failed and is critical."),
            ("rationale", "Why, in one sentence that can be read to the agent."),
            ("quote_kind", "Whether the quote is `evidence` or a `nearest_miss`; null where there is no quote."),
            ("quote_side", "Who said it."),
            ("quote_start_ms", "When the quote starts, if known."),
            ("quote_end_ms", "When the quote ends, if known."),
            ("quote", "The words that tell most, exactly as they were said."),
        ],
    },
    TableWords {
        name: "v_figures",
        sentence: "One row for each call that was scored, with what its timeline adds up to.",
        columns: &[
            CALL_ID,
            SCORECARD,
            FILE_NAME,
            STARTED_AT,
            AGENT_NAME,
            CALL_TYPE,
            ("percent", "100 · points / possible with one decimal; null where nothing was possible."),
            SCORECARD_ID,
            ("ring_count", "How many times the phone rang before anything answered."),
            ("ring_ms", "From the start of the first ring to the end of the last."),
            (
                "first_live_word_ms",
                "From the start of the call to the first live word of the business; null also where there is none.",
            ),
            ("hold_count", "How many times the caller was kept on hold after a person had answered."),
            ("hold_ms", "How long all holds lasted together."),
            ("longest_hold_ms", "How long the longest hold lasted."),
            ("transfer_count", "How many times another person of the business took over."),
            (
                "longest_silence_ms",
                "The longest stretch in which no side spoke, from the first word of the business to the last word; holds, music and ringing excepted.",
            ),
            ("overlap_count", "How many times both sides spoke at the same time."),
            ("overlap_ms", "For how long both sides spoke at the same time."),
            ("recorded_voice_ms", "How long recorded voices spoke."),
            ("business_talk_ms", "How long live people of the business spoke."),
            ("business_talk_percent", "Their share of the talk of both sides."),
            (
                "business_longest_monologue_ms",
                "Their longest speech that the caller did not interrupt with words of its own.",
            ),
            ("business_words_per_minute", "Words spoken in a minute of their talk."),
            ("caller_talk_ms", "How long the caller spoke."),
            ("caller_talk_percent", "The caller's share of the talk of both sides."),
            ("caller_longest_monologue_ms", "The caller's longest speech that nobody of the business interrupted."),
            ("caller_words_per_minute", "Words spoken in a minute of the caller's talk."),
        ],
    },
    TableWords {
        name: "v_lost_leads",
        sentence: "One row for each prospect who was lost: turned away, sent elsewhere, not answered by a person or not closed.",
        columns: &[
            CALL_ID,
            SCORECARD,
            FILE_NAME,
            STARTED_AT,
            ("started_at_utc", "The same instant in UTC."),
            ("minutes_since", "Minutes from the start of the call until now; null where the start is unknown."),
            AGENT_NAME,
            ("number", "The number to call back: the phone system's, else the one that the caller said."),
            ("number_source", "Where the number is from: `phone_system` or `caller`."),
            ("reason", "Why, the gravest: `turned_away`, `sent_elsewhere`, `not_answered` or `not_closed`."),
            ("reasons", "All reasons, the gravest first."),
            ("wanted", "What the caller wanted, in the caller's own words."),
            ("quote_side", "Who said the deciding words."),
            ("quote_start_ms", "When they start, if known."),
            ("quote_end_ms", "When they end, if known."),
            ("quote", "The words that the gravest reason rests on, or what came closest."),
        ],
    },
    TableWords {
        name: "v_agents_daily",
        sentence: "One row for each agent and day: counts, each with how many calls it is out of, so that shares can be summed.",
        columns: &[
            AGENT_NAME,
            ("day", "The day that the start of the calls names; null where that is unknown."),
            ("calls", "How many calls."),
            ("answered_live", "Calls that a person answered."),
            ("answered_live_decided", "Calls of which it is known whether one did."),
            ("prospects", "Calls of prospects."),
            ("turned_away", "Prospects who were refused for not being on a contract."),
            ("turned_away_decided", "Prospects of whom it is known whether they were."),
            ("qualified", "Prospects who were asked enough about their business."),
            ("qualified_decided", "Prospects of whom it is known whether they were."),
            ("closed", "Prospects whom somebody asked for a commitment."),
            ("closed_decided", "Prospects of whom it is known whether somebody did."),
            ("needs_review", "Calls that a person should look at."),
        ],
    },
];
