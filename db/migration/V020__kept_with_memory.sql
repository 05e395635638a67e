-- What is kept when a booking ends: all disks of each machine, and where the host can, the memory of all machines together.
alter table kept_disk
    -- in the order of the machine's disks; 0 is the one that it boots from
    add column disk int not null default 0 constraint kept_disk_has_a_place check (disk >= 0),
    drop constraint kept_disk_pk,
    add constraint kept_disk_pk primary key (kept_id, node, disk);

alter table kept_pod
    -- UNDECIDED until the end of the booking has come; NONE: without memory, and memory_cause says why
    add column memory text not null default 'NONE'
        constraint kept_memory_is_known check (memory in ('UNDECIDED', 'KEEPING', 'WHOLE', 'NONE')),
    add column memory_cause text,
    -- where files of it may be; null when none are
    add column host_id uuid constraint kept_memory_is_on_a_host references kvm_host on delete set null,
    -- what it takes of that host's disk, disks included
    add column host_bytes bigint,
    -- whose machines these were, and the address that their jump host's card on the access network had
    add column deployment_id uuid constraint kept_pod_is_of_a_deployment references deployment,
    add column access_mac text,
    drop constraint kept_pod_state_is_known,
    add constraint kept_pod_state_is_known check (state in ('KEEPING', 'WHOLE', 'FAILED', 'LEAVING')),
    drop constraint kept_pod_that_is_whole_expires,
    add constraint kept_pod_that_is_whole_expires check (state <> 'WHOLE' or expires_at is not null);
alter table kept_pod alter column memory set default 'UNDECIDED';

-- A pod may go on from the memory that was kept of an earlier booking: its number, for people.
alter table deployment
    add column kept_number bigint,
    drop constraint if exists warm_deployment_names_its_golden_pod,
    add constraint warm_deployment_says_what_it_goes_on_from
        check (way is distinct from 'WARM' or golden_id is not null or kept_number is not null);
