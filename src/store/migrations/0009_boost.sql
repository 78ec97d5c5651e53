-- A boost is kept when it is ordered, beside what cycles write.
alter table source_state add column boost_until timestamptz;
