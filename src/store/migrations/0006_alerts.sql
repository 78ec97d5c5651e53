-- What a new process needs to go on with alerts where the last one stopped.

alter table alert_instance add column seen_at timestamptz;

alter table alert_episode
  add column severity text not null default 'P2',
  add column labels   jsonb not null default '{}',
  add column events   integer not null default 0,
  add column marks    jsonb;

-- An event is written once, however often its commit is repeated.
alter table alert_event add column number integer;
create unique index alert_event_number on alert_event (episode, number);
