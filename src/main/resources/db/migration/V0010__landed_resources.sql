-- What the store remembers of each resource it landed, beside what HAPI keeps (see LandedState).
create table hw_landed (
    res_id        bigint primary key,                    -- HFJ_RESOURCE.RES_ID
    res_ver       bigint not null,                       -- the FHIR version this row describes
    revision      integer not null,                      -- counts changes of this row, for optimistic locking
    event_time    timestamp(3) with time zone not null,  -- the newest event time of any statement
    elements      bigint not null,                       -- mask of the elements stored
    element_times varchar(1200),                         -- those whose time differs: number:millis, space between
    digests       bytea not null,                        -- of statements that are wholly current, 16 bytes each
    indexes       bytea not null,                        -- of the rows in each index table, 8 bytes each
    source        varchar(768)                           -- meta.source of the last statement that changed the resource
);
