-- Alerts that a process kept while the database was away, and that another one leads by now.
create table alert_handover (
  id      bigint generated always as identity primary key,
  commits jsonb not null,
  at      timestamptz not null default now()
);
