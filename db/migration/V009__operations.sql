-- What owners do with a pod that stands: power, reset, snapshots. One operation at a time, each with a line per machine.
create table pod_snapshot (
    id uuid constraint pod_snapshot_pk primary key,
    deployment_id uuid not null constraint snapshot_is_of_a_deployment references deployment,
    name text not null constraint snapshot_has_a_name check (length(trim(name)) between 1 and 60),
    whole boolean not null default false,
    taken_at timestamptz not null,
    taken_by text not null,
    bytes bigint not null default 0,
    constraint snapshot_name_is_unique_in_a_pod unique (deployment_id, name)
);

create table pod_operation (
    id uuid constraint pod_operation_pk primary key,
    deployment_id uuid not null constraint operation_is_on_a_deployment references deployment,
    kind text not null,
    node text,
    snapshot_id uuid,
    snapshot_name text,
    who text not null,
    asked_at timestamptz not null,
    state text not null constraint operation_state_is_known check (state in ('WAITING', 'RUNNING', 'DONE', 'FAILED')),
    cause text,
    next_action text,
    started_at timestamptz,
    finished_at timestamptz,
    constraint operation_says_when_it_is_over check ((state in ('DONE', 'FAILED')) = (finished_at is not null))
);
create unique index deployment_does_one_operation_at_a_time on pod_operation (deployment_id) where state in ('WAITING', 'RUNNING');
create index pod_operation_by_deployment on pod_operation (deployment_id, asked_at desc);

create table pod_operation_part (
    operation_id uuid not null constraint part_is_of_an_operation references pod_operation,
    node text not null,
    ordinal int not null,
    -- whether the machine ran when the operation came to it first; null before that
    ran boolean,
    state text not null constraint part_state_is_known check (state in ('WAITING', 'RUNNING', 'DONE', 'FAILED')),
    message text,
    started_at timestamptz,
    finished_at timestamptz,
    constraint pod_operation_part_pk primary key (operation_id, node)
);
