-- The waiting list: who wants a pod for which there was no room, in the order in which they are served.

create sequence waiting_order;

create table waiting_wish (
    id uuid constraint waiting_wish_pk primary key,
    number bigint generated always as identity constraint waiting_wish_number_is_unique unique,
    person_id uuid not null constraint waiting_wish_is_a_persons references person,
    pod_id uuid not null,
    pod_key text not null,
    config_id uuid not null,
    lab_id uuid constraint waiting_wish_is_for_a_lab references lab on delete cascade,
    purpose text not null constraint waiting_wish_has_a_purpose check (length(trim(purpose)) between 1 and 300),
    length_seconds bigint not null constraint waiting_wish_lasts check (length_seconds > 0),
    -- null: as soon as possible
    earliest timestamptz,
    latest timestamptz not null,
    automatic boolean not null,
    start_machines boolean not null,
    keep_days int not null,
    kept_from uuid,
    -- who is earlier in the list has the lower one
    turn bigint not null default nextval('waiting_order') constraint waiting_wish_has_its_own_turn unique,
    state text not null constraint waiting_wish_state_is_known
        check (state in ('WAITING', 'OFFERED', 'TAKEN', 'DECLINED', 'LAPSED', 'WITHDRAWN', 'EXPIRED')),
    asked_at timestamptz not null,
    -- why it could not be booked when it was its turn, in words
    obstacle text,
    lapses int not null default 0,
    offered_host uuid constraint waiting_wish_is_offered_a_host references kvm_host on delete set null,
    offered_start timestamptz,
    offered_until timestamptz,
    booking_id uuid constraint waiting_wish_became_a_booking references booking deferrable initially deferred,
    constraint waiting_wish_may_start_before_it_gives_up check (earliest is null or earliest <= latest),
    constraint waiting_wish_is_offered_for_a_time check ((state = 'OFFERED') = (offered_until is not null)),
    constraint waiting_wish_is_offered_a_start check ((state = 'OFFERED') = (offered_start is not null)),
    constraint waiting_wish_that_was_taken_is_a_booking check ((state = 'TAKEN') = (booking_id is not null))
);
create index waiting_wish_in_order on waiting_wish (turn) where state in ('WAITING', 'OFFERED');
create index waiting_wish_by_person on waiting_wish (person_id, asked_at desc);

create table waiting_wish_history (
    id bigint generated always as identity constraint waiting_wish_history_pk primary key,
    wish_id uuid not null constraint waiting_wish_history_is_of_a_wish references waiting_wish on delete cascade,
    from_state text,
    to_state text not null,
    at timestamptz not null,
    who text not null,
    why text not null
);
create index waiting_wish_history_by_wish on waiting_wish_history (wish_id, id);
