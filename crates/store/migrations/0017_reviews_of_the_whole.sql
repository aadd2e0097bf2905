-- What a person says of the whole call counts before anything said of a part of it, whichever is newer.

DROP VIEW v_criteria;
DROP VIEW v_reviews;

CREATE VIEW v_reviews AS
WITH placed AS (
    SELECT
        reviews.*,
        -- The call that lists have.
        coalesce(
            (
                SELECT whole.call_id FROM v_call_parts AS whole
                JOIN newest_scorecards AS newest ON newest.call_id = whole.call_id AND newest.is_listed
                WHERE whole.part_id = reviews.call_id ORDER BY whole.call_id LIMIT 1
            ),
            call_id
        ) AS listed_id
    FROM reviews
)
SELECT
    reviews.id AS id,
    reviews.call_id AS call_id,
    reviews.listed_id AS listed_id,
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
        SELECT 1 FROM reviews AS other
        WHERE other.criterion_id IS reviews.criterion_id AND NOT other.is_blind
            -- Who reviewed a part of the call heard less of it than who reviewed the whole, whenever that was.
            AND (other.call_id = reviews.listed_id, other.id) > (reviews.call_id = reviews.listed_id, reviews.id)
            AND other.call_id IN (SELECT part_id FROM v_call_parts WHERE call_id = reviews.listed_id)
    ) AS counts,
    reviews.reviewed_at_utc AS reviewed_at_utc
FROM placed AS reviews
JOIN calls ON calls.id = reviews.call_id
JOIN scorecards ON scorecards.id = reviews.scorecard_id
LEFT JOIN newest_scorecards AS newest ON newest.call_id = reviews.call_id;

CREATE VIEW v_criteria AS
-- Reviews are few, and calls are many: it begins with those.
WITH given AS (
    SELECT call_id, criterion_id, id, TRUE AS is_of_whole FROM reviews WHERE NOT is_blind AND criterion_id IS NOT NULL
    UNION ALL
    SELECT whole.call_id, reviews.criterion_id, reviews.id, FALSE
    FROM reviews
    JOIN call_recordings AS mine ON mine.call_id = reviews.call_id
    JOIN call_recordings AS whole ON whole.recording_id = mine.recording_id AND whole.call_id <> mine.call_id
    WHERE NOT reviews.is_blind AND reviews.criterion_id IS NOT NULL
        AND EXISTS (SELECT 1 FROM v_call_parts WHERE call_id = whole.call_id AND part_id = mine.call_id)
), counting AS MATERIALIZED (
    SELECT call_id, criterion_id, coalesce(max(id) FILTER (WHERE is_of_whole), max(id)) AS review_id
    FROM given GROUP BY call_id, criterion_id
)
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
    reviews.reviewer AS reviewed_by,
    newest.verdicts ->> criteria.criterion_id AS counted_verdict
FROM v_calls
JOIN newest_scorecards AS newest ON newest.call_id = v_calls.call_id
JOIN criteria ON criteria.scorecard_id = v_calls.scorecard_id
LEFT JOIN evidence AS proof ON proof.id = (
    SELECT evidence.id FROM evidence
    WHERE evidence.scorecard_id = criteria.scorecard_id AND evidence.criterion_id = criteria.criterion_id
    ORDER BY evidence.kind, evidence.number LIMIT 1
)
LEFT JOIN counting ON counting.call_id = v_calls.call_id AND counting.criterion_id = criteria.criterion_id
LEFT JOIN reviews ON reviews.id = counting.review_id;
