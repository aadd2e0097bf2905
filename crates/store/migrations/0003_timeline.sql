-- What a timeline adds up to, and which one of its kind an event is.

ALTER TABLE sound_events ADD COLUMN label TEXT;
ALTER TABLE timeline_events ADD COLUMN label TEXT;

CREATE INDEX timeline_events_by_kind ON timeline_events (kind);

CREATE TABLE timeline_figures (
    scorecard_id INTEGER NOT NULL PRIMARY KEY REFERENCES scorecards (id) ON DELETE CASCADE,
    ring_count INTEGER,
    ring_ms INTEGER,
    first_live_word_ms INTEGER,
    hold_count INTEGER,
    hold_ms INTEGER,
    longest_hold_ms INTEGER,
    transfer_count INTEGER,
    longest_silence_ms INTEGER,
    overlap_count INTEGER,
    overlap_ms INTEGER,
    recorded_voice_ms INTEGER,
    business_talk_ms INTEGER,
    business_talk_percent REAL,
    business_longest_monologue_ms INTEGER,
    business_words_per_minute INTEGER,
    caller_talk_ms INTEGER,
    caller_talk_percent REAL,
    caller_longest_monologue_ms INTEGER,
    caller_words_per_minute INTEGER
) STRICT;

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
