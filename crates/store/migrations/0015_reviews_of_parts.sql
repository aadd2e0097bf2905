-- People's verdicts and notes on a call that turned out to be a part of a longer one stay with that; what counts of a verdict
-- stands beside what the scorecard says of it; and no words of a pass stand for a fail.

DROP VIEW v_lost_leads;
DROP VIEW v_lead_follow_ups;
DROP VIEW v_criteria;
DROP VIEW v_reviews;

-- A recording of a call that comes late makes another call, which has all recordings of the one before.
CREATE VIEW v_call_parts AS
SELECT id AS call_id, id AS part_id FROM calls
UNION ALL
SELECT whole.call_id AS call_id, part.call_id AS part_id
FROM call_recordings AS whole
JOIN call_recordings AS part ON part.recording_id = whole.recording_id AND part.call_id <> whole.call_id
WHERE NOT EXISTS (
        SELECT 1 FROM call_recordings AS other
        WHERE other.call_id = part.call_id
            AND other.recording_id NOT IN (SELECT recording_id FROM call_recordings WHERE call_id = whole.call_id)
    )
    AND (SELECT count(*) FROM call_recordings WHERE call_id = part.call_id)
        < (SELECT count(*) FROM call_recordings WHERE call_id = whole.call_id);

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
        WHERE later.criterion_id IS reviews.criterion_id AND NOT later.is_blind AND later.id > reviews.id
            AND later.call_id IN (
                SELECT others.part_id FROM v_call_parts AS mine
                JOIN v_call_parts AS others ON others.call_id = mine.call_id
                WHERE mine.part_id = reviews.call_id
            )
    ) AS counts,
    reviews.reviewed_at_utc AS reviewed_at_utc
FROM reviews
JOIN calls ON calls.id = reviews.call_id
JOIN scorecards ON scorecards.id = reviews.scorecard_id
LEFT JOIN newest_scorecards AS newest ON newest.call_id = reviews.call_id;

CREATE VIEW v_criteria AS
-- Reviews are few, and calls are many: it begins with those.
WITH given AS (
    SELECT call_id, criterion_id, id FROM reviews WHERE NOT is_blind AND criterion_id IS NOT NULL
    UNION ALL
    SELECT whole.call_id, reviews.criterion_id, reviews.id
    FROM reviews
    JOIN call_recordings AS mine ON mine.call_id = reviews.call_id
    JOIN call_recordings AS whole ON whole.recording_id = mine.recording_id AND whole.call_id <> mine.call_id
    WHERE NOT reviews.is_blind AND reviews.criterion_id IS NOT NULL
        AND EXISTS (SELECT 1 FROM v_call_parts WHERE call_id = whole.call_id AND part_id = mine.call_id)
), counting AS MATERIALIZED (
    SELECT call_id, criterion_id, max(id) AS review_id FROM given GROUP BY call_id, criterion_id
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

CREATE VIEW v_lead_follow_ups AS
WITH listed AS (
    SELECT
        lead_follow_ups.*,
        coalesce(
            (
                SELECT whole.call_id FROM v_call_parts AS whole
                JOIN newest_scorecards AS newest ON newest.call_id = whole.call_id AND newest.is_listed
                WHERE whole.part_id = lead_follow_ups.call_id ORDER BY whole.call_id LIMIT 1
            ),
            call_id
        ) AS listed_id
    FROM lead_follow_ups
), marked AS (
    SELECT
        listed.*,
        newest.file_name,
        newest.started_at,
        newest.agent_name,
        coalesce(newest.caller_number, leads.said_number) AS number
    FROM listed
    LEFT JOIN newest_scorecards AS newest ON newest.call_id = listed_id
    LEFT JOIN leads ON leads.scorecard_id = newest.scorecard_id
), dialed AS (
    SELECT
        *,
        -- The digits of the number.
        (
            WITH RECURSIVE read(place, digits) AS (
                SELECT 0, ''
                UNION ALL
                SELECT place + 1, digits || iif(substr(number, place + 1, 1) GLOB '[0-9]', substr(number, place + 1, 1), '')
                FROM read WHERE place < length(number)
            )
            SELECT digits FROM read ORDER BY place DESC LIMIT 1
        ) AS digits
    FROM marked
)
SELECT
    id,
    call_id,
    file_name,
    started_at,
    agent_name,
    number,
    -- What is the same for all calls of one lead: a number without its separators and the 1 of North America.
    CASE
        WHEN length(digits) = 11 AND digits GLOB '1*' THEN substr(digits, 2)
        WHEN length(digits) >= 7 THEN digits
        ELSE 'call ' || listed_id
    END AS lead,
    at_utc,
    outcome,
    value_cents / 100.0 AS value,
    by_name,
    note,
    added_at_utc
FROM dialed;

CREATE VIEW v_lost_leads AS
WITH prospects AS (
    SELECT
        *,
        json_extract(verdicts, '$.no_contract_turnaway') = 'fail' AS turned_away,
        json_extract(verdicts, '$.no_refer_away') = 'fail' AS sent_elsewhere,
        json_extract(verdicts, '$.live_answer') = 'fail' AND coalesce(json_extract(verdicts, '$.close_attempt'), 'na') = 'na' AS not_answered,
        json_extract(verdicts, '$.close_attempt') = 'fail' AS not_closed
    FROM newest_scorecards
    WHERE is_listed AND call_type = 'prospect'
), lost AS (
    SELECT
        prospects.*,
        CASE
            WHEN turned_away THEN 'turned_away'
            WHEN sent_elsewhere THEN 'sent_elsewhere'
            WHEN not_answered THEN 'not_answered'
            ELSE 'not_closed'
        END AS reason,
        substr(
            iif(turned_away, ', turned_away', '') || iif(sent_elsewhere, ', sent_elsewhere', '')
                || iif(not_answered, ', not_answered', '') || iif(not_closed, ', not_closed', ''),
            3
        ) AS reasons,
        coalesce(prospects.caller_number, leads.said_number) AS lead_number,
        leads.said_number,
        leads.wanted_quote
    FROM prospects
    LEFT JOIN leads ON leads.scorecard_id = prospects.scorecard_id
    WHERE turned_away OR sent_elsewhere OR not_answered OR not_closed
), dialed AS (
    SELECT
        *,
        -- The digits of the number, as in v_lead_follow_ups; nobody needs them where nothing was done.
        CASE WHEN EXISTS (SELECT 1 FROM lead_follow_ups) THEN (
            WITH RECURSIVE read(place, digits) AS (
                SELECT 0, ''
                UNION ALL
                SELECT
                    place + 1,
                    digits || iif(substr(lead_number, place + 1, 1) GLOB '[0-9]', substr(lead_number, place + 1, 1), '')
                FROM read WHERE place < length(lead_number)
            )
            SELECT digits FROM read ORDER BY place DESC LIMIT 1
        ) END AS digits
    FROM lost
), newest_follow_ups AS MATERIALIZED (
    SELECT * FROM (
        SELECT *, row_number() OVER (PARTITION BY lead ORDER BY at_utc DESC, id DESC) AS age FROM v_lead_follow_ups
    ) WHERE age = 1
)
SELECT
    dialed.call_id AS call_id,
    dialed.number AS scorecard,
    dialed.file_name AS file_name,
    dialed.started_at AS started_at,
    dialed.started_at_utc AS started_at_utc,
    CAST((julianday('now') - julianday(dialed.started_at_utc)) * 1440 AS INTEGER) AS minutes_since,
    dialed.agent_name AS agent_name,
    dialed.lead_number AS number,
    CASE
        WHEN dialed.caller_number IS NOT NULL THEN 'phone_system'
        WHEN dialed.said_number IS NOT NULL THEN 'caller'
    END AS number_source,
    dialed.reason AS reason,
    dialed.reasons AS reasons,
    dialed.wanted_quote AS wanted,
    proof.side AS quote_side,
    proof.start_ms AS quote_start_ms,
    proof.end_ms AS quote_end_ms,
    proof.quote AS quote,
    done.at_utc AS follow_up_at_utc,
    done.outcome AS follow_up_outcome,
    done.value AS follow_up_value,
    done.by_name AS follow_up_by,
    done.note AS follow_up_note
FROM dialed
LEFT JOIN evidence AS proof ON proof.id = (
    SELECT evidence.id FROM evidence
    WHERE evidence.scorecard_id = dialed.scorecard_id AND evidence.criterion_id = CASE dialed.reason
        WHEN 'turned_away' THEN 'no_contract_turnaway'
        WHEN 'sent_elsewhere' THEN 'no_refer_away'
        WHEN 'not_answered' THEN 'live_answer'
        ELSE 'close_attempt'
    END
    -- Where a person says that it failed, words that speak for a pass are no proof of that.
    AND EXISTS (
        SELECT 1 FROM criteria
        WHERE criteria.scorecard_id = evidence.scorecard_id AND criteria.criterion_id = evidence.criterion_id
            AND criteria.verdict IN ('fail', 'undetermined')
    )
    ORDER BY evidence.kind, evidence.number LIMIT 1
)
-- What was done before the call was done about an earlier one, unless it names this one: a clock was wrong then.
LEFT JOIN newest_follow_ups AS done ON done.lead = CASE
        WHEN length(dialed.digits) = 11 AND dialed.digits GLOB '1*' THEN substr(dialed.digits, 2)
        WHEN length(dialed.digits) >= 7 THEN dialed.digits
        ELSE 'call ' || dialed.call_id
    END
    AND (
        dialed.started_at_utc IS NULL OR done.at_utc >= dialed.started_at_utc OR done.call_id = dialed.call_id
    );
