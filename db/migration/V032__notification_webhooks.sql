-- Programs that are told of what happens to bookings.
create table webhook (
    id uuid constraint webhook_pk primary key,
    owner_id uuid not null constraint webhook_is_a_persons references person on delete cascade,
    everything boolean not null,
    url text not null,
    events text[] not null constraint webhook_wants_something check (cardinality(events) > 0),
    secret bytea not null,
    made_at timestamptz not null,
    failing_since timestamptz,
    disabled_at timestamptz,
    disabled_why text,
    constraint webhook_is_off_for_a_reason check ((disabled_at is null) = (disabled_why is null))
);
create index webhook_by_owner on webhook (owner_id);

create table webhook_delivery (
    id uuid constraint webhook_delivery_pk primary key,
    webhook_id uuid not null constraint delivery_is_of_a_webhook references webhook on delete cascade,
    position bigint generated always as identity,
    event text not null,
    payload text not null,
    at timestamptz not null,
    state text not null constraint delivery_is_queued_done_or_given_up
        check (state in ('QUEUED', 'DELIVERED', 'GIVEN_UP')),
    due_at timestamptz not null,
    claimed_until timestamptz,
    attempts integer not null default 0,
    finished_at timestamptz,
    constraint delivery_is_finished_at_some_time check ((state = 'QUEUED') = (finished_at is null))
);
create index webhook_delivery_due on webhook_delivery (due_at) where state = 'QUEUED';
create index webhook_delivery_by_webhook on webhook_delivery (webhook_id, at desc);

create table webhook_attempt (
    delivery_id uuid not null constraint attempt_is_of_a_delivery references webhook_delivery on delete cascade,
    number integer not null,
    at timestamptz not null,
    status integer,
    millis integer not null,
    said text not null,
    constraint webhook_attempt_pk primary key (delivery_id, number)
);
