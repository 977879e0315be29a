-- What feeds change in shared mappings; every version stays, so that what an older one made can be told again.
create table hw_overlay (
  feed         varchar(63) not null,
  version      integer not null,
  document     text not null,
  note         varchar(500) not null,
  saved_by     varchar(100) not null,
  saved_at     timestamp(3) with time zone not null,
  file_digest  varchar(64),
  primary key (feed, version)
);
