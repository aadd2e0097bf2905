-- A shop call may be heard several times: whether a fact was found in a further hearing.

ALTER TABLE shop_facts ADD COLUMN is_of_further_hearing INTEGER NOT NULL DEFAULT 0
    CHECK (is_of_further_hearing IN (0, 1));
