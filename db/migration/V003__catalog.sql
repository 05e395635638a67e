-- What can be booked: images, Pods (machines and networks) and Configs (software for a Pod), each design in versions.

create table image (
    id                 uuid primary key,
    key                text   not null constraint image_key_is_taken unique
        constraint image_key_is_short_and_plain check (key ~ '^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$'),
    name               text   not null,
    login              text   not null default 'pod',
    minimum_disk_gib   int    not null check (minimum_disk_gib > 0),
    minimum_memory_mib int    not null check (minimum_memory_mib > 0),

    -- where the vendor keeps it and what it must be
    source_url         text,
    checksum_list_url  text,
    checksum           text constraint image_checksum_is_sha256_or_sha512
        check (checksum ~ '^([0-9a-f]{64}|[0-9a-f]{128})$'),

    -- what is here
    sha256             text constraint image_sha256_is_hex check (sha256 ~ '^[0-9a-f]{64}$'),
    size_bytes         bigint not null default 0,
    available_since    timestamptz,

    -- the fetch that is under way or the last one
    fetch_state        text   not null default 'IDLE'
        constraint image_fetch_state_is_known check (fetch_state in ('IDLE', 'WAITING', 'FETCHING', 'FAILED')),
    fetch_attempt      bigint not null default 0,
    fetched_bytes      bigint not null default 0,
    fetch_total_bytes  bigint,
    fetch_message      text,

    position           int    not null default 1000,
    version            bigint not null default 0,
    constraint image_that_is_here_has_a_digest check ((sha256 is null) = (available_since is null))
);

create table pod (
    key      text primary key constraint pod_key_is_short_and_plain check (key ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
    position int     not null default 1000,
    retired  boolean not null default false
);

create table pod_version (
    id          uuid primary key,
    pod_key     text   not null references pod,
    version     int    not null check (version > 0),
    name        text   not null,
    description text   not null,
    definition  jsonb  not null,
    created_at  timestamptz not null default now(),
    created_by  uuid,
    constraint pod_versions_are_counted_once unique (pod_key, version)
);

create table config (
    key      text primary key
        constraint config_key_is_short_and_plain check (key ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
    pod_key  text    not null references pod,
    position int     not null default 1000,
    retired  boolean not null default false
);

create table config_version (
    id          uuid primary key,
    config_key  text   not null references config,
    version     int    not null check (version > 0),
    name        text   not null,
    description text   not null,
    definition  jsonb  not null,
    created_at  timestamptz not null default now(),
    created_by  uuid,
    constraint config_versions_are_counted_once unique (config_key, version)
);

create table config_version_image (
    config_version_id uuid not null references config_version,
    image_id          uuid not null constraint image_of_a_config_stays references image,
    primary key (config_version_id, image_id)
);

-- A version is what bookings were promised: it never changes.
create function version_never_changes() returns trigger language plpgsql as $$
begin
    raise exception 'A version in % never changes: make a new one', tg_table_name
        using errcode = 'check_violation', constraint = tg_table_name || '_never_changes';
end $$;
create trigger pod_version_never_changes before update on pod_version
    for each row execute function version_never_changes();
create trigger config_version_never_changes before update on config_version
    for each row execute function version_never_changes();
