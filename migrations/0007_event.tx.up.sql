-- Clocks that stand still (停止计算).
ALTER TABLE deadline ADD COLUMN stopped_on TEXT NOT NULL DEFAULT '';
ALTER TABLE deadline ADD COLUMN stopped_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE deadline ADD COLUMN pauses TEXT NOT NULL DEFAULT '[]';
