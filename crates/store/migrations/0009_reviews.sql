-- What people say about verdicts, on top of scorecards, and what is needed to count points again with it.

-- Without a criterion it is the call's type that was reviewed, as in `evidence`.
CREATE TABLE reviews (
    id INTEGER PRIMARY KEY,
    call_id TEXT NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
    scorecard_id INTEGER NOT NULL REFERENCES scorecards (id) ON DELETE CASCADE,
    criterion_id TEXT,
    verdict TEXT NOT NULL,
    tool_verdict TEXT NOT NULL,
    tool_confidence REAL NOT NULL,
    reviewer TEXT NOT NULL CHECK (reviewer <> ''),
    reason TEXT,
    is_blind INTEGER NOT NULL CHECK (is_blind IN (0, 1)),
    reviewed_at_utc TEXT NOT NULL,
    FOREIGN KEY (scorecard_id, criterion_id) REFERENCES criteria (scorecard_id, criterion_id) ON DELETE CASCADE,
    CHECK (
        CASE WHEN criterion_id IS NULL
            THEN verdict IN ('prospect', 'customer', 'vendor', 'wrong_number', 'other')
            ELSE verdict IN ('pass', 'fail', 'na', 'undetermined')
        END
    )
) STRICT;

CREATE INDEX reviews_by_call ON reviews (call_id, criterion_id);
CREATE INDEX reviews_by_scorecard ON reviews (scorecard_id, criterion_id);

CREATE TRIGGER reviews_are_append_only BEFORE UPDATE ON reviews
BEGIN
    SELECT raise(ABORT, 'reviews are never changed: append another one');
END;

-- As scorecards: they go with a purge up to a day after their call.
CREATE TRIGGER reviews_are_kept BEFORE DELETE ON reviews
WHEN NOT EXISTS (
    SELECT 1 FROM calls JOIN purges ON calls.started_at_utc < purges.cutoff_utc WHERE calls.id = old.call_id
)
BEGIN
    SELECT raise(ABORT, 'reviews are removed by ringcheck purge alone');
END;

-- Weights are in a rubric's text, which SQL cannot read.
CREATE TABLE rubric_outlines (
    rubric_sha256 TEXT NOT NULL PRIMARY KEY REFERENCES rubrics (sha256) ON DELETE CASCADE,
    outline TEXT NOT NULL CHECK (json_valid(outline))
) STRICT;

CREATE VIEW v_reviews AS
SELECT
    reviews.call_id AS call_id,
    scorecards.number AS scorecard,
    newest.file_name AS file_name,
    calls.started_at AS started_at,
    calls.agent_name AS agent_name,
    coalesce(reviews.criterion_id, 'call_type') AS criterion_id,
    reviews.verdict AS verdict,
    reviews.tool_verdict AS tool_verdict,
    reviews.tool_confidence AS tool_confidence,
    reviews.reviewer AS reviewer,
    reviews.reason AS reason,
    reviews.is_blind AS is_blind,
    NOT reviews.is_blind AND NOT EXISTS (
        SELECT 1 FROM reviews AS later
        WHERE later.call_id = reviews.call_id AND later.criterion_id IS reviews.criterion_id
            AND NOT later.is_blind AND later.id > reviews.id
    ) AS counts,
    reviews.reviewed_at_utc AS reviewed_at_utc
FROM reviews
JOIN calls ON calls.id = reviews.call_id
JOIN scorecards ON scorecards.id = reviews.scorecard_id
LEFT JOIN newest_scorecards AS newest ON newest.call_id = reviews.call_id;

DROP VIEW v_criteria;

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
    proof.quote AS quote,
    reviews.verdict AS reviewed_verdict,
    reviews.reviewer AS reviewed_by
FROM v_calls
JOIN criteria ON criteria.scorecard_id = v_calls.scorecard_id
LEFT JOIN evidence AS proof ON proof.id = (
    SELECT evidence.id FROM evidence
    WHERE evidence.scorecard_id = criteria.scorecard_id AND evidence.criterion_id = criteria.criterion_id
    ORDER BY evidence.kind, evidence.number LIMIT 1
)
LEFT JOIN reviews ON reviews.id = (
    SELECT max(id) FROM reviews AS newest
    WHERE newest.call_id = v_calls.call_id AND newest.criterion_id = criteria.criterion_id AND NOT newest.is_blind
);
