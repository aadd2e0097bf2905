-- Which result of a shop call was judged last, and what people decided of its hidden facts and demands.

-- A call may be judged by an earlier scenario or scorecard again, whose result is there already: the newest row of a
-- planned call and its call counts.
CREATE TABLE shop_judgings (
    id INTEGER PRIMARY KEY,
    shop_result_id INTEGER NOT NULL REFERENCES shop_results (id) ON DELETE CASCADE,
    judged_at_utc TEXT NOT NULL
) STRICT;

CREATE INDEX shop_judgings_by_result ON shop_judgings (shop_result_id);

INSERT INTO shop_judgings (shop_result_id, judged_at_utc) SELECT id, created_at_utc FROM shop_results ORDER BY id;

CREATE TRIGGER shop_judgings_are_append_only BEFORE UPDATE ON shop_judgings
BEGIN
    SELECT raise(ABORT, 'what was judged is never changed: append another row');
END;

-- The newest of a planned call, its call and its fact or demand counts, whichever result the person saw.
CREATE TABLE shop_decisions (
    id INTEGER PRIMARY KEY,
    shop_result_id INTEGER NOT NULL REFERENCES shop_results (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('fact', 'must', 'must_not')),
    item_id TEXT NOT NULL,
    outcome TEXT NOT NULL,
    tool_outcome TEXT NOT NULL,
    reviewer TEXT NOT NULL CHECK (reviewer <> ''),
    reason TEXT,
    decided_at_utc TEXT NOT NULL,
    CHECK (
        CASE kind
            WHEN 'fact' THEN outcome IN ('drawn_out', 'asked', 'volunteered', 'not_asked', 'undetermined')
            WHEN 'must' THEN outcome IN ('met', 'missed', 'not_applicable', 'undetermined')
            ELSE outcome IN ('did_not_happen', 'happened', 'not_applicable', 'undetermined')
        END
    )
) STRICT;

CREATE INDEX shop_decisions_by_result ON shop_decisions (shop_result_id);

CREATE TRIGGER shop_decisions_are_append_only BEFORE UPDATE ON shop_decisions
BEGIN
    SELECT raise(ABORT, 'decisions are never changed: append another one');
END;

-- As reviews: they go with a purge of their call.
CREATE TRIGGER shop_decisions_are_kept BEFORE DELETE ON shop_decisions
WHEN NOT EXISTS (
    SELECT 1 FROM shop_results
    JOIN scorecards ON scorecards.id = shop_results.scorecard_id
    JOIN calls ON calls.id = scorecards.call_id
    JOIN purges ON calls.started_at_utc < purges.cutoff_utc
    WHERE shop_results.id = old.shop_result_id
)
BEGIN
    SELECT raise(ABORT, 'decisions are removed by ringcheck purge alone');
END;
