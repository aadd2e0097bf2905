-- What was done about prospects who were lost.

CREATE TABLE lead_follow_ups (
    id INTEGER PRIMARY KEY,
    call_id TEXT NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
    at_utc TEXT NOT NULL,
    outcome TEXT NOT NULL
        CHECK (outcome IN ('reached', 'voicemail', 'no_answer', 'booked', 'won', 'lost', 'wrong_number')),
    value_cents INTEGER CHECK (value_cents > 0),
    by_name TEXT,
    note TEXT,
    added_at_utc TEXT NOT NULL
) STRICT;

CREATE INDEX lead_follow_ups_by_call ON lead_follow_ups (call_id);

CREATE TRIGGER lead_follow_ups_are_append_only BEFORE UPDATE ON lead_follow_ups
BEGIN
    SELECT raise(ABORT, 'follow-ups are never changed: the newest counts, so append another');
END;

-- A follow-up goes with its call alone.
CREATE TRIGGER lead_follow_ups_are_kept BEFORE DELETE ON lead_follow_ups
WHEN NOT EXISTS (
    SELECT 1 FROM calls JOIN purges ON calls.started_at_utc < purges.cutoff_utc WHERE calls.id = old.call_id
)
BEGIN
    SELECT raise(ABORT, 'follow-ups are removed by ringcheck purge alone');
END;

CREATE VIEW v_lead_follow_ups AS
WITH marked AS (
    SELECT
        lead_follow_ups.*,
        newest.file_name,
        newest.started_at,
        newest.agent_name,
        coalesce(newest.caller_number, leads.said_number) AS number
    FROM lead_follow_ups
    LEFT JOIN newest_scorecards AS newest ON newest.call_id = lead_follow_ups.call_id
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
        ELSE 'call ' || call_id
    END AS lead,
    at_utc,
    outcome,
    value_cents / 100.0 AS value,
    by_name,
    note,
    added_at_utc
FROM dialed;

DROP VIEW v_lost_leads;

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
    ORDER BY evidence.kind, evidence.number LIMIT 1
)
-- What was done before the call was done about an earlier one.
LEFT JOIN newest_follow_ups AS done ON done.lead = CASE
        WHEN length(dialed.digits) = 11 AND dialed.digits GLOB '1*' THEN substr(dialed.digits, 2)
        WHEN length(dialed.digits) >= 7 THEN dialed.digits
        ELSE 'call ' || dialed.call_id
    END
    AND (dialed.started_at_utc IS NULL OR done.at_utc >= dialed.started_at_utc);
