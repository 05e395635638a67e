-- Standing pods: a lab keeps some pods of one Config running that belong to nobody, so that handing one over takes only
-- the user's keys.

-- What a lab admin asked for: so many pods of a Config on the hosts of a lab.
create table standing_set (
    id uuid constraint standing_set_pk primary key,
    lab_id uuid not null constraint standing_set_is_in_a_lab references lab on delete cascade,
    pod_key text not null,
    config_key text not null,
    wanted int not null constraint standing_set_wants_some check (wanted between 0 and 50),
    leaving boolean not null default false,
    asked_by text not null,
    asked_at timestamptz not null,
    constraint standing_set_leaves_with_nothing_wanted check (not leaving or wanted = 0)
);
create unique index standing_set_exists_once_in_a_lab on standing_set (lab_id, pod_key, config_key) where not leaving;

-- One place of a set. Its machines change: what a booking has used is removed, and others are made in the same place.
create table standing_pod (
    id uuid constraint standing_pod_pk primary key,
    set_id uuid not null constraint standing_pod_is_of_a_set references standing_set on delete cascade,
    host_id uuid constraint standing_pod_is_on_a_host references kvm_host,
    -- of the machines that stand there now or are made; the deployment that they become has the same id
    life uuid not null constraint standing_pod_has_its_own_machines unique,
    tag text not null constraint standing_pod_tag_is_unique unique
        constraint standing_pod_tag_fits_interface_names check (tag ~ '^[a-z0-9]{10}$'),
    pod_id uuid,
    config_id uuid,
    -- checksums of the images of its machines, in the Pod's order
    images text[] not null default '{}',
    state text not null constraint standing_pod_state_is_known
        check (state in ('WAITING', 'MAKING', 'READY', 'IN_USE', 'RENEWING', 'LEAVING')),
    -- nobody gets it any more, and nothing comes after it
    leaving boolean not null default false,
    cause text,
    since timestamptz not null,
    verified_at timestamptz,
    booking_id uuid constraint standing_pod_is_handed_over_for_a_booking references booking deferrable initially deferred,
    golden_id uuid constraint standing_pod_goes_on_from_a_golden_pod references golden_pod,
    failures int not null default 0,
    handed_over int not null default 0,
    constraint standing_pod_stands_somewhere check (state = 'WAITING' or host_id is not null),
    constraint standing_pod_in_use_has_a_booking check ((state = 'IN_USE') = (booking_id is not null)),
    constraint standing_pod_says_why_it_is_renewed check (state <> 'RENEWING' or cause is not null)
);
create index standing_pod_by_set on standing_pod (set_id);
create unique index booking_has_one_standing_pod on standing_pod (booking_id) where booking_id is not null;

-- What is particular to each of its machines, until they are a deployment's.
create table standing_machine (
    life uuid not null constraint standing_machine_is_of_a_standing_pod references standing_pod (life)
        on delete cascade on update cascade,
    node text not null,
    ordinal int not null,
    host_name text not null,
    domain text not null constraint standing_machine_domain_is_unique unique,
    login text not null,
    host_key_private text,
    host_key_public text not null,
    fingerprint text not null,
    access_mac text,
    access_address text,
    instance_id text,
    mac_base text not null,
    constraint standing_machine_pk primary key (life, node)
);

-- The room of a standing pod is held for good, through outages too: these close a host for bookings, not for what stands
-- there. While a booking has the pod, the booking's own hold takes its place.
alter table lab_hold
    add column stands boolean not null default false,
    add column lent_to uuid constraint lab_hold_is_lent_to_a_booking references booking deferrable initially deferred;
create index lab_hold_by_borrower on lab_hold (lent_to) where lent_to is not null;

create or replace function refuse_overcommitted_hold() returns trigger language plpgsql as
$$
declare
    host record;
    peak record;
    through_outages boolean := false;
    win text := to_char(lower(new.during) at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ' and '
        || to_char(upper(new.during) at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC';
begin
    -- giving back is always allowed
    if tg_op = 'UPDATE' and new.host_id = old.host_id and new.during <@ old.during and new.vcpus <= old.vcpus
        and new.memory_mib <= old.memory_mib and new.disk_gib <= old.disk_gib then
        return new;
    end if;
    if tg_table_name = 'lab_hold' then
        through_outages := new.stands;
    end if;
    -- One writer per host at a time. It is an update and not only a lock, so that a transaction that took its snapshot
    -- before another one committed fails (serialization) instead of counting with an old sum.
    update kvm_host set hold_revision = hold_revision + 1 where id = new.host_id
        returning name, vcpu_limit, memory_limit_mib, disk_limit_gib into host;
    if not found then
        return new; -- the foreign key refuses it
    end if;
    if not through_outages and exists (select from outage o where o.host_id = new.host_id and o.during && new.during) then
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

-- What the lab lent to a booking begins where the booking's hold ends, whoever moves that end and however. Both together
-- are always the whole, so nobody else can come in between. (Triggers fire in the order of their names.)
create function make_room_for_the_borrower() returns trigger language plpgsql as
$$
begin
    update lab_hold set during = tstzrange(greatest(lower(during), upper(new.during)), upper(during))
        where lent_to = new.booking_id and host_id = new.host_id and upper(new.during) < upper(during);
    return new;
end
$$;
create trigger a_lent_place_makes_room before insert or update of during on capacity_hold
    for each row execute function make_room_for_the_borrower();

create function take_back_what_the_borrower_leaves() returns trigger language plpgsql as
$$
begin
    update lab_hold set during = tstzrange(upper(new.during), upper(during))
        where lent_to = new.booking_id and host_id = new.host_id and lower(during) > upper(new.during);
    return null;
end
$$;
create trigger a_lent_place_is_whole_again after update of during on capacity_hold
    for each row when (upper(new.during) < upper(old.during)) execute function take_back_what_the_borrower_leaves();

-- Holds a host for good if it has room. Held already, and perhaps lent, the whole of it is the lab's again.
create function try_standing_hold(hold uuid, host uuid, what text, cpus int, memory bigint, disk bigint, win tstzrange)
    returns boolean language plpgsql as
$$
declare
    violated text;
begin
    insert into lab_hold (id, host_id, purpose, vcpus, memory_mib, disk_gib, during, stands)
        values (hold, host, what, cpus, memory, disk, win, true)
        on conflict (id) do update set during = excluded.during, lent_to = null;
    return true;
exception when check_violation then
    get stacked diagnostics violated = constraint_name;
    if violated = 'host_is_never_overcommitted' then
        return false;
    end if;
    raise;
end
$$;

-- A third way in which a pod is started: it stood ready.
alter table deployment
    drop constraint deployment_way_is_known,
    add constraint deployment_way_is_known check (way in ('COLD', 'WARM', 'STANDING'));
