-- What can be chosen with a booking: whether its machines are started, for how many days its disks are kept after its
-- end, and from which kept ones it begins.
alter table booking
    add column start_machines boolean not null default true,
    add column keep_days int not null default 0 constraint booking_keeps_for_whole_days check (keep_days >= 0),
    add column start_from uuid;

-- A machine that was made and not started waits for its first start: only then are its keys checked and its clean state kept.
alter table deployment_machine add column awaits_first_start boolean not null default false;
