-- Starting without booting: golden pods, what they hold of a host while they are made, and how each pod was started.

-- Part of a host that the lab itself uses for a while: no booking gets it meanwhile. Half-open.
create table lab_hold (
    id uuid constraint lab_hold_pk primary key,
    host_id uuid not null constraint lab_hold_is_on_a_host references kvm_host on delete cascade,
    purpose text not null constraint lab_hold_has_a_purpose check (length(trim(purpose)) > 0),
    vcpus int not null constraint lab_hold_takes_cpus check (vcpus >= 0),
    memory_mib bigint not null constraint lab_hold_takes_memory check (memory_mib >= 0),
    disk_gib bigint not null constraint lab_hold_takes_disk check (disk_gib >= 0),
    during tstzrange not null,
    constraint lab_hold_has_a_half_open_bounded_window check (
        not isempty(during) and lower_inc(during) and not upper_inc(during)
        and not lower_inf(during) and not upper_inf(during)
        and lower(during) > '-infinity' and upper(during) < 'infinity')
);
create index lab_hold_by_host_and_window on lab_hold using gist (host_id, during);

-- As before, with what the lab holds itself.
create or replace function capacity_peak(host uuid, win tstzrange, leaving_out uuid default null)
    returns table (vcpus bigint, memory_mib bigint, disk_gib bigint)
    language sql stable as
$$
    with held as (
        select greatest(lower(h.during), lower(win)) as s, upper(h.during) as e, h.vcpus, h.memory_mib, h.disk_gib
        from (
            select b.id, b.host_id, b.during, b.vcpus, b.memory_mib, b.disk_gib from capacity_hold b
            where b.host_id = host and b.during && win
            union all
            select l.id, l.host_id, l.during, l.vcpus, l.memory_mib, l.disk_gib from lab_hold l
            where l.host_id = host and l.during && win
        ) h
        where h.id is distinct from leaving_out
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

create trigger lab_never_overcommits_a_host before insert or update on lab_hold
    for each row execute function refuse_overcommitted_hold();

-- Holds a host for the lab if it has room, without harming the caller's transaction when it has not. Held already, the
-- window is what changes.
create function try_lab_hold(hold uuid, host uuid, what text, cpus int, memory bigint, disk bigint, win tstzrange)
    returns boolean language plpgsql as
$$
declare
    violated text;
begin
    insert into lab_hold (id, host_id, purpose, vcpus, memory_mib, disk_gib, during)
        values (hold, host, what, cpus, memory, disk, win)
        on conflict (id) do update set during = excluded.during;
    return true;
exception when check_violation then
    get stacked diagnostics violated = constraint_name;
    if violated in ('host_is_never_overcommitted', 'host_takes_no_booking_during_outage') then
        return false;
    end if;
    raise;
end
$$;

-- A pod that was booted once on a host, belongs to nobody, and was stopped with its memory: others go on from it.
create table golden_pod (
    id uuid constraint golden_pod_pk primary key,
    host_id uuid not null constraint golden_pod_is_on_a_host references kvm_host on delete cascade,
    pod_id uuid not null,
    config_id uuid not null,
    -- checksums of the images of its machines, in the Pod's order
    images text[] not null,
    tag text not null constraint golden_pod_tag_is_unique unique
        constraint golden_pod_tag_fits_interface_names check (tag ~ '^[a-z0-9]{10}$'),
    state text not null constraint golden_pod_state_is_known
        check (state in ('WAITING', 'MAKING', 'READY', 'CANNOT', 'STALE', 'REMOVED')),
    cause text,
    asked_by text not null,
    asked_at timestamptz not null,
    made_at timestamptz,
    removed_at timestamptz,
    -- hardware address that its jump host's card on the access network had
    access_mac text,
    bytes bigint,
    processor text,
    qemu text,
    used int not null default 0,
    constraint golden_pod_was_made_at_a_time check (state <> 'READY' or made_at is not null),
    constraint golden_pod_says_why_it_is_not_used check (state not in ('CANNOT', 'STALE') or cause is not null)
);
create unique index golden_pod_exists_once_on_a_host on golden_pod (host_id, pod_id, config_id)
    where state in ('WAITING', 'MAKING', 'READY', 'CANNOT');

-- How a pod was started, and why not the other way.
alter table deployment
    add column way text constraint deployment_way_is_known check (way in ('COLD', 'WARM')),
    add column way_reason text,
    add column golden_id uuid constraint deployment_goes_on_from_a_golden_pod references golden_pod,
    add constraint warm_deployment_names_its_golden_pod check (way is distinct from 'WARM' or golden_id is not null);
update deployment set way = 'COLD' where work_began_at is not null;

-- Which first boot a machine's system remembers, and what the hardware addresses inside its pod are worked out from; null
-- where both are its own name.
alter table deployment_machine
    add column instance_id text,
    add column mac_base text;
