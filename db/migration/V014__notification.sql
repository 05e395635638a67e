-- What people are told, and what they ask.
create table inbox_message (
    id uuid constraint inbox_message_pk primary key,
    person_id uuid not null constraint message_is_for_a_person references person on delete cascade,
    kind text not null,
    title text not null,
    body text not null,
    link text,
    at timestamptz not null,
    read_at timestamptz
);
create index inbox_message_by_person on inbox_message (person_id, at desc);
create index inbox_message_unread on inbox_message (person_id) where read_at is null;

create table help_request (
    id uuid constraint help_request_pk primary key,
    booking_id uuid not null constraint help_is_asked_for_a_booking references booking,
    asked_by uuid not null constraint help_is_asked_by_a_person references person,
    asked_at timestamptz not null,
    cause text,
    incident text,
    answer text constraint answer_says_something check (length(trim(answer)) between 1 and 2000),
    answered_by text,
    answered_at timestamptz,
    constraint help_is_answered_by_somebody_at_a_time check (num_nonnulls(answer, answered_by, answered_at) in (0, 3))
);
create unique index booking_asks_for_help_once_at_a_time on help_request (booking_id) where answered_at is null;
create index help_request_by_booking on help_request (booking_id, asked_at desc);
