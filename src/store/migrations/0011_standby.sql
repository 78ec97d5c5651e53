-- Who stands by, since when. A deploy has two processes for a moment; two for long are a mistake.
create table standby (
  instance uuid primary key,
  holder   text not null,
  since    timestamptz not null,
  seen_at  timestamptz not null
);
