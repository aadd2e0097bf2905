-- What phone systems know of a call, notes on recordings, and calls of several recordings.

ALTER TABLE calls ADD COLUMN called_number TEXT;
ALTER TABLE calls ADD COLUMN extension TEXT;
ALTER TABLE calls ADD COLUMN phone_system_id TEXT;
ALTER TABLE calls ADD COLUMN duration_ms INTEGER;
ALTER TABLE calls ADD COLUMN connected_ms INTEGER;
ALTER TABLE calls ADD COLUMN disposition TEXT;

CREATE INDEX calls_by_phone_system_id ON calls (phone_system_id);

ALTER TABLE recordings ADD COLUMN notes TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(notes));

DROP VIEW v_criteria;
DROP VIEW v_calls;

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
    calls.called_number AS called_number,
    calls.extension AS extension,
    calls.disposition AS disposition,
    scorecards.call_type AS call_type,
    scorecards.percent AS percent,
    scorecards.points AS points,
    scorecards.possible AS possible,
    scorecards.passed AS passed,
    scorecards.needs_review AS needs_review,
    coalesce(
        (
            SELECT max(parts.offset_ms + audio.duration_ms)
            FROM call_recordings AS parts JOIN recordings AS audio ON audio.id = parts.recording_id
            WHERE parts.call_id = scorecards.call_id
        ),
        calls.duration_ms
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
WHERE scorecards.number = (SELECT max(number) FROM scorecards AS others WHERE others.call_id = scorecards.call_id)
    -- A recording that turned out to be a part of a longer call is listed with that call alone.
    AND NOT EXISTS (
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
    );

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
