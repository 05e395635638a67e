-- What somebody asked for beyond their limits, and what came of it: a whole request for a booking, or a later end of one.
create table approval_request (
    id uuid constraint approval_request_pk primary key,
    number bigint generated always as identity,
    asked_by uuid not null constraint approval_is_asked_by_a_person references person,
    asked_at timestamptz not null,
    why text not null constraint approval_is_asked_with_a_reason check (length(trim(why)) between 1 and 300),
    -- the sentences that it was refused with
    refused text not null,
    state text not null constraint approval_state_is_known check (state in ('ASKED', 'APPROVED', 'DENIED', 'WITHDRAWN', 'EXPIRED')),
    -- a request for a booking
    pod_id uuid,
    config_id uuid,
    lab_id uuid,
    team_id uuid,
    purpose text,
    starts_at timestamptz,
    seconds bigint,
    start_machines boolean,
    keep_days int,
    start_from uuid,
    -- or for a later end
    extends_id uuid constraint approval_extends_a_booking references booking,
    until timestamptz,
    decided_by text,
    decided_at timestamptz,
    answer text,
    booking_id uuid constraint approval_made_a_booking references booking deferrable initially deferred,
    constraint approval_is_for_a_booking_or_an_end check (
        (pod_id is not null and config_id is not null and purpose is not null and seconds is not null and extends_id is null and until is null)
        or (pod_id is null and extends_id is not null and until is not null)),
    constraint approval_is_decided_once_and_by_somebody check ((state = 'ASKED') = (decided_at is null and decided_by is null))
);
create index approval_request_by_person on approval_request (asked_by, asked_at desc);
create index approval_request_open on approval_request (asked_at) where state = 'ASKED';
