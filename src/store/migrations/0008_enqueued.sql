-- How many rows were ever written, of each lane: kept with the counts of what waits, in the same
-- lines, so that every way of writing rows is counted, and pruning takes nothing away.
--
-- A claim and the end of its turn moved a line each from what waits to what is in flight and back,
-- though only their sum is ever read. Both are one now, under the name of what waits.

alter table outbox_tally add column come bigint not null default 0;

create or replace function outbox_tally_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into outbox_tally (state, lane, n, come)
    select state, lane,
      case when state in ('pending', 'inflight', 'ambiguous', 'parked', 'dead')
        then count(*) else 0 end,
      count(*)
    from come group by state, lane;
  elsif tg_op = 'DELETE' then
    insert into outbox_tally (state, lane, n)
    select case state when 'inflight' then 'pending' else state end, lane, -count(*) from gone
    where state in ('pending', 'inflight', 'ambiguous', 'parked', 'dead') group by 1, 2;
  else
    insert into outbox_tally (state, lane, n)
    select case state when 'inflight' then 'pending' else state end, lane, sum(n) from (
      select state, lane, 1 as n from come union all select state, lane, -1 from gone
    ) moved
    where state in ('pending', 'inflight', 'ambiguous', 'parked', 'dead')
    group by 1, 2 having sum(n) <> 0;
  end if;
  return null;
end $$;
