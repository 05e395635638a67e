-- A booking that goes on where another one stops, on another host or later.
alter table booking
    add column continues_id uuid constraint booking_goes_on_from_a_booking references booking,
    -- whether it begins with the disks of that one
    add column continues_disks boolean not null default false,
    add constraint booking_with_the_disks_of_another_goes_on_from_it check (not continues_disks or continues_id is not null);
create unique index booking_goes_on_once on booking (continues_id) where state = 'CONFIRMED';

-- A sentence that the lab's admins publish, on every page for a while.
create table announcement (
    id uuid constraint announcement_pk primary key,
    -- null: for everybody
    lab_id uuid constraint announcement_is_for_a_lab references lab on delete cascade,
    severity text not null constraint announcement_severity_is_known check (severity in ('INFO', 'WARN')),
    says text not null constraint announcement_says_something check (length(btrim(says)) between 1 and 300),
    link text constraint announcement_link_is_short check (length(link) <= 500),
    during tstzrange not null constraint announcement_is_half_open_and_ends check (
        not isempty(during) and lower_inc(during) and not upper_inc(during)
        and not lower_inf(during) and not upper_inf(during)),
    published_by text not null,
    published_at timestamptz not null
);
create index announcement_by_time on announcement using gist (during);

-- What a reader does not want to see any more: an announcement, or that an outage is near.
create table notice_dismissed (
    person_id uuid not null constraint notice_is_dismissed_by_a_person references person on delete cascade,
    notice text not null,
    at timestamptz not null,
    constraint notice_is_dismissed_once primary key (person_id, notice)
);
