-- The first schema. docs/schema.md says what each table and column means.

CREATE TABLE migrations (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    checksum TEXT NOT NULL,
    applied_at_utc TEXT NOT NULL
) STRICT;

CREATE TABLE recordings (
    id TEXT NOT NULL PRIMARY KEY,
    path TEXT NOT NULL,
    file_name TEXT NOT NULL,
    duration_ms INTEGER NOT NULL,
    codec TEXT NOT NULL,
    sample_rate_hz INTEGER NOT NULL,
    channels INTEGER NOT NULL,
    layout TEXT NOT NULL,
    decoder TEXT NOT NULL,
    warnings TEXT NOT NULL,
    is_cut_off INTEGER NOT NULL CHECK (is_cut_off IN (0, 1))
) STRICT;

CREATE INDEX recordings_by_file_name ON recordings (file_name);

CREATE TABLE calls (
    id TEXT NOT NULL PRIMARY KEY,
    direction TEXT,
    started_at TEXT,
    started_at_utc TEXT,
    started_at_source TEXT,
    agent_name TEXT,
    caller_number TEXT
) STRICT;

CREATE INDEX calls_by_started_at_utc ON calls (started_at_utc);
CREATE INDEX calls_by_agent_name ON calls (agent_name COLLATE NOCASE);

CREATE TABLE call_recordings (
    call_id TEXT NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    recording_id TEXT NOT NULL REFERENCES recordings (id),
    offset_ms INTEGER NOT NULL,
    PRIMARY KEY (call_id, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX call_recordings_by_recording ON call_recordings (recording_id);

CREATE TABLE transcripts (
    id INTEGER PRIMARY KEY,
    call_id TEXT NOT NULL REFERENCES calls (id),
    source TEXT NOT NULL,
    source_sha256 TEXT NOT NULL,
    model TEXT,
    model_sha256 TEXT,
    settings_sha256 TEXT NOT NULL,
    engine_version TEXT NOT NULL,
    masking TEXT NOT NULL,
    agent_channel INTEGER,
    sides_method TEXT NOT NULL,
    sides_confidence REAL NOT NULL,
    sides_reason TEXT NOT NULL,
    created_at_utc TEXT NOT NULL,
    recordings TEXT NOT NULL CHECK (json_valid(recordings))
) STRICT;

-- Two NULLs are distinct in an index, and an imported transcript has no model.
CREATE UNIQUE INDEX transcripts_by_key ON transcripts (source_sha256, coalesce(model_sha256, ''), settings_sha256);
CREATE INDEX transcripts_by_call ON transcripts (call_id);

CREATE TABLE segments (
    transcript_id INTEGER NOT NULL REFERENCES transcripts (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    channel INTEGER NOT NULL,
    side TEXT NOT NULL,
    start_ms INTEGER,
    end_ms INTEGER,
    text TEXT NOT NULL,
    confidence REAL,
    marks TEXT NOT NULL,
    PRIMARY KEY (transcript_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE words (
    transcript_id INTEGER NOT NULL,
    segment INTEGER NOT NULL,
    number INTEGER NOT NULL,
    start_ms INTEGER NOT NULL,
    end_ms INTEGER NOT NULL,
    text TEXT NOT NULL,
    probability REAL NOT NULL,
    PRIMARY KEY (transcript_id, segment, number),
    FOREIGN KEY (transcript_id, segment) REFERENCES segments (transcript_id, number) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE sound_events (
    transcript_id INTEGER NOT NULL REFERENCES transcripts (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    side TEXT NOT NULL,
    start_ms INTEGER,
    end_ms INTEGER,
    turn INTEGER,
    confidence REAL NOT NULL,
    PRIMARY KEY (transcript_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE rubrics (
    sha256 TEXT NOT NULL PRIMARY KEY,
    id TEXT NOT NULL,
    version TEXT NOT NULL,
    text TEXT NOT NULL
) STRICT;

-- The JSON stays the last column: a query that does not ask for it then reads none of its pages.
CREATE TABLE scorecards (
    id INTEGER PRIMARY KEY,
    call_id TEXT NOT NULL REFERENCES calls (id),
    number INTEGER NOT NULL CHECK (number >= 1),
    key TEXT NOT NULL UNIQUE,
    transcript_id INTEGER NOT NULL REFERENCES transcripts (id),
    rubric_sha256 TEXT NOT NULL REFERENCES rubrics (sha256),
    call_type TEXT NOT NULL,
    call_type_confidence REAL NOT NULL,
    points INTEGER NOT NULL,
    possible INTEGER NOT NULL,
    percent REAL,
    passed INTEGER CHECK (passed IN (0, 1)),
    needs_review INTEGER NOT NULL CHECK (needs_review IN (0, 1)),
    review_reasons TEXT NOT NULL,
    version TEXT NOT NULL,
    scorer_version TEXT NOT NULL,
    created_at_utc TEXT NOT NULL,
    json TEXT NOT NULL CHECK (json_valid(json)),
    UNIQUE (call_id, number)
) STRICT;

CREATE INDEX scorecards_by_transcript ON scorecards (transcript_id);
CREATE INDEX scorecards_by_rubric ON scorecards (rubric_sha256);

CREATE TABLE turns (
    scorecard_id INTEGER NOT NULL REFERENCES scorecards (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    side TEXT NOT NULL,
    speaker TEXT NOT NULL,
    start_ms INTEGER,
    end_ms INTEGER,
    text TEXT NOT NULL,
    confidence REAL,
    PRIMARY KEY (scorecard_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE timeline_events (
    scorecard_id INTEGER NOT NULL REFERENCES scorecards (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    side TEXT NOT NULL,
    start_ms INTEGER,
    end_ms INTEGER,
    turn INTEGER,
    confidence REAL NOT NULL,
    PRIMARY KEY (scorecard_id, number),
    FOREIGN KEY (scorecard_id, turn) REFERENCES turns (scorecard_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE criteria (
    scorecard_id INTEGER NOT NULL REFERENCES scorecards (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    criterion_id TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('pass', 'fail', 'na', 'undetermined')),
    points INTEGER NOT NULL,
    possible INTEGER NOT NULL,
    confidence REAL NOT NULL,
    is_critical_fail INTEGER NOT NULL CHECK (is_critical_fail IN (0, 1)),
    rationale TEXT NOT NULL,
    searched_first_turn INTEGER,
    searched_last_turn INTEGER,
    searched_start_ms INTEGER,
    searched_end_ms INTEGER,
    PRIMARY KEY (scorecard_id, number),
    UNIQUE (scorecard_id, criterion_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX criteria_by_verdict ON criteria (criterion_id, verdict);

-- The reference to turns holds the rule that no evidence points outside of the transcript.
CREATE TABLE evidence (
    id INTEGER PRIMARY KEY,
    scorecard_id INTEGER NOT NULL REFERENCES scorecards (id) ON DELETE CASCADE,
    criterion_id TEXT,
    kind TEXT NOT NULL CHECK (kind IN ('evidence', 'nearest_miss', 'call_type')),
    number INTEGER NOT NULL,
    turn INTEGER NOT NULL,
    side TEXT NOT NULL,
    start_ms INTEGER,
    end_ms INTEGER,
    quote TEXT NOT NULL,
    why TEXT,
    FOREIGN KEY (scorecard_id, criterion_id) REFERENCES criteria (scorecard_id, criterion_id) ON DELETE CASCADE,
    FOREIGN KEY (scorecard_id, turn) REFERENCES turns (scorecard_id, number) ON DELETE CASCADE
) STRICT;

CREATE INDEX evidence_by_criterion ON evidence (scorecard_id, criterion_id, kind, number);
CREATE INDEX evidence_by_turn ON evidence (scorecard_id, turn);

CREATE TABLE qualifying_topics (
    scorecard_id INTEGER NOT NULL REFERENCES scorecards (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    topic TEXT NOT NULL,
    PRIMARY KEY (scorecard_id, number)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER scorecards_are_append_only BEFORE UPDATE ON scorecards
BEGIN
    SELECT raise(ABORT, 'scorecards are never changed: append another one');
END;

CREATE TRIGGER criteria_are_append_only BEFORE UPDATE ON criteria
BEGIN
    SELECT raise(ABORT, 'verdicts are never changed: append another scorecard');
END;

CREATE TRIGGER evidence_is_append_only BEFORE UPDATE ON evidence
BEGIN
    SELECT raise(ABORT, 'evidence is never changed: append another scorecard');
END;

CREATE VIEW v_calls AS
SELECT
    scorecards.call_id AS call_id,
    scorecards.number AS scorecard,
    recordings.file_name AS file_name,
    recordings.path AS path,
    calls.started_at AS started_at,
    calls.started_at_utc AS started_at_utc,
    calls.direction AS direction,
    calls.agent_name AS agent_name,
    calls.caller_number AS caller_number,
    scorecards.call_type AS call_type,
    scorecards.percent AS percent,
    scorecards.points AS points,
    scorecards.possible AS possible,
    scorecards.passed AS passed,
    scorecards.needs_review AS needs_review,
    (
        SELECT max(parts.offset_ms + audio.duration_ms)
        FROM call_recordings AS parts JOIN recordings AS audio ON audio.id = parts.recording_id
        WHERE parts.call_id = scorecards.call_id
    ) AS duration_ms,
    rubrics.id AS rubric,
    rubrics.version AS rubric_version,
    transcripts.model AS model,
    scorecards.id AS scorecard_id
FROM scorecards
JOIN calls ON calls.id = scorecards.call_id
JOIN transcripts ON transcripts.id = scorecards.transcript_id
JOIN rubrics ON rubrics.sha256 = scorecards.rubric_sha256
LEFT JOIN call_recordings ON call_recordings.call_id = scorecards.call_id AND call_recordings.number = 0
LEFT JOIN recordings ON recordings.id = call_recordings.recording_id
WHERE scorecards.number = (SELECT max(number) FROM scorecards AS others WHERE others.call_id = scorecards.call_id);

CREATE VIEW v_criteria AS
SELECT
    v_calls.call_id AS call_id,
    v_calls.scorecard AS scorecard,
    v_calls.file_name AS file_name,
    v_calls.started_at AS started_at,
    v_calls.agent_name AS agent_name,
    v_calls.call_type AS call_type,
    criteria.number AS number,
    criteria.criterion_id AS criterion_id,
    criteria.verdict AS verdict,
    criteria.points AS points,
    criteria.possible AS possible,
    criteria.confidence AS confidence,
    criteria.is_critical_fail AS is_critical_fail,
    criteria.rationale AS rationale,
    proof.kind AS quote_kind,
    proof.side AS quote_side,
    proof.start_ms AS quote_start_ms,
    proof.end_ms AS quote_end_ms,
    proof.quote AS quote
FROM v_calls
JOIN criteria ON criteria.scorecard_id = v_calls.scorecard_id
LEFT JOIN evidence AS proof ON proof.id = (
    SELECT evidence.id FROM evidence
    WHERE evidence.scorecard_id = criteria.scorecard_id AND evidence.criterion_id = criteria.criterion_id
    ORDER BY evidence.kind, evidence.number LIMIT 1
);
