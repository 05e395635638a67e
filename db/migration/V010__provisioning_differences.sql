-- What hosts and this database disagree about, how long already, and what was done about it.

-- Who made a machine: every machine carries this id, so that one whose deployment the database has forgotten is known.
create table installation (
    only_one boolean constraint installation_pk primary key default true
        constraint installation_is_one check (only_one),
    id uuid not null default gen_random_uuid()
);
insert into installation default values;

-- As the last comparison saw it; null before the first.
alter table deployment_machine
    add column seen_state text constraint machine_seen_state_is_known
        check (seen_state in ('ABSENT', 'OFF', 'RUNNING', 'PAUSED', 'CRASHED')),
    add column seen_at timestamptz,
    add constraint machine_was_seen_at_a_time check ((seen_state is null) = (seen_at is null));

create index deployment_live_by_host on deployment (host_id) where state <> 'GONE';

create table reconcile_run (
    id bigint generated always as identity constraint reconcile_run_pk primary key,
    portal text not null,
    started_at timestamptz not null,
    finished_at timestamptz
);

create table reconcile_host (
    run_id bigint not null constraint host_was_compared_in_a_run references reconcile_run on delete cascade,
    host_id uuid not null constraint compared_host_exists references kvm_host on delete cascade,
    finished_at timestamptz not null,
    machines int,
    failure text,
    constraint reconcile_host_pk primary key (run_id, host_id),
    constraint host_was_compared_or_was_not check (num_nonnulls(machines, failure) = 1)
);

create table difference (
    id uuid constraint difference_pk primary key,
    host_id uuid not null constraint difference_is_on_a_host references kvm_host on delete cascade,
    kind text not null constraint difference_kind_is_known check (kind in
        ('LEFTOVER', 'UNPROVEN', 'ELSEWHERE', 'MACHINE_MISSING', 'MACHINE_CRASHED', 'IMAGE_UNUSED', 'IMAGE_HALF')),
    subject text not null,
    booking_id uuid constraint difference_is_about_a_booking references booking,
    contents text not null,
    cause text not null,
    first_seen timestamptz not null,
    last_seen timestamptz not null,
    failure text,
    constraint difference_is_listed_once unique (host_id, kind, subject),
    constraint difference_was_first_seen_first check (first_seen <= last_seen)
);

create table difference_history (
    id bigint generated always as identity constraint difference_history_pk primary key,
    at timestamptz not null,
    host text,
    kind text not null,
    subject text not null,
    contents text not null,
    cause text not null,
    first_seen timestamptz not null,
    who text not null
);
create index difference_history_by_time on difference_history (at desc);
