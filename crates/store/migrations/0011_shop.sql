-- Secret shops: planned calls, which calls they are, and what came of each.

CREATE TABLE scenarios (
    sha256 TEXT NOT NULL PRIMARY KEY,
    id TEXT NOT NULL,
    version TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL
) STRICT;

CREATE TABLE planned_calls (
    id INTEGER PRIMARY KEY,
    scenario_sha256 TEXT NOT NULL REFERENCES scenarios (sha256),
    branch TEXT NOT NULL,
    called_number TEXT NOT NULL,
    from_number TEXT NOT NULL,
    planned_at TEXT NOT NULL,
    planned_at_utc TEXT NOT NULL,
    window_minutes INTEGER NOT NULL CHECK (window_minutes >= 1),
    phase TEXT,
    created_at_utc TEXT NOT NULL
) STRICT;

CREATE INDEX planned_calls_by_time ON planned_calls (planned_at_utc);

-- The newest row of a planned call counts. A call may be matched before it is scored, so it need not be among the calls.
CREATE TABLE shop_matches (
    id INTEGER PRIMARY KEY,
    planned_call_id INTEGER NOT NULL REFERENCES planned_calls (id) ON DELETE CASCADE,
    call_id TEXT NOT NULL,
    how TEXT NOT NULL CHECK (how IN ('number_and_time', 'withheld_number', 'own_recording', 'by_hand')),
    is_own INTEGER NOT NULL CHECK (is_own IN (0, 1)),
    started_at TEXT,
    started_at_utc TEXT,
    source TEXT NOT NULL CHECK (json_valid(source)),
    created_at_utc TEXT NOT NULL
) STRICT;

CREATE INDEX shop_matches_by_planned_call ON shop_matches (planned_call_id, id);
CREATE INDEX shop_matches_by_call ON shop_matches (call_id);

CREATE TRIGGER shop_matches_are_append_only BEFORE UPDATE ON shop_matches
BEGIN
    SELECT raise(ABORT, 'matches are never changed: append another one');
END;

CREATE TABLE shop_results (
    id INTEGER PRIMARY KEY,
    planned_call_id INTEGER NOT NULL REFERENCES planned_calls (id) ON DELETE CASCADE,
    scorecard_id INTEGER NOT NULL REFERENCES scorecards (id) ON DELETE CASCADE,
    scenario_sha256 TEXT NOT NULL REFERENCES scenarios (sha256),
    shop_version TEXT NOT NULL,
    created_at_utc TEXT NOT NULL,
    json TEXT NOT NULL CHECK (json_valid(json)),
    UNIQUE (planned_call_id, scorecard_id, scenario_sha256, shop_version)
) STRICT;

CREATE INDEX shop_results_by_scorecard ON shop_results (scorecard_id);

CREATE TABLE shop_facts (
    shop_result_id INTEGER NOT NULL REFERENCES shop_results (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    fact_id TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('drawn_out', 'volunteered', 'asked', 'not_asked', 'undetermined')),
    question_turn INTEGER,
    question_start_ms INTEGER,
    question_quote TEXT,
    told_turn INTEGER,
    told_start_ms INTEGER,
    told_quote TEXT,
    rationale TEXT NOT NULL,
    PRIMARY KEY (shop_result_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE shop_demands (
    shop_result_id INTEGER NOT NULL REFERENCES shop_results (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('must', 'must_not')),
    demand_id TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (
        outcome IN ('met', 'missed', 'happened', 'did_not_happen', 'not_applicable', 'undetermined')
    ),
    quote_turn INTEGER,
    quote_start_ms INTEGER,
    quote TEXT,
    rationale TEXT NOT NULL,
    PRIMARY KEY (shop_result_id, number)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER shop_results_are_append_only BEFORE UPDATE ON shop_results
BEGIN
    SELECT raise(ABORT, 'results of shop calls are never changed: append another one');
END;

CREATE TRIGGER shop_facts_are_append_only BEFORE UPDATE ON shop_facts
BEGIN
    SELECT raise(ABORT, 'results of shop calls are never changed: append another one');
END;

CREATE TRIGGER shop_demands_are_append_only BEFORE UPDATE ON shop_demands
BEGIN
    SELECT raise(ABORT, 'results of shop calls are never changed: append another one');
END;
