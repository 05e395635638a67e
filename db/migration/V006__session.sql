-- Sessions live in the database, so that any portal can answer the next request of anyone.
-- Names and types are those that Spring Session JDBC 4.1 expects; its clean-up and look-ups use the three indexes.
create table spring_session (
    primary_id            char(36) not null,
    session_id            char(36) not null,
    creation_time         bigint   not null,
    last_access_time      bigint   not null,
    max_inactive_interval integer  not null,
    expiry_time           bigint   not null,
    principal_name        varchar(320),
    constraint a_session_has_one_row primary key (primary_id)
);

create unique index a_session_id_is_used_once on spring_session (session_id);
create index sessions_by_expiry on spring_session (expiry_time);
create index sessions_by_principal on spring_session (principal_name);

create table spring_session_attributes (
    session_primary_id char(36)     not null,
    attribute_name     varchar(200) not null,
    attribute_bytes    bytea        not null,
    constraint an_attribute_has_one_value primary key (session_primary_id, attribute_name),
    constraint attributes_go_with_their_session
        foreign key (session_primary_id) references spring_session (primary_id) on delete cascade
);
