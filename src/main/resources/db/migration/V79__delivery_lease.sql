-- Which of several gateways on this database sends to a destination, and until when unless it says so again.
create table hw_delivery_lease (
  destination  varchar(63) primary key,
  holder       varchar(36) not null,
  held_until   timestamp with time zone not null
);
