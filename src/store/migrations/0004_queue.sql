-- What the queue needs to be measured, and swept, without reading every row that waits.

-- How many rows there are of each state and lane, as changes that add up. Whoever writes rows adds
-- a line and waits for nobody; measuring sums the lines up and now and then makes few of many.
create table outbox_tally (
  state text not null,
  lane  integer not null,
  n     bigint not null
);

create function outbox_tally_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into outbox_tally (state, lane, n)
    select state, lane, count(*) from come
    where state in ('pending', 'inflight', 'ambiguous', 'parked', 'dead') group by state, lane;
  elsif tg_op = 'DELETE' then
    insert into outbox_tally (state, lane, n)
    select state, lane, -count(*) from gone
    where state in ('pending', 'inflight', 'ambiguous', 'parked', 'dead') group by state, lane;
  else
    insert into outbox_tally (state, lane, n)
    select state, lane, sum(n) from (
      select state, lane, 1 as n from come union all select state, lane, -1 from gone
    ) moved
    where state in ('pending', 'inflight', 'ambiguous', 'parked', 'dead')
    group by state, lane having sum(n) <> 0;
  end if;
  return null;
end $$;

create trigger outbox_come after insert on outbox referencing new table as come
  for each statement execute function outbox_tally_change();
create trigger outbox_moved after update on outbox
  referencing old table as gone new table as come
  for each statement execute function outbox_tally_change();
create trigger outbox_gone after delete on outbox referencing old table as gone
  for each statement execute function outbox_tally_change();

insert into outbox_tally (state, lane, n)
select state, lane, count(*) from outbox
where state in ('pending', 'inflight', 'ambiguous', 'parked', 'dead') group by state, lane;

-- The oldest row of a lane; rows before their time; rows past theirs; rows in doubt.
create index outbox_oldest on outbox (lane, id) where state = 'pending';
create index outbox_scheduled on outbox (not_before)
  where state = 'pending' and not_before is not null;
create index outbox_expiry on outbox (expires_at) where state in ('pending', 'parked');
create index outbox_doubt on outbox (lane, id) where state = 'ambiguous';
drop index outbox_open;

-- Rows that expired and that the next message to the conversation counts.
alter table destination add column missed integer not null default 0;
