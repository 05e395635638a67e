-- Images that people save from their machines, media, and disks that are kept when a booking ends.
alter table image
    add column kind text not null default 'DISK' constraint image_kind_is_known check (kind in ('DISK', 'ISO', 'KEPT')),
    -- null: the lab's own
    add column owner_id uuid constraint image_owner_is_a_person references person,
    add column visibility text not null default 'PUBLISHED'
        constraint image_visibility_is_known check (visibility in ('PRIVATE', 'SHARED', 'PUBLISHED')),
    add column saved_at timestamptz,
    add column saved_from_booking uuid,
    add column saved_from_number bigint,
    add column saved_from_machine text,
    add column saved_from_image text,
    add column saved_from_config uuid,
    -- its file is gone; the row stays for Configs of earlier bookings
    add column deleted_at timestamptz,
    add constraint image_that_is_not_published_has_an_owner check (visibility = 'PUBLISHED' or owner_id is not null),
    add constraint image_that_is_deleted_is_not_here check (deleted_at is null or sha256 is null);

create table image_share (
    image_id uuid not null constraint share_is_of_an_image references image on delete cascade,
    person_id uuid not null constraint share_is_with_a_person references person,
    constraint image_is_shared_with_a_person_once primary key (image_id, person_id)
);

-- Somebody's own Config, or null for the lab's.
alter table config add column owner_id uuid constraint config_owner_is_a_person references person;

-- The CD in a machine's drive, and whether its system was seen to notice it; null when nobody could ask.
alter table deployment_machine
    add column medium_id uuid constraint medium_is_an_image references image,
    add column medium_seen boolean;
alter table pod_operation add column medium_id uuid;

-- Disks of pods that are kept when their booking ends: copied while they are torn down, for their owner's next booking.
create table kept_pod (
    id uuid constraint kept_pod_pk primary key,
    booking_id uuid not null constraint booking_is_kept_once unique constraint kept_pod_is_of_a_booking references booking,
    booking_number bigint not null,
    owner_id uuid not null constraint kept_pod_has_an_owner references person,
    pod_id uuid not null,
    config_id uuid not null,
    keep_days int not null constraint pod_is_kept_for_days check (keep_days > 0),
    state text not null constraint kept_pod_state_is_known check (state in ('KEEPING', 'WHOLE', 'FAILED')),
    cause text,
    taken_at timestamptz not null,
    expires_at timestamptz,
    constraint kept_pod_that_is_whole_expires check ((state = 'WHOLE') = (expires_at is not null)),
    constraint kept_pod_says_why_it_failed check ((state = 'FAILED') = (cause is not null))
);

create table kept_disk (
    kept_id uuid not null constraint kept_disk_is_of_a_kept_pod references kept_pod,
    node text not null,
    image_id uuid not null constraint kept_disk_is_an_image references image,
    constraint kept_disk_pk primary key (kept_id, node)
);
