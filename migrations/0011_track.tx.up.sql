-- What an enterprise pays its agency for a round: the comparison of the tracks asks for it.
ALTER TABLE engagement ADD COLUMN fee_fen BIGINT NOT NULL DEFAULT 0;
