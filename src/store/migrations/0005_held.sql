-- What is held for people.

-- Null: as the recipient's setting says, whatever it is by then.
alter table notifications alter column delivery drop not null, alter column delivery drop default;

-- The first mailing after an event.
create index events_mailing on events (at) where kind = 'mailing.posted';
