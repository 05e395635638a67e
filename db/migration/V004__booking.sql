-- Bookings and the capacity they hold. PostgreSQL has the last word on what must never happen: a host that is promised
-- beyond its limit, or during an outage, whatever code asks for it.
create extension if not exists btree_gist;

create table booking (
    id uuid constraint booking_pk primary key,
    number bigint generated always as identity constraint booking_number_is_unique unique,
    owner_id uuid not null constraint booking_has_an_owner references person,
    lab_id uuid not null constraint booking_is_in_a_lab references lab,
    pod_id uuid not null,
    config_id uuid not null,
    purpose text not null constraint booking_has_a_purpose check (length(trim(purpose)) between 1 and 300),
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    prepare_from timestamptz not null,
    state text not null constraint booking_state_is_known check (state in ('CONFIRMED', 'ENDED', 'CANCELLED')),
    booked_at timestamptz not null,
    idempotency_key text,
    version bigint not null default 0,
    constraint booking_ends_after_it_starts check (starts_at < ends_at),
    constraint booking_is_prepared_before_it_starts check (prepare_from <= starts_at)
);
create unique index booking_idempotency_key_is_used_once on booking (owner_id, idempotency_key);
create index booking_by_owner on booking (owner_id, starts_at desc);

create table booking_history (
    id bigint generated always as identity constraint booking_history_pk primary key,
    booking_id uuid not null constraint booking_history_is_of_a_booking references booking,
    from_state text,
    to_state text not null,
    at timestamptz not null,
    who text not null,
    why text not null
);
create index booking_history_by_booking on booking_history (booking_id, id);

-- A hold promises part of one host to one booking, from preparation to verified tear-down. Half-open.
create table capacity_hold (
    id uuid constraint capacity_hold_pk primary key,
    booking_id uuid not null constraint hold_is_for_a_booking references booking deferrable initially deferred,
    host_id uuid not null constraint hold_is_on_a_host references kvm_host,
    vcpus int not null constraint hold_takes_cpus check (vcpus >= 0),
    memory_mib bigint not null constraint hold_takes_memory check (memory_mib >= 0),
    disk_gib bigint not null constraint hold_takes_disk check (disk_gib >= 0),
    during tstzrange not null,
    released boolean not null default false,
    constraint hold_has_a_half_open_bounded_window check (
        not isempty(during) and lower_inc(during) and not upper_inc(during)
        and not lower_inf(during) and not upper_inf(during)
        and lower(during) > '-infinity' and upper(during) < 'infinity'),
    constraint booking_holds_a_host_once_at_a_time exclude using gist (booking_id with =, during with &&)
);
create index capacity_hold_by_host_and_window on capacity_hold using gist (host_id, during);

-- The most that the holds of a host add up to at any instant of the window. A sweep over the instants at which the sum
-- changes; changes at one instant count together, so that a hold may begin where another ends.
create function capacity_peak(host uuid, win tstzrange, leaving_out uuid default null)
    returns table (vcpus bigint, memory_mib bigint, disk_gib bigint)
    language sql stable as
$$
    with held as (
        select greatest(lower(h.during), lower(win)) as s, upper(h.during) as e, h.vcpus, h.memory_mib, h.disk_gib
        from capacity_hold h
        where h.host_id = host and h.during && win and h.id is distinct from leaving_out
    ), change as (
        select s as at, h.vcpus, h.memory_mib, h.disk_gib from held h
        union all
        select e, -h.vcpus, -h.memory_mib, -h.disk_gib from held h where e < upper(win)
    ), level as (
        select sum(sum(c.vcpus)) over (order by at) as v,
               sum(sum(c.memory_mib)) over (order by at) as m,
               sum(sum(c.disk_gib)) over (order by at) as d
        from change c group by at
    )
    select coalesce(max(v), 0)::bigint, coalesce(max(m), 0)::bigint, coalesce(max(d), 0)::bigint from level
$$;

create function refuse_overcommitted_hold() returns trigger language plpgsql as
$$
declare
    host record;
    peak record;
    win text := to_char(lower(new.during) at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ' and '
        || to_char(upper(new.during) at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC';
begin
    -- giving back is always allowed
    if tg_op = 'UPDATE' and new.host_id = old.host_id and new.during <@ old.during and new.vcpus <= old.vcpus
        and new.memory_mib <= old.memory_mib and new.disk_gib <= old.disk_gib then
        return new;
    end if;
    -- One writer per host at a time. It is an update and not only a lock, so that a transaction that took its snapshot
    -- before another one committed fails (serialization) instead of counting with an old sum.
    update kvm_host set hold_revision = hold_revision + 1 where id = new.host_id
        returning name, vcpu_limit, memory_limit_mib, disk_limit_gib into host;
    if not found then
        return new; -- the foreign key refuses it
    end if;
    if exists (select from outage o where o.host_id = new.host_id and o.during && new.during) then
        raise exception 'Host % has an outage between %', host.name, win
            using errcode = 'check_violation', constraint = 'host_takes_no_booking_during_outage';
    end if;
    select p.vcpus + new.vcpus as vcpus, p.memory_mib + new.memory_mib as memory_mib, p.disk_gib + new.disk_gib as disk_gib
        into peak from capacity_peak(new.host_id, new.during, new.id) p;
    if peak.vcpus > host.vcpu_limit or peak.memory_mib > host.memory_limit_mib or peak.disk_gib > host.disk_limit_gib then
        raise exception 'Host % would be promised % of % vCPUs, % of % MiB RAM and % of % GiB disk between %', host.name,
            peak.vcpus, host.vcpu_limit, peak.memory_mib, host.memory_limit_mib, peak.disk_gib, host.disk_limit_gib, win
            using errcode = 'check_violation', constraint = 'host_is_never_overcommitted';
    end if;
    return new;
end
$$;
create trigger host_is_never_overcommitted before insert or update on capacity_hold
    for each row execute function refuse_overcommitted_hold();

create function refuse_limit_below_promises() returns trigger language plpgsql as
$$
declare
    peak record;
    vcpu_limit bigint := floor(new.vcpus * new.vcpu_overcommit);
    memory_limit bigint := floor(new.memory_mib * new.memory_overcommit);
    disk_limit bigint := floor(new.disk_gib * new.disk_overcommit);
begin
    select * into peak from capacity_peak(new.id, tstzrange(now(), 'infinity'));
    if peak.vcpus > vcpu_limit or peak.memory_mib > memory_limit or peak.disk_gib > disk_limit then
        raise exception 'Host % has promised % vCPUs, % MiB RAM and % GiB disk to bookings, more than the new limit of % vCPUs, % MiB and % GiB',
            new.name, peak.vcpus, peak.memory_mib, peak.disk_gib, vcpu_limit, memory_limit, disk_limit
            using errcode = 'check_violation', constraint = 'host_is_never_overcommitted';
    end if;
    return new;
end
$$;
create trigger host_limit_covers_its_promises
    before update of vcpus, memory_mib, disk_gib, vcpu_overcommit, memory_overcommit, disk_overcommit on kvm_host
    for each row execute function refuse_limit_below_promises();

create function refuse_outage_over_bookings() returns trigger language plpgsql as
$$
declare
    hit text;
begin
    update kvm_host set hold_revision = hold_revision + 1 where id = new.host_id;
    select string_agg('#' || b.number, ', ' order by b.number) into hit
        from capacity_hold h join booking b on b.id = h.booking_id
        where h.host_id = new.host_id and h.during && new.during and not h.released;
    if hit is not null then
        raise exception 'Bookings % hold this host in that time', hit
            using errcode = 'check_violation', constraint = 'host_takes_no_booking_during_outage';
    end if;
    return new;
end
$$;
create trigger outage_hits_no_booking before insert or update on outage
    for each row execute function refuse_outage_over_bookings();

-- Holds a host for a booking if it has room, in one step and without harming the caller's transaction when it has not.
create function try_hold(hold uuid, booking uuid, host uuid, cpus int, memory bigint, disk bigint, win tstzrange)
    returns boolean language plpgsql as
$$
declare
    violated text;
begin
    insert into capacity_hold (id, booking_id, host_id, vcpus, memory_mib, disk_gib, during)
        values (hold, booking, host, cpus, memory, disk, win);
    return true;
exception when check_violation then
    get stacked diagnostics violated = constraint_name;
    if violated in ('host_is_never_overcommitted', 'host_takes_no_booking_during_outage') then
        return false;
    end if;
    raise;
end
$$;

-- Keeps a host longer for a tear-down that is not verified yet, if nobody else was promised that time.
create function try_prolong(of_booking uuid, until timestamptz)
    returns boolean language plpgsql as
$$
begin
    update capacity_hold set during = tstzrange(lower(during), greatest(upper(during), until))
        where booking_id = of_booking and not released;
    return true;
exception when check_violation then
    return false;
end
$$;
