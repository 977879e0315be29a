-- What source Patients may have in common with others of the same person; digests, so that the table tells nobody's name.
create table hw_identity_key (
  match_key  varchar(32) not null,
  patient    varchar(64) not null,
  primary key (match_key, patient)
);
create index hw_identity_key_patient on hw_identity_key (patient);
