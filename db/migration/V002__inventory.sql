-- What exists: labs, KVM hosts with what they can carry, and when a host is planned to be out of service.

create extension if not exists btree_gist;

create table lab (
    id          uuid primary key,
    name        text   not null constraint lab_has_a_name check (btrim(name) <> '' and length(name) <= 80),
    description text   not null default '',
    version     bigint not null default 0
);
create unique index lab_name_is_taken on lab (lower(name));

create table kvm_host (
    id                uuid primary key,
    lab_id            uuid    not null constraint lab_with_hosts_stays references lab,
    name              text    not null constraint host_has_a_name check (btrim(name) <> '' and length(name) <= 80),
    uri               text    not null,
    state             text    not null default 'IN_SERVICE'
        constraint host_state_is_known check (state in ('IN_SERVICE', 'SUSPECT', 'OUT_OF_SERVICE')),
    state_reason      text,
    state_since       timestamptz not null default now(),

    vcpus             int     not null constraint host_vcpus_are_counted check (vcpus >= 0),
    memory_mib        bigint  not null constraint host_memory_is_counted check (memory_mib >= 0),
    disk_gib          bigint  not null constraint host_disk_is_counted check (disk_gib >= 0),
    vcpu_overcommit   numeric(5, 2) not null default 1
        constraint vcpu_overcommit_is_sane check (vcpu_overcommit between 0.1 and 32),
    memory_overcommit numeric(5, 2) not null default 1
        constraint memory_overcommit_is_sane check (memory_overcommit between 0.1 and 8),
    disk_overcommit   numeric(5, 2) not null default 1
        constraint disk_overcommit_is_sane check (disk_overcommit between 0.1 and 32),
    vcpu_limit        int    generated always as (floor(vcpus * vcpu_overcommit)::int) stored,
    memory_limit_mib  bigint generated always as (floor(memory_mib * memory_overcommit)::bigint) stored,
    disk_limit_gib    bigint generated always as (floor(disk_gib * disk_overcommit)::bigint) stored,
    -- counted up by whoever changes what is promised on this host: the row lock that makes promises take turns
    hold_revision     bigint not null default 0,

    image_directory   text   not null,
    disk_directory    text   not null,
    access_subnet     text,
    access_bridge     text,
    access_via        text,
    closed_addresses  text[] not null default '{}',
    -- IPv4 addresses of the machine named in the URI, as the last probe resolved them
    uri_addresses     text[] not null default '{}',
    acceleration      text   not null default 'AUTOMATIC'
        constraint host_acceleration_is_known check (acceleration in ('AUTOMATIC', 'KVM', 'EMULATION')),

    probed_at         timestamptz,
    facts             jsonb,
    probe_failure     text,
    version           bigint not null default 0,

    constraint host_has_one_access_network check (num_nonnulls(access_subnet, access_bridge) = 1)
);
create unique index host_name_is_taken_in_its_lab on kvm_host (lab_id, lower(name));
create unique index host_uri_is_taken on kvm_host (uri);

create table outage (
    id      uuid primary key,
    host_id uuid      not null references kvm_host on delete cascade,
    during  tstzrange not null
        constraint outage_is_half_open_and_ends check (
            not isempty(during) and lower_inc(during) and not upper_inc(during)
            and not lower_inf(during) and not upper_inf(during)),
    reason  text      not null constraint outage_has_a_reason check (btrim(reason) <> ''),
    constraint host_has_one_outage_at_a_time exclude using gist (host_id with =, during with &&)
);
