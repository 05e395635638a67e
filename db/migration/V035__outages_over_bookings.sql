-- Outages may be announced over bookings: these are listed as hit. What the database refuses for bookings stays the same:
-- no promise into an outage.

-- What an admin announces, for one host or for all of a lab, also those that are added later. Called off, it stays
-- readable, and what comes again by a rule does not come back.
create table outage_plan (
    id uuid constraint outage_plan_pk primary key,
    lab_id uuid not null constraint outage_plan_is_in_a_lab references lab on delete cascade,
    -- null: every host of the lab
    host_id uuid constraint outage_plan_is_for_a_host references kvm_host on delete cascade,
    during tstzrange not null constraint outage_plan_is_half_open_and_ends check (
        not isempty(during) and lower_inc(during) and not upper_inc(during)
        and not lower_inf(during) and not upper_inf(during)),
    reason text not null constraint outage_plan_has_a_reason check (btrim(reason) <> ''),
    -- what has begun there and was not moved ends then
    ends_bookings_at timestamptz not null,
    -- whether bookings that have not begun move to other hosts by themselves
    moves boolean not null default false,
    announced_by text not null,
    announced_at timestamptz not null,
    called_off_at timestamptz,
    -- the occurrence of a maintenance rule that it is, by the day in the lab's time zone
    rule_id uuid,
    occurrence date,
    constraint maintenance_occurs_once_a_day unique (rule_id, occurrence),
    constraint outage_plan_ends_bookings_not_before_it_begins check (ends_bookings_at >= lower(during))
);
create index outage_plan_by_lab on outage_plan (lab_id, upper(during));

insert into outage_plan (id, lab_id, host_id, during, reason, ends_bookings_at, announced_by, announced_at)
    select o.id, k.lab_id, o.host_id, o.during, o.reason, lower(o.during), 'the portal', now()
    from outage o join kvm_host k on k.id = o.host_id;
-- Two outages of a host may overlap: each is called off for itself.
alter table outage
    add column plan_id uuid constraint outage_is_of_a_plan references outage_plan on delete cascade,
    drop constraint host_has_one_outage_at_a_time;
update outage set plan_id = id;
alter table outage
    alter column plan_id set not null,
    add constraint host_has_one_outage_of_a_plan unique (plan_id, host_id);
create index outage_by_host on outage using gist (host_id, during);

-- A booking whose place is taken by an outage, and what became of it.
create table outage_hit (
    plan_id uuid not null constraint hit_is_by_an_outage references outage_plan on delete cascade,
    booking_id uuid not null constraint hit_is_of_a_booking references booking,
    host_id uuid not null constraint hit_is_on_a_host references kvm_host on delete cascade,
    state text not null constraint hit_state_is_known
        check (state in ('OPEN', 'ACCEPTED', 'MOVED', 'SPARED', 'ENDED', 'OVER')),
    told boolean not null default false,
    settled_at timestamptz,
    -- the booking that goes on where this one stops
    next_booking_id uuid constraint hit_booking_goes_on_as_a_booking references booking,
    constraint outage_hits_a_booking_once primary key (plan_id, booking_id),
    constraint hit_that_is_open_is_not_settled check (state <> 'OPEN' or settled_at is null)
);
create index outage_hit_by_booking on outage_hit (booking_id);
create index outage_hit_open on outage_hit (plan_id) where state = 'OPEN';

drop trigger outage_hits_no_booking on outage;
drop function refuse_outage_over_bookings();

-- Written by hand for one host, an outage is its own plan.
create function outage_has_a_plan() returns trigger language plpgsql as
$$
begin
    if new.plan_id is null then
        new.plan_id := new.id;
        insert into outage_plan (id, lab_id, host_id, during, reason, ends_bookings_at, announced_by, announced_at)
            select new.id, k.lab_id, new.host_id, new.during, new.reason, lower(new.during), 'the portal', now()
            from kvm_host k where k.id = new.host_id;
    end if;
    return new;
end
$$;
create trigger outage_has_a_plan before insert on outage for each row execute function outage_has_a_plan();

-- Whoever holds the host's row first is seen by the other: a booking that was promised before is listed here, one that
-- comes later is refused.
create function list_bookings_hit() returns trigger language plpgsql as
$$
begin
    update kvm_host set hold_revision = hold_revision + 1 where id = new.host_id;
    insert into outage_hit (plan_id, booking_id, host_id, state)
        select new.plan_id, b.id, new.host_id, 'OPEN'
        from capacity_hold h join booking b on b.id = h.booking_id
        where h.host_id = new.host_id and not h.released and not h.given_up and h.during && new.during
            and b.state = 'CONFIRMED' and tstzrange(b.prepare_from, b.ends_at) && new.during
        on conflict (plan_id, booking_id) do update
            set state = 'OPEN', told = false, settled_at = null, host_id = excluded.host_id
            where outage_hit.state in ('MOVED', 'SPARED');
    return null;
end
$$;
create trigger outage_lists_bookings_hit after insert or update of during on outage
    for each row execute function list_bookings_hit();

-- A host that comes to a lab takes part in the lab's outages, and leaves them with the lab.
create function host_takes_part_in_its_labs_outages() returns trigger language plpgsql as
$$
begin
    if tg_op = 'UPDATE' then
        delete from outage o using outage_plan p
            where o.plan_id = p.id and o.host_id = new.id and p.host_id is null and p.lab_id <> new.lab_id
                and upper(o.during) > now();
    end if;
    insert into outage (id, host_id, during, reason, plan_id)
        select gen_random_uuid(), new.id, p.during, p.reason, p.id from outage_plan p
        where p.lab_id = new.lab_id and p.host_id is null and p.called_off_at is null and upper(p.during) > now()
        on conflict do nothing;
    return null;
end
$$;
create trigger host_takes_part_in_its_labs_outages after insert or update of lab_id on kvm_host
    for each row execute function host_takes_part_in_its_labs_outages();

-- Maintenance that comes again: by the clock on the lab's wall, whatever daylight saving does.
alter table lab add column time_zone text not null default 'UTC'
    constraint lab_has_a_time_zone check (length(time_zone) between 1 and 60);

create table maintenance_rule (
    id uuid constraint maintenance_rule_pk primary key,
    lab_id uuid not null constraint maintenance_is_in_a_lab references lab on delete cascade,
    host_id uuid constraint maintenance_is_of_a_host references kvm_host on delete cascade,
    -- every so many weeks on a day of the week, or every month on its n-th such day; -1 is the last one
    weekday int not null constraint maintenance_is_on_a_day_of_the_week check (weekday between 1 and 7),
    every_weeks int constraint maintenance_comes_every_few_weeks check (every_weeks between 1 and 12),
    nth_of_month int constraint maintenance_is_on_a_day_of_the_month check (nth_of_month in (1, 2, 3, 4, -1)),
    starts_at_clock time not null,
    minutes int not null constraint maintenance_lasts_at_most_a_day check (minutes between 5 and 1440),
    first_day date not null,
    reason text not null constraint maintenance_has_a_reason check (btrim(reason) <> ''),
    moves boolean not null default true,
    made_by text not null,
    made_at timestamptz not null,
    ended_at timestamptz,
    constraint maintenance_comes_weekly_or_monthly check ((every_weeks is null) <> (nth_of_month is null))
);
alter table outage_plan add constraint outage_plan_follows_a_rule foreign key (rule_id)
    references maintenance_rule on delete set null;
