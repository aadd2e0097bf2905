-- What was said, to be searched, and two more views for people.

-- The index holds no text. Its row ids are made of the scorecard's row id, the turn's number and its side, so that what
-- is found is looked up in `turns`: (scorecard_id << 24) + (number << 2) + side (0 unknown, 1 business, 2 caller).
CREATE VIRTUAL TABLE said_index USING fts5 (
    text,
    content = '',
    tokenize = 'porter unicode61 remove_diacritics 2'
);

INSERT INTO said_index (rowid, text)
SELECT
    (turns.scorecard_id << 24) + (turns.number << 2)
        + CASE turns.side WHEN 'business' THEN 1 WHEN 'caller' THEN 2 ELSE 0 END,
    turns.text
FROM newest_scorecards JOIN turns ON turns.scorecard_id = newest_scorecards.scorecard_id
ORDER BY turns.scorecard_id, turns.number;

-- What is taken out of the index is told by its text.
CREATE TRIGGER turns_are_append_only BEFORE UPDATE ON turns
BEGIN
    SELECT raise(ABORT, 'turns are never changed: append another scorecard');
END;

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
        *,
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
        ) AS reasons
    FROM prospects
    WHERE turned_away OR sent_elsewhere OR not_answered OR not_closed
)
SELECT
    lost.call_id AS call_id,
    lost.number AS scorecard,
    lost.file_name AS file_name,
    lost.started_at AS started_at,
    lost.started_at_utc AS started_at_utc,
    CAST((julianday('now') - julianday(lost.started_at_utc)) * 1440 AS INTEGER) AS minutes_since,
    lost.agent_name AS agent_name,
    coalesce(lost.caller_number, leads.said_number) AS number,
    CASE
        WHEN lost.caller_number IS NOT NULL THEN 'phone_system'
        WHEN leads.said_number IS NOT NULL THEN 'caller'
    END AS number_source,
    lost.reason AS reason,
    lost.reasons AS reasons,
    leads.wanted_quote AS wanted,
    proof.side AS quote_side,
    proof.start_ms AS quote_start_ms,
    proof.end_ms AS quote_end_ms,
    proof.quote AS quote
FROM lost
LEFT JOIN leads ON leads.scorecard_id = lost.scorecard_id
LEFT JOIN evidence AS proof ON proof.id = (
    SELECT evidence.id FROM evidence
    WHERE evidence.scorecard_id = lost.scorecard_id AND evidence.criterion_id = CASE lost.reason
        WHEN 'turned_away' THEN 'no_contract_turnaway'
        WHEN 'sent_elsewhere' THEN 'no_refer_away'
        WHEN 'not_answered' THEN 'live_answer'
        ELSE 'close_attempt'
    END
    ORDER BY evidence.kind, evidence.number LIMIT 1
);

CREATE VIEW v_agents_daily AS
SELECT
    agent_name,
    -- The day that the start itself names, which is the day where the phone was answered.
    substr(started_at, 1, 10) AS day,
    count(*) AS calls,
    sum(coalesce(json_extract(verdicts, '$.live_answer'), '') = 'pass') AS answered_live,
    sum(coalesce(json_extract(verdicts, '$.live_answer'), '') IN ('pass', 'fail')) AS answered_live_decided,
    sum(call_type = 'prospect') AS prospects,
    sum(call_type = 'prospect' AND coalesce(json_extract(verdicts, '$.no_contract_turnaway'), '') = 'fail') AS turned_away,
    sum(call_type = 'prospect' AND coalesce(json_extract(verdicts, '$.no_contract_turnaway'), '') IN ('pass', 'fail'))
        AS turned_away_decided,
    sum(call_type = 'prospect' AND coalesce(json_extract(verdicts, '$.qualifying_questions'), '') = 'pass') AS qualified,
    sum(call_type = 'prospect' AND coalesce(json_extract(verdicts, '$.qualifying_questions'), '') IN ('pass', 'fail'))
        AS qualified_decided,
    sum(call_type = 'prospect' AND coalesce(json_extract(verdicts, '$.close_attempt'), '') = 'pass') AS closed,
    sum(call_type = 'prospect' AND coalesce(json_extract(verdicts, '$.close_attempt'), '') IN ('pass', 'fail')) AS closed_decided,
    sum(needs_review) AS needs_review
FROM newest_scorecards
WHERE is_listed
GROUP BY agent_name, substr(started_at, 1, 10);
