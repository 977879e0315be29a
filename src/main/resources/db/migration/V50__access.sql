-- People who sign in to the console.
create table hw_user (
    name          varchar(100) primary key,
    password_hash varchar(200) not null,
    role          varchar(20)  not null,
    created_at    timestamp(3) with time zone not null
);

-- Systems: one client a feed or an app. A client proves itself by secret or by a key of its own.
create table hw_client (
    id          varchar(100) primary key,
    kind        varchar(10)   not null,
    feed        varchar(100),
    scopes      varchar(2000) not null,
    secret_hash varchar(200),
    jwks        text,
    jwks_uri    varchar(1000),
    created_at  timestamp(3) with time zone not null,
    created_by  varchar(100)  not null,
    revoked_at  timestamp(3) with time zone
);

-- What the built-in issuer signs tokens with; the number makes the first of several gateways win.
create table hw_signing_key (
    number     integer primary key,
    jwk        text not null,
    created_at timestamp(3) with time zone not null
);

-- Sign-ins, token grants and acts of administration. Never health information.
create table hw_audit (
    id      bigint generated always as identity primary key,
    at      timestamp(3) with time zone not null,
    actor   varchar(100) not null,
    act     varchar(40)  not null,
    subject varchar(200) not null
);
create index hw_audit_at on hw_audit (at);
