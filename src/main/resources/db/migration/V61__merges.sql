-- What references are to become in whatever is said of a resource from now on: after a merge or a move, messages still come
-- that name the former patient or number.
create table hw_follow (
  resource  varchar(120) not null,   -- Type/id a unit must state for this to hold
  former    varchar(120) not null,   -- Type/id
  present   varchar(120) not null,   -- Type/id
  primary key (resource, former)
);

-- What senders said of two source Patients: that they are one person, or that they are not. The newest word counts.
create table hw_person_ruling (
  one         varchar(64) not null,  -- the lesser of the two ids
  other       varchar(64) not null,
  same_person boolean not null,
  ruled_at    timestamp(3) with time zone not null,
  primary key (one, other)
);
create index hw_person_ruling_other on hw_person_ruling (other);
