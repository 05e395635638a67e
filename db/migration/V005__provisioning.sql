-- Deployments: what really stands on the hosts, and how it came and went.
create table deployment (
    id uuid constraint deployment_pk primary key,
    booking_id uuid not null constraint deployment_is_of_a_booking references booking,
    host_id uuid not null constraint deployment_is_on_a_host references kvm_host,
    tag text not null constraint deployment_tag_is_unique unique
        constraint deployment_tag_fits_interface_names check (tag ~ '^[a-z0-9]{10}$'),
    pod_id uuid not null,
    config_id uuid not null,
    state text not null constraint deployment_state_is_known
        check (state in ('PLANNED', 'PREPARING', 'READY', 'BROKEN', 'TEARING_DOWN', 'GONE')),
    attempt int not null,
    cause text,
    next_action text,
    prepare_from timestamptz not null,
    work_began_at timestamptz,
    ready_at timestamptz,
    gone_at timestamptz,
    version bigint not null default 0
);
create unique index booking_has_one_live_deployment on deployment (booking_id) where state <> 'GONE';
create index deployment_by_booking on deployment (booking_id);

create table deployment_history (
    id bigint generated always as identity constraint deployment_history_pk primary key,
    deployment_id uuid not null constraint deployment_history_is_of_a_deployment references deployment,
    from_state text,
    to_state text not null,
    at timestamptz not null,
    who text not null,
    why text not null
);
create index deployment_history_by_deployment on deployment_history (deployment_id, id);

create table deployment_machine (
    deployment_id uuid not null constraint machine_is_of_a_deployment references deployment,
    node text not null,
    ordinal int not null,
    host_name text not null,
    domain text not null constraint machine_domain_is_unique unique,
    login text not null,
    host_key_private text,
    host_key_public text not null,
    fingerprint text not null,
    access_mac text,
    access_address text,
    constraint deployment_machine_pk primary key (deployment_id, node)
);

create table deployment_step (
    deployment_id uuid not null constraint step_is_of_a_deployment references deployment,
    phase text not null constraint step_phase_is_known check (phase in ('DEPLOY', 'TEAR_DOWN')),
    machine text not null,
    step text not null,
    ordinal int not null,
    state text not null constraint step_state_is_known check (state in ('WAITING', 'RUNNING', 'DONE', 'FAILED')),
    message text,
    started_at timestamptz,
    finished_at timestamptz,
    attempts int not null default 0,
    constraint deployment_step_pk primary key (deployment_id, phase, machine, step)
);

-- Durable work: the table of db-scheduler.
create table scheduled_tasks (
    task_name text not null,
    task_instance text not null,
    task_data bytea,
    execution_time timestamptz not null,
    picked boolean not null,
    picked_by text,
    last_success timestamptz,
    last_failure timestamptz,
    consecutive_failures int,
    last_heartbeat timestamptz,
    version bigint not null,
    priority smallint,
    constraint scheduled_tasks_pk primary key (task_name, task_instance)
);
create index scheduled_tasks_by_time on scheduled_tasks (execution_time);
create index scheduled_tasks_by_heartbeat on scheduled_tasks (last_heartbeat);
create index scheduled_tasks_by_priority on scheduled_tasks (priority desc, execution_time);
