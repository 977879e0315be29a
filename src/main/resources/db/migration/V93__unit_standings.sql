-- What the latest unit about a thing stated, for senders who tell the state of everything again and again.
create table hw_unit_standing (
  feed       varchar(63) not null,
  about      bytea not null,
  statement  bytea not null,
  primary key (feed, about)
);
