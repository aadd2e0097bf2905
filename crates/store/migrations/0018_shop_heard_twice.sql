-- A shop call may be heard twice: whether a fact was found in the second hearing.

ALTER TABLE shop_facts ADD COLUMN is_of_second_hearing INTEGER NOT NULL DEFAULT 0
    CHECK (is_of_second_hearing IN (0, 1));
