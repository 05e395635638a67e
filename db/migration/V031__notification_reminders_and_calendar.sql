-- Reminders of ends: told once for an end; another end has its own.
create table ending_reminder (
    booking_id uuid not null constraint reminder_is_of_a_booking references booking on delete cascade,
    which text not null constraint reminder_is_the_first_or_the_last check (which in ('FIRST', 'LAST')),
    ends_at timestamptz not null,
    due_at timestamptz not null,
    told_at timestamptz,
    constraint an_end_is_reminded_of_once_each primary key (booking_id, which, ends_at),
    constraint reminder_comes_before_the_end check (due_at < ends_at)
);
create index ending_reminder_due on ending_reminder (due_at) where told_at is null;

-- Bookings that exist already, by the rule of ReminderSchedule.
insert into ending_reminder (booking_id, which, ends_at, due_at)
select id, 'FIRST', ends_at,
    ends_at - least(greatest((ends_at - starts_at) / 10, interval '10 minutes'), interval '72 hours')
from booking
where state = 'CONFIRMED' and ends_at - starts_at >= interval '1 hour'
    and ends_at - least(greatest((ends_at - starts_at) / 10, interval '10 minutes'), interval '72 hours') > now();
insert into ending_reminder (booking_id, which, ends_at, due_at)
select id, 'LAST', ends_at, ends_at - interval '1 hour'
from booking
where state = 'CONFIRMED' and ends_at - starts_at >= interval '24 hours' and ends_at - interval '1 hour' > now();

-- The secret address of a person's calendar, of which the portal keeps only the hash.
create table calendar_feed (
    person_id uuid constraint one_calendar_per_person primary key references person on delete cascade,
    sha256 bytea not null constraint calendar_address_is_one_persons unique,
    made_at timestamptz not null,
    read_at timestamptz
);
