-- Rows of tables by what they say, so that a row that comes again unchanged costs nothing. Portable between H2 and PostgreSQL.

-- A kind of table (sheet and headings) as it stood in a file.
create table hw_table_file (
  payload   uuid not null,
  kind      bytea not null,
  feed      varchar(63) not null,
  position  bigint not null,
  previous  uuid,
  seen      integer not null,
  same      integer not null,
  primary key (payload, kind)
);
create index hw_table_file_feed on hw_table_file (feed, kind, position);

-- What a row says, the last file it stood in, and the entry that states it.
create table hw_table_row (
  feed           varchar(63) not null,
  digest         bytea not null,
  kind           bytea not null,
  payload        uuid not null,
  entry_payload  uuid not null,
  entry_unit     integer not null,
  primary key (digest, feed)
);
create index hw_table_row_payload on hw_table_row (payload, kind);

-- Spreadsheets that people handed in, from the moment they are kept to what became of them.
create table hw_spreadsheet (
  id           uuid primary key,
  feed         varchar(63) not null,
  name         varchar(255) not null,
  size         bigint not null,
  state        varchar(12) not null,
  answers      text not null,
  headings     text,
  receipt      uuid,
  overlay      integer,
  handed_by    varchar(100) not null,
  handed_at    timestamp(3) with time zone not null
);
create index hw_spreadsheet_feed on hw_spreadsheet (feed, handed_at);
