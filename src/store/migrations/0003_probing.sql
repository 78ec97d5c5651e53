-- What the prober remembers beside the tables of the first file.

-- Canaries, pauses, boost: see `ProbeMemory`.
alter table source_state add column memory jsonb;

-- The cycle in which an update was last told.
alter table drafts add column told_cycle bigint;

-- The cycles of the first verification, and of the first of the misses in a row.
alter table draft_files add column first_cycle bigint;
alter table draft_files add column missing_cycle bigint;
