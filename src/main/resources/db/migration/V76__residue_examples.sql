-- Where unread places were first met, and how many units were looked at since counting began, with which overlay.
alter table hw_residue add column first_seen timestamp with time zone;
alter table hw_residue add column example_entry bigint;
alter table hw_residue add column example_location varchar(300);
update hw_residue set first_seen = last_seen;

create table hw_residue_looked (
  feed     varchar(63) primary key,
  overlay  integer not null,
  units    bigint not null,
  since    timestamp with time zone not null
);

-- Senders' words that no concept map, authority or code system has.
create table hw_unmapped_code (
  feed              varchar(63) not null,
  concept_map       varchar(100) not null,
  code              varchar(100) not null,
  display           varchar(200),
  units             bigint not null,
  first_seen        timestamp with time zone not null,
  last_seen         timestamp with time zone not null,
  example_entry     bigint,
  example_location  varchar(300),
  primary key (feed, concept_map, code)
);
