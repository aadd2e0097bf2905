-- What lists and reports read of a call stands in one row, so that a hundred thousand calls are read in one go; what a
-- prospect leaves to act on; and which recordings a process died in.

CREATE TABLE newest_scorecards (
    scorecard_id INTEGER NOT NULL PRIMARY KEY REFERENCES scorecards (id) ON DELETE CASCADE,
    call_id TEXT NOT NULL UNIQUE REFERENCES calls (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    is_listed INTEGER NOT NULL CHECK (is_listed IN (0, 1)),
    file_name TEXT,
    path TEXT,
    started_at TEXT,
    started_at_utc TEXT,
    started_at_source TEXT,
    direction TEXT,
    agent_name TEXT,
    caller_number TEXT,
    called_number TEXT,
    extension TEXT,
    disposition TEXT,
    duration_ms INTEGER,
    first_live_word_ms INTEGER,
    call_type TEXT NOT NULL,
    call_type_confidence REAL NOT NULL,
    percent REAL,
    points INTEGER NOT NULL,
    possible INTEGER NOT NULL,
    passed INTEGER CHECK (passed IN (0, 1)),
    needs_review INTEGER NOT NULL CHECK (needs_review IN (0, 1)),
    verdicts TEXT NOT NULL CHECK (json_valid(verdicts)),
    rubric TEXT NOT NULL,
    rubric_version TEXT NOT NULL,
    model TEXT
) STRICT;

CREATE INDEX newest_scorecards_by_started_at_utc ON newest_scorecards (started_at_utc DESC, call_id);

INSERT INTO newest_scorecards
SELECT
    scorecards.id,
    scorecards.call_id,
    scorecards.number,
    -- A recording that turned out to be a part of a longer call is listed with that call alone.
    NOT EXISTS (
        SELECT 1
        FROM call_recordings AS mine
        JOIN call_recordings AS theirs ON theirs.recording_id = mine.recording_id AND theirs.call_id <> mine.call_id
        JOIN scorecards AS longer ON longer.call_id = theirs.call_id
        WHERE mine.call_id = scorecards.call_id
            AND (SELECT count(*) FROM call_recordings WHERE call_id = theirs.call_id)
                > (SELECT count(*) FROM call_recordings WHERE call_id = mine.call_id)
    )
    -- A call without a recording turned out to have one.
    AND NOT (
        transcripts.source = 'unrecorded'
        AND EXISTS (
            SELECT 1
            FROM calls AS recorded
            JOIN call_recordings ON call_recordings.call_id = recorded.id
            JOIN scorecards AS heard ON heard.call_id = recorded.id
            WHERE recorded.phone_system_id = calls.phone_system_id
        )
    ),
    recordings.file_name,
    recordings.path,
    calls.started_at,
    calls.started_at_utc,
    calls.started_at_source,
    calls.direction,
    calls.agent_name,
    calls.caller_number,
    calls.called_number,
    calls.extension,
    calls.disposition,
    coalesce(
        (
            SELECT max(parts.offset_ms + audio.duration_ms)
            FROM call_recordings AS parts JOIN recordings AS audio ON audio.id = parts.recording_id
            WHERE parts.call_id = scorecards.call_id
        ),
        calls.duration_ms
    ),
    timeline_figures.first_live_word_ms,
    scorecards.call_type,
    scorecards.call_type_confidence,
    scorecards.percent,
    scorecards.points,
    scorecards.possible,
    scorecards.passed,
    scorecards.needs_review,
    (
        SELECT json_group_object(criterion_id, verdict ORDER BY criteria.number)
        FROM criteria WHERE criteria.scorecard_id = scorecards.id
    ),
    rubrics.id,
    rubrics.version,
    transcripts.model
FROM scorecards
JOIN calls ON calls.id = scorecards.call_id
JOIN transcripts ON transcripts.id = scorecards.transcript_id
JOIN rubrics ON rubrics.sha256 = scorecards.rubric_sha256
LEFT JOIN call_recordings ON call_recordings.call_id = scorecards.call_id AND call_recordings.number = 0
LEFT JOIN recordings ON recordings.id = call_recordings.recording_id
LEFT JOIN timeline_figures ON timeline_figures.scorecard_id = scorecards.id
WHERE scorecards.number = (SELECT max(number) FROM scorecards AS others WHERE others.call_id = scorecards.call_id);

CREATE TABLE leads (
    scorecard_id INTEGER NOT NULL PRIMARY KEY REFERENCES scorecards (id) ON DELETE CASCADE,
    said_number TEXT,
    said_number_turn INTEGER,
    said_number_side TEXT,
    said_number_start_ms INTEGER,
    said_number_end_ms INTEGER,
    said_number_quote TEXT,
    wanted_turn INTEGER,
    wanted_side TEXT,
    wanted_start_ms INTEGER,
    wanted_end_ms INTEGER,
    wanted_quote TEXT,
    FOREIGN KEY (scorecard_id, said_number_turn) REFERENCES turns (scorecard_id, number) ON DELETE CASCADE,
    FOREIGN KEY (scorecard_id, wanted_turn) REFERENCES turns (scorecard_id, number) ON DELETE CASCADE
) STRICT;

CREATE TRIGGER leads_are_append_only BEFORE UPDATE ON leads
BEGIN
    SELECT raise(ABORT, 'leads are never changed: append another scorecard');
END;

-- A recording is in no other table before it was listened to.
CREATE TABLE attempts (
    id INTEGER PRIMARY KEY,
    recording_id TEXT NOT NULL,
    began_at_utc TEXT NOT NULL
) STRICT;

CREATE INDEX attempts_by_recording ON attempts (recording_id);

DROP VIEW v_figures;
DROP VIEW v_criteria;
DROP VIEW v_calls;

CREATE VIEW v_calls AS
SELECT
    call_id,
    number AS scorecard,
    file_name,
    path,
    started_at,
    started_at_utc,
    direction,
    agent_name,
    caller_number,
    called_number,
    extension,
    disposition,
    call_type,
    percent,
    points,
    possible,
    passed,
    needs_review,
    duration_ms,
    rubric,
    rubric_version,
    model,
    scorecard_id
FROM newest_scorecards
WHERE is_listed;

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

CREATE VIEW v_figures AS
SELECT
    v_calls.call_id AS call_id,
    v_calls.scorecard AS scorecard,
    v_calls.file_name AS file_name,
    v_calls.started_at AS started_at,
    v_calls.agent_name AS agent_name,
    v_calls.call_type AS call_type,
    v_calls.percent AS percent,
    timeline_figures.*
FROM v_calls
JOIN timeline_figures ON timeline_figures.scorecard_id = v_calls.scorecard_id;
