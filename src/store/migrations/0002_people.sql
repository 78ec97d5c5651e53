-- What telling people needs beside the tables of the first file.

-- Null: as the recipient's setting says.
alter table watches alter column delivery drop not null;

-- When the daily message comes, in minutes after local midnight.
alter table recipients add column daily_at integer not null default 540
  constraint recipients_daily_at check (daily_at between 0 and 1439);

-- How this one is told, as it was when it matched.
alter table notifications add column delivery text not null default 'now'
  constraint notifications_delivery check (delivery in ('now', 'daily', 'mailing'));

-- Finds out what became of the message.
create index notifications_queued on notifications (outbox) where state = 'queued';
create index notifications_event on notifications (event);
