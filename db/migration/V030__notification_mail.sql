-- Mail: what people want by mail, the mails that are to be sent, and the digests.
create table mail_choice (
    person_id uuid not null constraint choice_is_of_a_person references person on delete cascade,
    topic text not null,
    delivery text not null constraint mail_comes_at_once_in_the_digest_or_not
        check (delivery in ('AT_ONCE', 'IN_DIGEST', 'NOT')),
    constraint one_choice_per_topic primary key (person_id, topic)
);

create table mail_digest_habit (
    person_id uuid constraint one_habit_per_person primary key references person on delete cascade,
    hour integer not null constraint digest_has_an_hour_of_the_day check (hour between 0 and 23),
    last_on date
);

-- Signs the links that take people off a list without signing in.
create table mail_key (
    only_one boolean default true constraint there_is_one_mail_key primary key check (only_one),
    secret bytea not null
);
insert into mail_key (secret)
values (sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')));

create table mail (
    id uuid constraint mail_pk primary key,
    person_id uuid not null constraint mail_is_for_a_person references person on delete cascade,
    topic text,
    message_id uuid constraint mail_is_of_a_message references inbox_message on delete cascade,
    at timestamptz not null,
    state text not null constraint mail_is_queued_sent_or_given_up check (state in ('QUEUED', 'SENT', 'GIVEN_UP')),
    due_at timestamptz not null,
    claimed_until timestamptz,
    attempts integer not null default 0,
    sent_to text,
    last_error text,
    finished_at timestamptz,
    constraint mail_is_of_a_message_or_a_digest check ((topic is null) = (message_id is null)),
    constraint mail_is_finished_at_some_time check ((state = 'QUEUED') = (finished_at is null))
);
create index mail_to_send on mail (due_at) where state = 'QUEUED';
create index mail_finished on mail (finished_at) where state <> 'QUEUED';
create unique index message_is_mailed_once on mail (message_id) where message_id is not null;

create table mail_digest_item (
    message_id uuid constraint message_is_in_one_digest primary key references inbox_message on delete cascade,
    person_id uuid not null references person on delete cascade,
    topic text not null,
    at timestamptz not null,
    mail_id uuid constraint digest_is_a_mail references mail on delete cascade
);
create index mail_digest_item_open on mail_digest_item (person_id) where mail_id is null;
create index mail_digest_item_by_mail on mail_digest_item (mail_id);
