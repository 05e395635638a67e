-- A pod that cannot be made on one host is made on another: the first deployment is given up, which means that it is
-- removed and its place is kept until that is verified, while the next one is made already.
alter table deployment
    add column ordinal int not null default 1 constraint deployments_are_counted_from_one check (ordinal >= 1),
    add column host_try int not null default 1 constraint hosts_are_tried_from_one check (host_try >= 1),
    add column given_up boolean not null default false,
    add column failure text constraint deployment_failure_is_known
        check (failure in ('REFUSED', 'SILENT', 'UNREACHABLE', 'NOT_THE_HOST', 'PORTAL')),
    add column incident text,
    add constraint deployments_of_a_booking_are_numbered unique (booking_id, ordinal),
    add constraint deployment_given_up_is_being_removed check (not given_up or state in ('TEARING_DOWN', 'GONE'));
drop index booking_has_one_live_deployment;
create unique index booking_has_one_live_deployment on deployment (booking_id) where state <> 'GONE' and not given_up;

alter table capacity_hold
    add column given_up boolean not null default false,
    drop constraint booking_holds_a_host_once_at_a_time,
    add constraint booking_holds_a_host_once_at_a_time
        exclude using gist (booking_id with =, during with &&) where (not given_up),
    add constraint booking_holds_the_same_host_once_at_a_time
        exclude using gist (booking_id with =, host_id with =, during with &&);

-- Keeps one host longer for a tear-down that is not verified yet, if nobody else was promised that time.
drop function try_prolong(uuid, timestamptz);
create function try_prolong(of_booking uuid, on_host uuid, until timestamptz)
    returns boolean language plpgsql as
$$
begin
    update capacity_hold set during = tstzrange(lower(during), greatest(upper(during), until))
        where booking_id = of_booking and host_id = on_host and not released;
    return true;
exception when check_violation then
    return false;
end
$$;

-- Hosts that leave the pool by themselves, and how each got into the state that it is in.
alter table kvm_host
    drop constraint host_state_is_known,
    add constraint host_state_is_known check (state in ('IN_SERVICE', 'SUSPECT', 'WITHDRAWN', 'OUT_OF_SERVICE'));

create table host_history (
    id bigint generated always as identity constraint host_history_pk primary key,
    host_id uuid not null constraint host_history_is_of_a_host references kvm_host on delete cascade,
    from_state text,
    to_state text not null,
    at timestamptz not null,
    who text not null,
    why text not null
);
create index host_history_by_host on host_history (host_id, id);

-- Deployments that failed on a host since one succeeded there, or since the host was trusted again.
create table host_failure (
    deployment_id uuid constraint host_failure_pk primary key,
    host_id uuid not null constraint host_failure_is_on_a_host references kvm_host on delete cascade,
    pod text not null,
    cause text not null,
    at timestamptz not null
);
create index host_failure_by_host on host_failure (host_id, at);

-- A trial: one small machine that is really started on a host that left the pool.
create table host_trial (
    id uuid constraint host_trial_pk primary key,
    host_id uuid not null constraint trial_is_on_a_host references kvm_host on delete cascade,
    tag text not null constraint trial_tag_is_unique unique
        constraint trial_tag_fits_interface_names check (tag ~ '^[a-z0-9]{10}$'),
    who text not null,
    state text not null constraint trial_state_is_known check (state in ('WAITING', 'RUNNING', 'DONE', 'FAILED')),
    step text,
    message text,
    due_at timestamptz not null,
    started_at timestamptz,
    finished_at timestamptz,
    constraint trial_says_when_it_is_over check ((state in ('DONE', 'FAILED')) = (finished_at is not null))
);
create unique index host_has_one_trial_at_a_time on host_trial (host_id) where state in ('WAITING', 'RUNNING');
create index host_trial_by_host on host_trial (host_id, due_at desc);
